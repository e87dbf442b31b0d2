// The life of a socket, from `socket` to `close`; each method is one system call.

import Libc

/// One end of a TCP connection, or a socket that listens for new ones: a descriptor with methods.
///
/// A socket is a plain value, and copies of it name the same descriptor. Close it once. After that,
/// don't use any copy: the kernel may give the same number to the next connection.
public struct Socket: Hashable, Sendable {
  /// The small number by which the kernel knows the socket.
  public let descriptor: Int32

  /// Wraps a descriptor that's already a socket, such as an inherited one.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Opens a TCP socket that isn't bound or connected yet: `socket(2)`.
  public init(_ family: Address.Family = .inet) throws(SocketError) {
    descriptor = try System.socket(family.code)
    Platform.prepare(descriptor)
  }

  /// Opens two sockets that are connected to each other: `socketpair(2)`.
  ///
  /// They have no addresses. Give one of them to another thread or process.
  public static func pair() throws(SocketError) -> (Socket, Socket) {
    let ends = try System.socketpair()
    for end in ends { Platform.prepare(end) }
    return (Socket(descriptor: ends[0]), Socket(descriptor: ends[1]))
  }

  /// Gives the socket its own address; port 0 takes any free port: `bind(2)`.
  public func bind(_ address: Address) throws(SocketError) {
    try System.call("bind") { address.withSockaddr { Libc.bind(descriptor, $0, $1) } }
  }

  /// Lets clients connect; about `backlog` of them can wait in a queue for `accept`: `listen(2)`.
  public func listen(backlog: Int32 = 128) throws(SocketError) {
    try System.call("listen") { Libc.listen(descriptor, backlog) }
  }

  /// Waits for the next connection and returns a new socket for it, with the client's address:
  /// `accept(2)`.
  ///
  /// It skips a client that disconnected while it was in the queue (`ECONNABORTED`).
  public func accept() throws(SocketError) -> (client: Socket, address: Address) {
    while true {
      do throws(SocketError) {
        try Platform.waitToAccept(self)
        var address = Address()
        let client = try System.retrying("accept") {
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

  /// Ends one direction of the connection and keeps the other: `shutdown(2)`.
  ///
  /// After `.sending` the peer receives the end of the stream, and you can still receive.
  public func shutdown(_ direction: Direction) throws(SocketError) {
    try System.call("shutdown") { Libc.shutdown(descriptor, direction.rawValue) }
  }

  /// Which half of a connection to shut down.
  public enum Direction: Int32, Sendable {
    case receiving = 0
    case sending, both
  }

  /// Closes the descriptor; the peer receives the end of the stream: `close(2)`.
  ///
  /// If you haven't received everything that the peer sent, it gets a reset instead, and can lose
  /// data that you sent before. A second close of the same socket is a bug, which the first such
  /// call reports on standard error.
  public func close(file: String = #filePath, line: Int = #line) {
    System.close(descriptor, file, line)
  }

  /// This end's address, with the port that the kernel chose: `getsockname(2)`.
  public var localAddress: Address {
    get throws(SocketError) {
      var address = Address()
      try System.call("getsockname") { address.fill { Libc.getsockname(descriptor, $0, $1) } }
      return address
    }
  }

  /// The peer's address: `getpeername(2)`.
  public var peerAddress: Address {
    get throws(SocketError) {
      var address = Address()
      try System.call("getpeername") { address.fill { Libc.getpeername(descriptor, $0, $1) } }
      return address
    }
  }
}
