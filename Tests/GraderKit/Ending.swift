// How a program ended, in words.

import Libc

/// How a program ended: by itself with a status, or by a signal.
public enum Ending: Equatable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case killed(Int32)

  /// Reads what `waitpid(2)` wrote; C's WIFEXITED and its kin are macros, which Swift cannot see.
  init(status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
  }

  public var description: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .killed(SIGPIPE): "was killed by SIGPIPE: it sent to a client that had left"
    case .killed(SIGSEGV): "was killed by SIGSEGV: it touched memory that is not its own"
    case .killed(SIGILL), .killed(SIGTRAP): "was ended by the Swift runtime: its last words say why"
    case .killed(SIGABRT): "gave up with SIGABRT: its last words say why"
    case .killed(SIGKILL): "was killed by SIGKILL"
    case .killed(SIGTERM): "was ended by SIGTERM"
    case .killed(SIGINT): "was ended by SIGINT"
    case .killed(let signal): "was killed by signal \(signal)"
    }
  }
}
