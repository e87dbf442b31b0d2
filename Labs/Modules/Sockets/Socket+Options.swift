// The options of a socket: `getsockopt(2)`, `setsockopt(2)`, `fcntl(2)`.

import Libc

extension Socket {
  /// Lets `bind` use a port whose old connections are still in TIME_WAIT: `SO_REUSEADDR`.
  ///
  /// Set it before `bind`. The server that had those connections must have set it too.
  public func setReuseAddress(_ on: Bool) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_REUSEADDR, Int32(on ? 1 : 0))
  }

  /// Whether `bind` can use a port with connections in TIME_WAIT: `SO_REUSEADDR`.
  public var reuseAddress: Bool {
    get throws(SocketError) { try option(SOL_SOCKET, SO_REUSEADDR, as: Int32(0)) != 0 }
  }

  /// Makes `recv` and `accept` throw `timedOut` after this many seconds, or never: `SO_RCVTIMEO`.
  ///
  /// The time starts again with each call, and after a signal. 0 is a very short timeout; nil waits
  /// forever. On Linux an accepted socket starts with its listener's timeout.
  public func setReceiveTimeout(_ seconds: Double?) throws(SocketError) {
    try setOption(
      SOL_SOCKET, SO_RCVTIMEO,
      timeval(timeout: Weather.today.shortened(seconds).map { max($0, 1e-6) }))
  }

  /// How many seconds `recv` and `accept` wait; nil means forever: `SO_RCVTIMEO`.
  public var receiveTimeout: Double? {
    get throws(SocketError) { try option(SOL_SOCKET, SO_RCVTIMEO, as: timeval()).timeout }
  }

  /// Makes `send` throw `timedOut` after this many seconds, or never if it's nil: `SO_SNDTIMEO`.
  public func setSendTimeout(_ seconds: Double?) throws(SocketError) {
    try setOption(
      SOL_SOCKET, SO_SNDTIMEO,
      timeval(timeout: Weather.today.shortened(seconds).map { max($0, 1e-6) }))
  }

  /// How many seconds `send` waits; nil means forever: `SO_SNDTIMEO`.
  public var sendTimeout: Double? {
    get throws(SocketError) { try option(SOL_SOCKET, SO_SNDTIMEO, as: timeval()).timeout }
  }

  /// Makes calls block, or throw `wouldBlock` when they would have to wait: `O_NONBLOCK`.
  public func setBlocking(_ on: Bool) throws(SocketError) {
    let flags = try System.call("fcntl") { fcntl(descriptor, F_GETFL) }
    try System.call("fcntl") {
      fcntl(descriptor, F_SETFL, on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
    }
  }

  /// Whether calls can block: `O_NONBLOCK`.
  public var isBlocking: Bool {
    get throws(SocketError) {
      try System.call("fcntl") { fcntl(descriptor, F_GETFL) } & O_NONBLOCK == 0
    }
  }

  /// Sends small pieces at once, instead of collecting them into larger packets: `TCP_NODELAY`.
  public func setNoDelay(_ on: Bool) throws(SocketError) {
    try setOption(Platform.tcp, TCP_NODELAY, Int32(on ? 1 : 0))
  }

  /// Whether small pieces are sent at once: `TCP_NODELAY`.
  public var noDelay: Bool {
    get throws(SocketError) { try option(Platform.tcp, TCP_NODELAY, as: Int32(0)) != 0 }
  }

  /// Sets what `close` does with bytes that the peer hasn't received yet: `SO_LINGER`.
  ///
  /// With nil, the kernel sends them after `close` has returned. With 0, `close` discards them and
  /// resets the connection. Otherwise `close` waits up to this many seconds.
  public func setLinger(_ seconds: Int32?) throws(SocketError) {
    let value = Libc.linger(l_onoff: seconds == nil ? 0 : 1, l_linger: seconds ?? 0)
    try setOption(SOL_SOCKET, Platform.linger, value)
  }

  /// How many seconds `close` waits; nil means that the kernel sends the rest: `SO_LINGER`.
  public var linger: Int32? {
    get throws(SocketError) {
      let value = try option(SOL_SOCKET, Platform.linger, as: Libc.linger())
      return value.l_onoff == 0 ? nil : value.l_linger
    }
  }

  /// Sets the size of the kernel's receive buffer, which Linux doubles: `SO_RCVBUF`.
  public func setReceiveBufferSize(_ bytes: Int32) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_RCVBUF, bytes)
  }

  /// The size of the kernel's receive buffer: `SO_RCVBUF`.
  public var receiveBufferSize: Int32 {
    get throws(SocketError) { try option(SOL_SOCKET, SO_RCVBUF, as: Int32(0)) }
  }

  /// Sets the size of the kernel's send buffer, which Linux doubles: `SO_SNDBUF`.
  public func setSendBufferSize(_ bytes: Int32) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_SNDBUF, bytes)
  }

  /// The size of the kernel's send buffer: `SO_SNDBUF`.
  public var sendBufferSize: Int32 {
    get throws(SocketError) { try option(SOL_SOCKET, SO_SNDBUF, as: Int32(0)) }
  }

  /// Returns and clears the socket's pending error, or nil if it has none: `SO_ERROR`.
  func takePendingError() throws(SocketError) -> Int32? {
    let code = try option(SOL_SOCKET, SO_ERROR, as: Int32(0))
    return code == 0 ? nil : code
  }

  private func setOption<Value: BitwiseCopyable>(
    _ level: Int32, _ name: Int32, _ value: Value
  ) throws(SocketError) {
    try System.call("setsockopt") {
      withUnsafePointer(to: value) {
        setsockopt(descriptor, level, name, $0, socklen_t(MemoryLayout<Value>.size))
      }
    }
  }

  private func option<Value: BitwiseCopyable>(
    _ level: Int32, _ name: Int32, as initial: Value
  ) throws(SocketError) -> Value {
    var value = initial
    var size = socklen_t(MemoryLayout<Value>.size)
    try System.call("getsockopt") { getsockopt(descriptor, level, name, &value, &size) }
    return value
  }
}
