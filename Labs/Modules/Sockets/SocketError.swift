// The error of a failed system call: its name and its errno.

import Libc

/// A system call that failed.
///
/// It prints as `bind: Address already in use (errno 98)`; `errno(3)` explains the number. Use the
/// properties below rather than compare numbers, which differ between Linux and macOS.
public struct SocketError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the system call, as in its man page.
  public let call: String
  /// The call's errno, or for `getaddrinfo` one of the `EAI_...` codes.
  public let code: Int32
  /// A text to print instead of the system's message, if that would mislead.
  let detail: String?

  init(_ call: String, _ code: Int32, detail: String? = nil) {
    self.call = call
    self.code = code
    self.detail = detail
  }

  public var description: String {
    if let detail { return "\(call): \(detail)" }
    if call == "getaddrinfo" { return "getaddrinfo: \(String(cString: gai_strerror(code)))" }
    return "\(call): \(String(cString: strerror(code))) (errno \(code))"
  }
}

extension SocketError {
  /// A call on a non-blocking socket would have to wait: `EAGAIN`, or `EINPROGRESS` from connect.
  ///
  /// A blocking socket throws the same error when it times out: there, use `timedOut`.
  public var wouldBlock: Bool {
    code == EAGAIN || code == EWOULDBLOCK || code == EINPROGRESS
  }

  /// The call timed out, or the peer no longer answers: `EAGAIN`, `ETIMEDOUT`.
  ///
  /// A non-blocking socket that would block throws the same error: there, use `wouldBlock`.
  public var timedOut: Bool { code == ETIMEDOUT || wouldBlock }

  /// The peer aborted the connection, or closed it before reading everything: `ECONNRESET`.
  public var connectionReset: Bool { code == ECONNRESET }

  /// You sent on a connection that's closed: `EPIPE`.
  ///
  /// After the peer closes, the first `send` still succeeds, and the next one throws this.
  public var brokenPipe: Bool { code == EPIPE }

  /// No program listens on that port: `ECONNREFUSED`.
  public var connectionRefused: Bool { code == ECONNREFUSED }

  /// No route leads to the host, or it doesn't respond: `EHOSTUNREACH`, `ENETUNREACH`.
  public var unreachable: Bool { code == EHOSTUNREACH || code == ENETUNREACH }

  /// The socket isn't connected: `ENOTCONN`.
  public var notConnected: Bool { code == ENOTCONN }

  /// The port is in use, or has connections in TIME_WAIT: `EADDRINUSE`.
  public var addressInUse: Bool { code == EADDRINUSE }

  /// This machine doesn't have that address: `EADDRNOTAVAIL`.
  public var addressNotAvailable: Bool { code == EADDRNOTAVAIL }

  /// The port is reserved for root, as those below 1024 are on Linux: `EACCES`.
  public var permissionDenied: Bool { code == EACCES }

  /// The process or the system has no file descriptor left: `EMFILE`, `ENFILE`.
  ///
  /// If `accept` throws this, the client stays in the backlog, so the listener stays ready.
  public var outOfDescriptors: Bool { code == EMFILE || code == ENFILE }

  /// The descriptor isn't open: `EBADF`.
  public var badDescriptor: Bool { code == EBADF }

  /// No host has that name: `EAI_NONAME`.
  public var nameNotFound: Bool { call == "getaddrinfo" && code == EAI_NONAME }
}
