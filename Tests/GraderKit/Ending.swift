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

  /// How a process has ended, or nil while it runs; leaves it to be reaped: `waitid(2)`.
  static func look(at pid: pid_t) -> Ending? {
    var info = siginfo_t()
    let result = waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT)
    guard result == 0, Platform.process(of: info) == pid else { return nil }
    let status = Platform.status(of: info)
    return info.si_code == Int32(CLD_EXITED) ? .exited(status) : .killed(status)
  }

  /// Waits for the end of a process, and reaps it: `waitpid(2)`.
  static func take(_ pid: pid_t) -> Ending {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    return Ending(status: status)
  }

  public var description: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .killed(SIGPIPE): "was killed by SIGPIPE: it sent to one that had left"
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
