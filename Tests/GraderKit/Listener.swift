// Where the grader waits for a program that is a client.

import Libc
import Sockets

/// A listening socket of the grader's, on loopback and on any free port.
public final class Listener {
  public let address: Address
  private let socket: Socket
  /// Connections that nobody will take, while the door is shut.
  private var crowd: [Socket] = []

  public var port: UInt16 { address.port }

  /// Listens on an address of this machine; nil if it has none such.
  ///
  /// - Parameter port: for a second listener on the port of a first.
  public init?(host: String = "127.0.0.1", port: UInt16 = 0) {
    guard let wanted = try? Address(host, port), let socket = try? Socket(wanted.family) else {
      return nil
    }
    self.socket = socket
    do throws(SocketError) {
      try socket.setReuseAddress(true)
      try socket.bind(wanted)
      try socket.listen(backlog: 8)
      try socket.setBlocking(false)
      address = try socket.localAddress
    } catch {
      socket.close()
      return nil
    }
  }

  deinit { close() }

  /// Listens no more: who connects is refused.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    for socket in crowd + [socket] { socket.close() }
  }

  private var isClosed = false

  /// Fills the queue of connections, and takes none: who connects then gets no answer at all.
  public func shutDoor() throws {
    // The kernel takes one more than the backlog, and drops the others in silence.
    try socket.listen(backlog: 0)
    for _ in 1...4 {
      let socket = try Socket(address.family)
      crowd.append(socket)
      try socket.setBlocking(false)
      try? socket.connect(address)
    }
  }

  /// The next connection, if there is one; it does not block.
  fileprivate func accept() -> Socket? {
    guard let (socket, _) = try? socket.accept() else { return nil }
    try? socket.setNoDelay(true)
    try? socket.setBlocking(false)
    return socket
  }
}

extension Program {
  /// Waits until the program connects, and returns the grader's end of the connection.
  ///
  /// - Parameter mistake: the one to name if it does not come.
  public func accept(
    on listener: Listener, as name: String = "the server", else mistake: Mistake
  ) throws -> Peer {
    var socket: Socket?
    wait {
      socket = listener.accept()
      return socket != nil
    }
    guard let socket else {
      throw finding(mistake, "it does not connect to \(listener.address)")
    }
    let peer = Peer(name, socket, of: self)
    peers.append(peer)
    conversation.note("it connects to \(name)")
    return peer
  }
}
