// The grader's end of a connection with the program: a server's client, or a client's server.

import Libc
import Sockets

/// The grader's end of a connection with the program.
///
/// It never waits on its own socket: `Program.wait` moves the bytes of all peers in both
/// directions, so that a grader never blocks a correct program.
public final class Peer {
  public let name: String
  /// If false, everything that arrives stays in the kernel's buffers.
  public var isReading = true
  /// When bytes last arrived, in seconds since the launch.
  public internal(set) var lastArrival = 0.0
  /// When the grader last saw no connection yet, in seconds since the launch.
  public internal(set) var cameAfter = 0.0

  let socket: Socket
  /// Its own port; nil once it is closed.
  var port: UInt16? { isClosed ? nil : lastPort }
  /// The same, even if it's closed.
  let lastPort: UInt16?
  let programPort: UInt16
  /// How many descriptors the program had open when this peer connected.
  let descriptorsBefore: Int
  unowned let program: Program
  private var outgoing: ArraySlice<UInt8> = []
  private var shutsDown = false
  package private(set) var incoming: [UInt8] = []
  /// How many bytes of `incoming` the checks have used up.
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

  /// Whether it has shut down its sending.
  package private(set) var hasFinished = false

  /// Whether the connection is over, by its end or by an error.
  public var hasStopped: Bool { hasEnded || failure != nil }

  /// How many bytes the kernel has taken.
  private(set) var sent = 0

  /// The ports of both ends of the connection; none if it's closed.
  var endPorts: [(local: UInt16, peer: UInt16?)] {
    port.map { [($0, programPort), (programPort, $0)] } ?? []
  }

  /// Whether the program has accepted the connection; false without /proc.
  public var isAccepted: Bool {
    Connection.end(at: programPort, with: port).map { $0.inode != 0 } ?? false
  }

  /// Whether it received bytes that no check has expected yet.
  public var hasNews: Bool { incoming.count > consumed }

  /// How many bytes it received that no check has expected yet.
  public var newCount: Int { incoming.count - consumed }

  /// Takes everything that it received.
  package func take() -> [UInt8] {
    defer {
      incoming = []
      consumed = 0
    }
    return incoming
  }

  public var unsent: Int { outgoing.count }

  // MARK: What a peer does

  /// Sends bytes. What the kernel doesn't take at once is sent while the grader waits.
  public func send(_ bytes: [UInt8]) {
    outgoing += bytes
    write()
  }

  public func send(_ text: String) { send(Array(text.utf8)) }

  /// Shuts down the sending half when everything is sent.
  public func finishSending() {
    shutsDown = true
    write()
  }

  /// Sends one urgent byte: `MSG_OOB`.
  public func sendUrgent() {
    var byte: UInt8 = 33
    _ = Libc.send(socket.descriptor, &byte, 1, Int32(MSG_OOB))
    program.conversation.note("\(name) -> an urgent byte")
  }

  public func close() {
    guard !isClosed else { return }
    program.conversation.note("\(name) closes")
    release()
  }

  /// Closes with a reset, as a crash may.
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
      let count = try socket.recv(into: &program.buffer)
      // When they arrived, even if a slow grader reads them later.
      let age = Platform.ageOfLastBytes(on: socket.descriptor) ?? 0
      lastArrival = program.conversation.now - age
      if count == 0 {
        hasEnded = true
        program.conversation.note("\(name) <- the end")
      } else {
        incoming += program.buffer[..<count]
        program.conversation.note(incoming.suffix(count), "<-", name)
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
