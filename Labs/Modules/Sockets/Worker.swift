// Starts copies of this program as processes that share sockets with their parent.

import Libc

/// A copy of this program in a process of its own: a worker.
///
/// It starts at the top of the program and shares no memory with its parent. It gets the same
/// arguments, and the sockets that you pass. These are open in both processes: a connection ends
/// when both have closed it.
public enum Worker {
  /// The sockets that `start` passed to this process, in order; empty if it isn't a worker.
  ///
  /// Reading this also sets close-on-exec on them, so programs that this process starts don't get
  /// them.
  public static var inheritedSockets: [Socket] {
    guard let list = getenv(variable) else { return [] }
    return String(cString: list).split(separator: ",").compactMap { Int32($0) }.map { descriptor in
      Platform.prepare(descriptor)
      return Socket(descriptor: descriptor)
    }
  }

  /// Starts a copy of this program with these sockets and no others: `posix_spawn(3)`.
  ///
  /// Call it from one thread only: a program that another thread starts at the same time would get
  /// the sockets too.
  ///
  /// - Returns: the worker's PID.
  /// - Throws: also if this process is a worker. Otherwise a worker that takes itself for the
  ///   parent would start workers, which would start more.
  public static func start(with sockets: [Socket]) throws(SocketError) -> Int32 {
    try start(with: sockets, arguments: CommandLine.arguments)
  }

  /// Starts a worker with other arguments, so that tests can start themselves: `posix_spawn(3)`.
  package static func start(
    with sockets: [Socket], arguments words: [String]
  ) throws(SocketError) -> Int32 {
    if getenv(variable) != nil {
      throw SocketError("posix_spawn", EPERM, detail: "a worker can't start workers")
    }
    try Weather.today.letStart()
    // A new program gets every descriptor that isn't marked close-on-exec.
    for socket in sockets { Platform.setInheritable(socket.descriptor, true) }
    defer { for socket in sockets { Platform.setInheritable(socket.descriptor, false) } }
    let numbers = sockets.map { "\($0.descriptor)" }.joined(separator: ",")
    let arguments = words.map { strdup($0) } + [nil]
    let settings = (environmentVariables + ["\(variable)=\(numbers)"]).map { strdup($0) } + [nil]
    defer { for text in arguments + settings { free(text) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, try Platform.programPath, nil, nil, arguments, settings)
    if code != 0 { throw SocketError("posix_spawn", code) }
    return pid
  }

  /// Waits until a worker has ended, and returns its PID and how it ended: `waitpid(2)`.
  ///
  /// Until you call this, an ended worker stays in the process table as a zombie.
  public static func wait() throws(SocketError) -> (worker: Int32, ending: String) {
    let (pid, status) = try ExitStatus.wait(for: -1)
    switch status {
    case .exited(let code): return (pid, "ended with status \(code)")
    case .killed(let signal): return (pid, "was killed by signal \(signal)")
    }
  }

  /// The environment variable that passes the descriptors of its sockets to a worker.
  private static let variable = "SOCKETS_INHERITED"
}

/// How a process ended: it exited with a status, or a signal killed it.
package enum ExitStatus: Equatable, Sendable {
  case exited(Int32)
  case killed(Int32)

  /// Waits until a child process has ended, any child if `pid` is -1: `waitpid(2)`.
  package static func wait(for pid: Int32) throws(SocketError) -> (pid: Int32, status: ExitStatus) {
    var status: Int32 = 0
    let ended = try System.retrying("waitpid") { waitpid(pid, &status, 0) }
    // C's WIFEXITED, WTERMSIG and WEXITSTATUS are macros, which Swift doesn't import.
    let signal = status & 0x7f
    return (ended, signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal))
  }
}
