// The other end of a connection with the program that is graded: a server's client, or a client's
// server.

import Libc
import Sockets

/// The grader's end of a connection with the program, with a name for the story.
///
/// Nothing here waits on its own socket. All waiting is the program's, which keeps every peer's
/// bytes moving in both directions meanwhile, so that a grader never blocks a right program.
public final class Peer {
  public let name: String
  /// A peer that does not read leaves all that comes in the kernel's buffers.
  public var isReading = true
  /// When bytes last came, in seconds since the launch.
  public internal(set) var lastArrival = 0.0
  /// When the connection was not there yet, in seconds since the launch; for a client's server.
  public internal(set) var cameAfter = 0.0

  let socket: Socket
  /// Its own port; nil once it is closed.
  var port: UInt16? { isClosed ? nil : lastPort }
  /// The same, also when it is closed, for what is told of it then.
  let lastPort: UInt16?
  /// The port of the program's end.
  let programPort: UInt16
  /// How many descriptors the program had open when this peer came.
  let descriptorsBefore: Int
  unowned let program: Program
  private var outgoing: ArraySlice<UInt8> = []
  private var shutsDown = false
  /// All that has come.
  package private(set) var incoming: [UInt8] = []
  /// How much of what came in has been expected.
  var consumed = 0
  package private(set) var hasEnded = false
  /// What broke the connection, if anything did.
  package private(set) var failure: SocketError?
  package private(set) var isClosed = false

  init(_ name: String, _ socket: Socket, of program: Program, descriptorsBefore: Int = 0) {
    self.name = name
    self.socket = socket
    programPort = (try? socket.peerAddress.port) ?? 0
    lastPort = try? socket.localAddress.port
    self.program = program
    self.descriptorsBefore = descriptorsBefore
  }

  /// Whether it has left, or at least said that it sends no more.
  var hasLeft: Bool { isClosed || hasFinished }
  package private(set) var hasFinished = false

  /// Whether the connection is over, by its end or by an error.
  public var hasStopped: Bool { hasEnded || failure != nil }

  /// How many bytes the kernel has taken.
  private(set) var sent = 0

  /// The ports of both ends of the connection, from either side; none when it is closed.
  var endPorts: [(local: UInt16, peer: UInt16?)] {
    port.map { [($0, programPort), (programPort, $0)] } ?? []
  }

  /// Whether the program has accepted the connection; false where one cannot see it. What waits in
  /// the backlog has no file yet.
  public var isAccepted: Bool {
    Connection.end(at: programPort, with: port).map { $0.inode != 0 } ?? false
  }

  /// Whether something has come that nobody has looked at.
  public var hasNews: Bool { incoming.count > consumed }

  /// Takes what has come, and keeps none of it.
  package func take() -> [UInt8] {
    defer {
      incoming = []
      consumed = 0
    }
    return incoming
  }

  /// How many bytes are still to be sent.
  public var unsent: Int { outgoing.count }

  // MARK: What a peer does

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
    program.conversation.note("\(name) -> an urgent byte")
  }

  /// Leaves.
  public func close() {
    guard !isClosed else { return }
    program.conversation.note("\(name) closes")
    release()
  }

  /// Leaves with a reset, as a client does that crashed.
  public func reset() {
    guard !isClosed else { return }
    try? socket.setLinger(0)
    program.conversation.note("\(name) resets the connection")
    release()
  }

  func release() {
    guard !isClosed else { return }
    isClosed = true
    socket.close()
  }

  // MARK: What the program's wait does for a peer

  var wantsToWrite: Bool { !isClosed && failure == nil && (!outgoing.isEmpty || shutsDown) }
  var wantsToRead: Bool { !isClosed && failure == nil && isReading && !hasEnded }

  func write() {
    guard wantsToWrite else { return }
    do throws(SocketError) {
      while !outgoing.isEmpty {
        let count = try socket.send(outgoing.prefix(1 << 18))
        program.conversation.note(outgoing.prefix(count), "->", name)
        outgoing = outgoing.dropFirst(count)
        sent += count
      }
      if shutsDown {
        shutsDown = false
        try socket.shutdown(.sending)
        hasFinished = true
        program.conversation.note("\(name) shuts down its sending")
      }
    } catch {
      fail(error)
    }
  }

  func read() {
    do throws(SocketError) {
      let bytes = try socket.recv(1 << 18)
      // When they arrived, not when a late grader reads them.
      let age = Platform.ageOfLastBytes(on: socket.descriptor) ?? 0
      lastArrival = program.conversation.now - age
      if bytes.isEmpty {
        hasEnded = true
        program.conversation.note("\(name) <- the end")
      } else {
        incoming += bytes
        program.conversation.note(bytes[...], "<-", name)
      }
    } catch {
      fail(error)
    }
  }

  private func fail(_ error: SocketError) {
    if error.wouldBlock { return }
    failure = error
    program.conversation.note("\(name) \(error.connectionReset ? "<- a reset" : "fails: \(error)")")
  }
}
