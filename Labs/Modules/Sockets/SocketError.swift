// What a failed system call leaves behind: its name and its errno.

import Libc

/// A system call that failed.
///
/// It prints as `bind: Address already in use (errno 98)`: which call, what the system says, and
/// the number to look up in `errno(3)`. Ask the properties below rather than compare numbers: an
/// errno differs between Linux and macOS.
public struct SocketError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system call, by the name of its man page.
  public let call: String
  /// Its errno; for `getaddrinfo`, which has numbers of its own, one of `EAI_...`.
  public let code: Int32
  /// What to say in place of the system's words, where those would mislead.
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
  /// Nothing is there now, and the call would have had to wait: `EAGAIN`, `EINPROGRESS` from connect.
  ///
  /// A socket with a timeout reports the end of its time with the same number. You know which of
  /// the two you have: a non-blocking socket would block, a blocking one timed out.
  public var wouldBlock: Bool {
    code == EAGAIN || code == EWOULDBLOCK || code == EINPROGRESS
  }

  /// The time is over: `ETIMEDOUT` from connect, or what `wouldBlock` says.
  public var timedOut: Bool { code == ETIMEDOUT || wouldBlock }

  /// The other side broke the connection off, or lost bytes by closing early: `ECONNRESET`.
  public var connectionReset: Bool { code == ECONNRESET }

  /// A send after the connection had ended: `EPIPE`.
  public var brokenPipe: Bool { code == EPIPE }

  /// Nobody listens there: `ECONNREFUSED`.
  public var connectionRefused: Bool { code == ECONNREFUSED }

  /// No way leads there: `EHOSTUNREACH`, `ENETUNREACH`.
  public var unreachable: Bool { code == EHOSTUNREACH || code == ENETUNREACH }

  /// The socket has no connection: `ENOTCONN`.
  public var notConnected: Bool { code == ENOTCONN }

  /// Another socket has this port, or the port still rests after its last owner: `EADDRINUSE`.
  public var addressInUse: Bool { code == EADDRINUSE }

  /// No interface of this machine has this address: `EADDRNOTAVAIL`.
  public var addressNotAvailable: Bool { code == EADDRNOTAVAIL }

  /// The port is kept for the system: `EACCES`.
  public var permissionDenied: Bool { code == EACCES }

  /// The process or the system has no descriptor left: `EMFILE`, `ENFILE`.
  public var outOfDescriptors: Bool { code == EMFILE || code == ENFILE }

  /// The descriptor is closed, or never was one: `EBADF`.
  public var badDescriptor: Bool { code == EBADF }

  /// There is no host of that name: `EAI_NONAME`.
  public var nameNotFound: Bool { call == "getaddrinfo" && code == EAI_NONAME }
}
