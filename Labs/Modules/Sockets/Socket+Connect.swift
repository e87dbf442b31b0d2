// Connects, with and without a timeout, and opens a server's or a client's socket in one call.

import Libc

extension Socket {
  /// Connects to a server and waits until the connection is established: `connect(2)`.
  public func connect(_ address: Address) throws(SocketError) {
    do throws(SocketError) {
      try System.connect(descriptor, address)
    } catch let error where error.code == EINTR {
      // The kernel keeps connecting: calling connect again would fail with EALREADY.
      try finishConnecting(timeout: nil)
    }
  }

  /// Connects to a server, or throws `timedOut` after this many seconds: `connect(2)`.
  public func connect(_ address: Address, timeout seconds: Double) throws(SocketError) {
    let wasBlocking = try isBlocking
    try setBlocking(false)
    do throws(SocketError) {
      do throws(SocketError) {
        try System.connect(descriptor, address)
      } catch let error where error.code == EINPROGRESS || error.code == EINTR {
        try finishConnecting(timeout: Weather.today.shortened(seconds))
      }
    } catch {
      try? setBlocking(wasBlocking)
      throw error
    }
    try setBlocking(wasBlocking)
  }

  /// Waits until the kernel has finished connecting, and throws if it failed: `SO_ERROR`.
  private func finishConnecting(timeout seconds: Double?) throws(SocketError) {
    guard try wait(for: Int16(POLLOUT), timeout: seconds) else {
      throw SocketError("connect", ETIMEDOUT)
    }
    if let code = try takePendingError() { throw SocketError("connect", code) }
  }

  /// Waits until the socket is ready, and returns false if that takes too long: `poll(2)`.
  func wait(for events: Int16, timeout seconds: Double?) throws(SocketError) -> Bool {
    let clock = ContinuousClock()
    let end = seconds.map { clock.now + .seconds(timeval(timeout: $0).timeout ?? 0) }
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    return try System.retrying("poll") {
      // In whole milliseconds, rounded up, so that a wait never ends early. -1 means forever.
      let left = end.map { max(($0 - clock.now) / .milliseconds(1), 0) } ?? -1
      return poll(&entry, 1, Int32(min(left, 1e9).rounded(.up)))
    } > 0
  }

  /// Opens a listening socket with `SO_REUSEADDR` set: `socket(2)`, `bind(2)`, `listen(2)`.
  ///
  /// Python calls it `create_server`.
  public static func createServer(
    _ address: Address, backlog: Int32 = 128
  ) throws(SocketError) -> Socket {
    let listener = try Socket(address.family)
    do throws(SocketError) {
      try listener.setReuseAddress(true)
      try listener.bind(address)
      try listener.listen(backlog: backlog)
      return listener
    } catch {
      listener.close()
      throw error
    }
  }

  /// Looks up a name and connects to the first of its addresses that answers: `connect(2)`.
  ///
  /// The timeout applies to each address, not to the lookup. If no address answers, it throws the
  /// last one's error. Python calls it `create_connection`.
  public static func createConnection(
    _ host: String, _ port: UInt16, timeout seconds: Double? = nil
  ) throws(SocketError) -> Socket {
    var failure = SocketError("getaddrinfo", EAI_NONAME)
    for address in try Address.lookup(host, port) {
      do throws(SocketError) {
        return try connected(to: address, timeout: seconds)
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private static func connected(
    to address: Address, timeout seconds: Double?
  ) throws(SocketError) -> Socket {
    let socket = try Socket(address.family)
    do throws(SocketError) {
      if let seconds {
        try socket.connect(address, timeout: seconds)
      } else {
        try socket.connect(address)
      }
      return socket
    } catch {
      socket.close()
      throw error
    }
  }
}
