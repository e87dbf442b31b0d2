// One client of the program that is graded: what it sends, and what it may expect.

import Libc
import Sockets

/// A connection to the server, with a name for the story.
///
/// Nothing here waits on its own socket. All waiting is the server's, which keeps every client's
/// bytes moving in both directions meanwhile, so that a grader never blocks a right program.
public final class Client {
  public let name: String
  /// A client that does not read leaves all that comes in the kernel's buffers.
  public var isReading = true
  /// When bytes last came, in seconds since the launch.
  public internal(set) var lastArrival = 0.0

  let socket: Socket
  /// Its own port; nil once it is closed.
  var port: UInt16? { isClosed ? nil : try? socket.localAddress.port }
  private unowned let server: Server
  private var outgoing: ArraySlice<UInt8> = []
  private var shutsDown = false
  private var incoming: [UInt8] = []
  /// How much of what came in has been expected.
  private var consumed = 0
  private(set) var hasEnded = false
  private(set) var failure: SocketError?
  private(set) var isClosed = false

  init(_ name: String, _ socket: Socket, of server: Server) {
    self.name = name
    self.socket = socket
    self.server = server
  }

  /// Whether the connection is over, by its end or by an error.
  public var hasStopped: Bool { hasEnded || failure != nil }

  /// Whether the kernel has made the connection.
  var isConnected: Bool { (try? socket.peerAddress) != nil }

  /// How many bytes are still to be sent.
  public var unsent: Int { outgoing.count }

  // MARK: What a client does

  /// Sends bytes. What the kernel does not take at once goes out while the grader waits.
  public func send(_ bytes: [UInt8]) {
    outgoing += bytes
    write()
  }

  public func send(_ text: String) { send(Array(text.utf8)) }

  /// Shuts down the sending half, after all that is still to be sent.
  public func finishSending() {
    shutsDown = true
    write()
  }

  /// Sends one byte as urgent, beside the stream: `MSG_OOB`.
  public func sendUrgent() {
    var byte: UInt8 = 33
    _ = Libc.send(socket.descriptor, &byte, 1, Int32(MSG_OOB))
    server.conversation.note("\(name) -> an urgent byte")
  }

  /// Leaves.
  public func close() {
    guard !isClosed else { return }
    server.conversation.note("\(name) closes")
    release()
  }

  /// Leaves with a reset, as a client does that crashed.
  public func reset() {
    guard !isClosed else { return }
    try? socket.setLinger(0)
    server.conversation.note("\(name) resets the connection")
    release()
  }

  func release() {
    guard !isClosed else { return }
    isClosed = true
    socket.close()
  }

  // MARK: What a client may expect

  /// Waits for these bytes, no others.
  ///
  /// - Parameters:
  ///   - silent: the mistake if too few come.
  ///   - changed: the mistake if others come.
  ///   - cut: the mistake if the connection ends first; nil is the server's `ifItHangsUp`.
  public func expect(
    _ bytes: [UInt8], else silent: Mistake = .answersNothing, changed: Mistake = .changesBytes,
    cut: Mistake? = nil, asleep: Double = 3
  ) throws {
    let start = consumed
    var checked = 0
    var differs: Int?
    let end = Deadline(after: 60)
    var progress = -1
    // One that is slow is not wrong: as long as bytes come, the patience starts anew.
    while progress < checked && !end.isOver {
      progress = checked
      let isDone = server.wait(asleep: asleep) {
        // Piece by piece: to compare megabytes again at each arrival would be quadratic.
        let fresh = incoming[(start + checked)...].prefix(bytes.count - checked)
        if let index = firstDifference(fresh, bytes[checked...].prefix(fresh.count)) {
          differs = checked + index
        }
        checked += fresh.count
        return differs != nil || checked == bytes.count || hasStopped
      }
      if isDone { break }
    }
    consumed = start + checked
    if differs == nil && checked == bytes.count { return }

    let wanted = describe(Array(bytes.prefix(40)), count: bytes.count)
    let got = checked == 0 ? "nothing" : "\(grouped(checked)) bytes of it"
    if let differs {
      let came = incoming[(start + differs)...].prefix(8)
      consumed = incoming.count
      throw server.finding(
        changed,
        "\(name) was to get \(wanted); byte \(grouped(differs + 1)) came back as "
          + "\(describe(Array(came))) and not as \(describe(Array(bytes[differs...].prefix(8))))")
    }
    let cut = cut ?? server.ifItHangsUp
    if hasStopped { server.noticeDeath() }
    if let failure {
      throw server.finding(cut, "\(name) was to get \(wanted), got \(got), then: \(failure)")
    }
    if hasEnded {
      throw server.finding(cut, "\(name) was to get \(wanted), got \(got), then the end")
    }
    server.conversation.note("\(name) <- \(got == "nothing" ? got : "no more")")
    // What was never taken from the client was not dropped on its way back.
    let isStuck = unsent > 0 || server.unread(of: [self]) != [0]
    throw server.finding(
      silent.refined(isStuck: isStuck, for: server), "\(name) was to get \(wanted) and got \(got)")
  }

