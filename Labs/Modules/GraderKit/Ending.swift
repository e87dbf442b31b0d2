// How a program ended, in words.

import Libc
import Sockets

package typealias Ending = ExitStatus

extension Ending: CustomStringConvertible {
  /// How a process has ended, or nil while it runs. Doesn't reap it: `waitid(2)`.
  static func look(at pid: pid_t) -> Ending? {
    var info = siginfo_t()
    let result = waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT)
    guard result == 0, Platform.process(of: info) == pid else { return nil }
    let status = Platform.status(of: info)
    return info.si_code == Int32(CLD_EXITED) ? .exited(status) : .killed(status)
  }

  /// Waits until a process has ended. Doesn't reap it: `waitid(2)`.
  static func await(_ pid: pid_t) {
    var info = siginfo_t()
    while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
  }

  /// Whether a child has been stopped since the last call. Doesn't reap it: `waitid(2)`.
  static func isStopped(_ pid: pid_t) -> Bool {
    var info = siginfo_t()
    let result = waitid(P_PID, id_t(pid), &info, WSTOPPED | WNOHANG)
    return result == 0 && Platform.process(of: info) == pid
  }

  package var description: String { meaning.map { "\(name): \($0)" } ?? name }

  /// The bare fact: `ended with status 1`, `was killed by SIGPIPE`.
  package var name: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .killed(let signal): "was killed by \(Ending.names[signal] ?? "signal \(signal)")"
    }
  }

  private var meaning: String? {
    switch self {
    case .killed(SIGPIPE): "it sent to a closed connection"
    case .killed(SIGSEGV), .killed(SIGBUS): "it used invalid memory"
    case .killed(SIGILL), .killed(SIGTRAP):
      "Swift does this at an overflow, a bad index, or a nil that is unwrapped"
    case .killed(SIGFPE): "it divided by zero"
    case .killed(SIGABRT): "it or a library called abort"
    case .killed(SIGALRM): "its own timer expired"
    default: nil
    }
  }

  private static let names = [
    SIGABRT: "SIGABRT", SIGALRM: "SIGALRM", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP",
    SIGILL: "SIGILL", SIGINT: "SIGINT", SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGQUIT: "SIGQUIT",
    SIGSEGV: "SIGSEGV", SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP", SIGUSR1: "SIGUSR1",
    SIGUSR2: "SIGUSR2",
  ]
}
