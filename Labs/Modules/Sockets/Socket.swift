// One method per system call: the life of a socket from `socket` to `close`.

import Libc

/// One end of a TCP connection, or a socket that listens for new ones: a descriptor with methods.
///
/// A socket is a plain value. Copies of it name the same descriptor, and whoever opened or accepted
/// it closes it, once. After that the system may give the same number to the next connection, so
/// forget every copy when you close one.
public struct Socket: Hashable, Sendable {
  /// The small number by which the kernel knows the socket.
  public let descriptor: Int32

  /// Takes over a descriptor that is a socket already, such as one that was inherited.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Opens a stream socket, not yet bound or connected: `socket(2)`.
  public init(_ family: Address.Family = .inet) throws(SocketError) {
    try Weather.check()
    let descriptor = Libc.socket(family.code, Platform.stream, 0)
    if descriptor == -1 { throw SocketError("socket", errno) }
    Platform.prepare(descriptor)
    self.descriptor = descriptor
  }

  /// Opens two sockets that are connected with each other, within this machine: `socketpair(2)`.
  ///
  /// They have no addresses. Give one of them to another thread or process, and talk.
  public static func pair() throws(SocketError) -> (Socket, Socket) {
    try Weather.check()
    var ends: [Int32] = [0, 0]
    if socketpair(AF_UNIX, Platform.stream, 0, &ends) == -1 {
      throw SocketError("socketpair", errno)
    }
    for end in ends { Platform.prepare(end) }
    return (Socket(descriptor: ends[0]), Socket(descriptor: ends[1]))
  }

  /// Gives the socket its own address; port 0 takes any free port: `bind(2)`.
  public func bind(_ address: Address) throws(SocketError) {
    let result = address.withSockaddr { Libc.bind(descriptor, $0, $1) }
    if result == -1 { throw SocketError("bind", errno) }
  }

  /// Starts to take connections; the kernel keeps about `backlog` of them until they are accepted:
  /// `listen(2)`.
  public func listen(backlog: Int32 = 128) throws(SocketError) {
    if Libc.listen(descriptor, backlog) == -1 { throw SocketError("listen", errno) }
  }

  /// Waits for the next connection and returns a new socket for it, with the client's address:
  /// `accept(2)`.
  ///
  /// A client that went away while it queued (`ECONNABORTED`) is passed over.
  public func accept() throws(SocketError) -> (client: Socket, address: Address) {
    while true {
      do throws(SocketError) {
        try Platform.waitToAccept(self)
        var address = Address()
        let client = try retrying("accept") {
          address.fill { Libc.accept(descriptor, $0, $1) }
        }
        Platform.prepare(client)
        Platform.makeAcceptedBlock(client)
        return (Socket(descriptor: client), address)
      } catch let error where error.code == ECONNABORTED {
        continue
      }
    }
  }

  /// Ends one direction and keeps the other; the other side receives the end: `shutdown(2)`.
  public func shutdown(_ direction: Direction) throws(SocketError) {
    if Libc.shutdown(descriptor, direction.rawValue) == -1 {
      throw SocketError("shutdown", errno)
    }
  }

  /// Which half of a connection to shut down.
  public enum Direction: Int32, Sendable {
    case receiving = 0
    case sending, both
  }

  /// Gives the descriptor back; the other side receives the end of the stream: `close(2)`.
  ///
  /// If bytes from the other side are still unread here, it receives a reset instead, and may lose
  /// what was on its way to it.
  public func close() {
    Weather.today.forget(self)
    // Nothing useful can be done about an error: even after EINTR the descriptor is gone.
    _ = Libc.close(descriptor)
  }

  /// This end's address, with the port that the kernel chose: `getsockname(2)`.
  public var localAddress: Address {
    get throws(SocketError) {
      var address = Address()
      let result = address.fill { Libc.getsockname(descriptor, $0, $1) }
      if result == -1 { throw SocketError("getsockname", errno) }
      return address
    }
  }

  /// The other end's address: `getpeername(2)`.
  public var peerAddress: Address {
    get throws(SocketError) {
      var address = Address()
      let result = address.fill { Libc.getpeername(descriptor, $0, $1) }
      if result == -1 { throw SocketError("getpeername", errno) }
      return address
    }
  }
}