  public func expect(
    _ text: String, else silent: Mistake = .answersNothing, changed: Mistake = .changesBytes,
    cut: Mistake? = nil, asleep: Double = 3
  ) throws {
    try expect(Array(text.utf8), else: silent, changed: changed, cut: cut, asleep: asleep)
  }

  /// Waits for the end of the stream, with nothing before it.
  ///
  /// - Parameters:
  ///   - silent: the mistake if it does not come.
  ///   - reset: the mistake if the connection is reset instead.
  public func expectEnd(
    else silent: Mistake, reset: Mistake = .resetsTheConnection,
    changed: Mistake = .changesBytes, asleep: Double = 3
  ) throws {
    server.wait(asleep: asleep) { hasStopped || incoming.count > consumed }
    if incoming.count > consumed {
      let more = incoming[consumed...]
      consumed = incoming.count
      throw server.finding(
        changed,
        "\(name) was to get the end, and got \(describe(Array(more.prefix(40)), count: more.count))"
      )
    }
    if let failure {
      server.noticeDeath()
      throw server.finding(reset, "\(name) was to get the end, and got: \(failure)")
    }
    if !hasEnded {
      server.conversation.note("\(name) <- no end")
      throw server.finding(
        silent.refined(isStuck: false, for: server),
        "\(name) was to get the end of the stream, and it does not come")
    }
  }

  /// Waits for the first of some texts; nil if the connection ends before, or none comes.
  public func first(of texts: [String]) -> String? {
    server.wait {
      texts.contains { came($0) } || hasStopped
    }
    let found = texts.first { came($0) }
    consumed += found?.utf8.count ?? 0
    return found
  }

  /// Whether this has come by now, as the next thing.
  public func came(_ text: String) -> Bool { incoming[consumed...].starts(with: text.utf8) }

  // MARK: What the server's wait does for a client

  var wantsToWrite: Bool { !isClosed && failure == nil && (!outgoing.isEmpty || shutsDown) }
  var wantsToRead: Bool { !isClosed && failure == nil && isReading && !hasEnded }

  func write() {
    guard wantsToWrite else { return }
    do throws(SocketError) {
      while !outgoing.isEmpty {
        let count = try socket.send(outgoing.prefix(1 << 18))
        server.conversation.note(outgoing.prefix(count), "->", name)
        outgoing = outgoing.dropFirst(count)
      }
      if shutsDown {
        shutsDown = false
        try socket.shutdown(.sending)
        server.conversation.note("\(name) shuts down its sending")
      }
    } catch {
      fail(error)
    }
  }

  func read() {
    do throws(SocketError) {
      let bytes = try socket.recv(1 << 18)
      lastArrival = server.conversation.now
      if bytes.isEmpty {
        hasEnded = true
        server.conversation.note("\(name) <- the end")
      } else {
        incoming += bytes
        server.conversation.note(bytes[...], "<-", name)
      }
    } catch {
      fail(error)
    }
  }

  private func fail(_ error: SocketError) {
    // On macOS a connection under way says that it is not connected.
    if error.wouldBlock || error.notConnected { return }
    failure = error
    server.conversation.note("\(name) \(error.connectionReset ? "<- a reset" : "fails: \(error)")")
  }
}

/// The first place where two runs of bytes of one length differ: `memcmp(3)`, for they may be long.
private func firstDifference(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int? {
  let isSame = a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      guard let first = a.baseAddress, let second = b.baseAddress else { return true }
      return memcmp(first, second, a.count) == 0
    }
  }
  return isSame ? nil : zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset
}

extension Mistake {
  /// Silence alone does not tell these apart; what the program is doing does.
  fileprivate func refined(isStuck: Bool, for server: Server) -> Mistake {
    switch self {
    case .partialSendDropped where isStuck: .stopsHalfway
    case .answersNothing where server.isBlockedInAccept: .blockingListener
    case .neverCloses, .disconnectIsATimeout, .stopsAfterFirstClient:
      server.isBurning ? .ignoresEmptyRecv : self
    default: self
    }
  }
}
