// What a socket can be told about itself: `getsockopt(2)`, `setsockopt(2)`, `fcntl(2)`.

import Libc

extension Socket {
  /// Lets `bind` take a port whose last connections are still resting (`TIME_WAIT`): `SO_REUSEADDR`.
  ///
  /// Set it before `bind`, or it does nothing.
  public func setReuseAddress(_ on: Bool) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_REUSEADDR, Int32(on ? 1 : 0))
  }

  /// Whether `bind` may take a port that is still resting: `SO_REUSEADDR`.
  public var reuseAddress: Bool {
    get throws(SocketError) { try option(SOL_SOCKET, SO_REUSEADDR, as: Int32(0)) != 0 }
  }

  /// Lets `recv` and `accept` wait for so long, then fail with `timedOut`; nil waits for ever:
  /// `SO_RCVTIMEO`.
  ///
  /// A signal starts the time anew. On Linux an accepted socket begins with its listener's timeout.
  public func setReceiveTimeout(_ seconds: Double?) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_RCVTIMEO, timeval(timeout: seconds.map { max($0, 1e-6) }))
  }

  /// How long `recv` and `accept` wait, or nil for ever: `SO_RCVTIMEO`.
  public var receiveTimeout: Double? {
    get throws(SocketError) { try option(SOL_SOCKET, SO_RCVTIMEO, as: timeval()).timeout }
  }

  /// Lets `send` wait for so long, then fail with `timedOut`; nil waits for ever: `SO_SNDTIMEO`.
  public func setSendTimeout(_ seconds: Double?) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_SNDTIMEO, timeval(timeout: seconds.map { max($0, 1e-6) }))
  }

  /// How long `send` waits, or nil for ever: `SO_SNDTIMEO`.
  public var sendTimeout: Double? {
    get throws(SocketError) { try option(SOL_SOCKET, SO_SNDTIMEO, as: timeval()).timeout }
  }

  /// With `false`, a call that would block throws `wouldBlock` instead: `fcntl(2)`, `O_NONBLOCK`.
  public func setBlocking(_ on: Bool) throws(SocketError) {
    let flags = try System.call("fcntl") { fcntl(descriptor, F_GETFL) }
    try System.call("fcntl") {
      fcntl(descriptor, F_SETFL, on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK)
    }
  }

  /// Whether calls can block: `fcntl(2)`.
  public var isBlocking: Bool {
    get throws(SocketError) {
      try System.call("fcntl") { fcntl(descriptor, F_GETFL) } & O_NONBLOCK == 0
    }
  }

  /// Sends small pieces at once, rather than wait to join them to bigger ones: `TCP_NODELAY`.
  public func setNoDelay(_ on: Bool) throws(SocketError) {
    try setOption(Platform.tcp, TCP_NODELAY, Int32(on ? 1 : 0))
  }

  /// Whether small pieces are sent at once: `TCP_NODELAY`.
  public var noDelay: Bool {
    get throws(SocketError) { try option(Platform.tcp, TCP_NODELAY, as: Int32(0)) != 0 }
  }

  /// What `close` does with bytes still to be sent: nil lets the kernel finish, 0 throws them away
  /// and resets the connection, more waits for so many seconds: `SO_LINGER`.
  public func setLinger(_ seconds: Int32?) throws(SocketError) {
    let value = Libc.linger(l_onoff: seconds == nil ? 0 : 1, l_linger: seconds ?? 0)
    try setOption(SOL_SOCKET, Platform.linger, value)
  }

  /// For how many seconds `close` waits, or nil if it leaves the rest to the kernel: `SO_LINGER`.
  public var linger: Int32? {
    get throws(SocketError) {
      let value = try option(SOL_SOCKET, Platform.linger, as: Libc.linger())
      return value.l_onoff == 0 ? nil : value.l_linger
    }
  }

  /// Asks for a receive buffer of this size; Linux doubles it: `SO_RCVBUF`.
  public func setReceiveBufferSize(_ bytes: Int32) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_RCVBUF, bytes)
  }

  /// How many bytes the kernel keeps until they are received: `SO_RCVBUF`.
  public var receiveBufferSize: Int32 {
    get throws(SocketError) { try option(SOL_SOCKET, SO_RCVBUF, as: Int32(0)) }
  }

  /// Asks for a send buffer of this size; Linux doubles it: `SO_SNDBUF`.
  public func setSendBufferSize(_ bytes: Int32) throws(SocketError) {
    try setOption(SOL_SOCKET, SO_SNDBUF, bytes)
  }

  /// How many bytes the kernel takes before `send` has to wait: `SO_SNDBUF`.
  public var sendBufferSize: Int32 {
    get throws(SocketError) { try option(SOL_SOCKET, SO_SNDBUF, as: Int32(0)) }
  }

  /// Takes the error that a call in the background left behind, or nil: `SO_ERROR`.
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
