// Where the grader waits for a program that is a client.

import Libc
import Sockets

/// A port of the grader's on loopback, to which a program connects.
public final class Listener {
  public let address: Address
  private let socket: Socket
  /// Connections that fill the listen queue of a shut door.
  private var crowd: [Socket] = []

  public var host: String { address.host }
  public var port: UInt16 { address.port }

  /// What happens to clients.
  public enum Door: Sendable {
    /// They are accepted.
    case open
    /// They are refused. The port is bound, so that no other program can listen there.
    case refuses
    /// They get no answer.
    case shut
  }

  /// Binds a port; nil if this machine doesn't have the address, or answers even at a shut door.
  ///
  /// - Parameter port: 0 for any free one.
  public init?(_ door: Door = .open, host: String = "127.0.0.1", port: UInt16 = 0) {
    guard let wanted = try? Address(host, port), let socket = try? Socket(wanted.family) else {
      return nil
    }
    do throws(SocketError) {
      try socket.bind(wanted)
      try socket.setBlocking(false)
      // The shortest queue is the easiest to fill.
      if door != .refuses { try socket.listen(backlog: door == .open ? 8 : 0) }
      address = try socket.localAddress
    } catch {
      socket.close()
      return nil
    }
    self.socket = socket
    if door == .shut && !fillQueue() { return nil }
  }

  deinit {
    for socket in crowd + [socket] { socket.close() }
  }

  /// Fills the listen queue. Returns whether it's full: then the kernel silently drops connections.
  private func fillQueue() -> Bool {
    for _ in 1...4 {
      guard let socket = try? Socket(address.family) else { return false }
      crowd.append(socket)
      do throws(SocketError) {
        // On loopback it connects at once or never.
        try socket.connect(address, timeout: 0.1)
      } catch {
        return error.timedOut
      }
    }
    return false
  }

  /// The next connection, if there is one. Never waits.
  func accept() -> Socket? {
    guard let (socket, _) = try? socket.accept() else { return nil }
    try? socket.setNoDelay(true)
    try? socket.setBlocking(false)
    return socket
  }
}

extension Client {
  /// Waits until the program connects to one of these, and returns that one.
  public func first(of listeners: [Listener]) -> Listener? {
    var first: Listener?
    wait {
      first = listeners.first { $0.accept().map { $0.close() } != nil }
      return first != nil
    }
    return first
  }

  /// Waits until the program connects to one of these open listeners. Returns the first of the list
  /// if the program ever connects to that one, otherwise the one that it connects to.
  public func mostPreferred(of listeners: [Listener]) -> Listener? {
    let came = first(of: listeners)
    if came === listeners.first { return came }
    // A program that tries several at once has tried the first one, too, before it ends.
    wait { child.hasEnded() }
    return first(of: Array(listeners.prefix(1))) ?? came
  }

  /// Waits until the program connects, and returns the grader's end of the connection.
  ///
  /// - Parameter limit: for how many seconds it may be asleep before it connects.
  public func accept(
    on listener: Listener, as name: String = "the server", else mistake: Mistake = .neverConnects,
    asleep limit: Double = 3
  ) throws -> Peer {
    var socket: Socket?
    var looked = 0.0
    var before = 0.0
    wait(asleep: limit) {
      before = looked
      looked = now
      socket = listener.accept()
      return socket != nil
    }
    guard let socket else {
      throw finding(
        mistake, "it doesn't connect to \(listener.address), which is open",
        came: child.hasEnded() ? .exit : .fact)
    }
    let peer = Peer(name, socket, of: self)
    peer.cameAfter = before
    peers.append(peer)
    conversation.note("it connects to \(name)")
    return peer
  }
}
