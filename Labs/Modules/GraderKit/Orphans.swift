// Processes that have lost their parent: they become this process's children, so none can hide.

import Libc
import Synchronization

/// The children of this process that it hasn't started itself.
///
/// On Linux, `adopt` makes this process their parent in the place of `init`: then even a daemon with
/// an empty environment, a session of its own, and no open file is found.
package enum Orphans {
  /// The children that aren't orphans; nil until `adopt`.
  private static let known = Mutex<Set<pid_t>?>(nil)

  /// Makes this process the parent of every orphan among its descendants, and hides its memory, its
  /// environment and its descriptors from other processes: `prctl(2)`.
  ///
  /// - Returns: false if the system can't do that. Then the other functions do nothing.
  @discardableResult
  package static func adopt() -> Bool {
    startTurn.withLock { _ in
      guard Inspection.isPossible, Platform.becomeSubreaper() else { return false }
      Platform.hideMemory()
      // A shell that became this process may have started others before.
      known.withLock { $0 = $0 ?? Set(children) }
      return true
    }
  }

  /// Notes a child that this process has started. Call it while `startTurn` is held, so that no
  /// child exists that isn't known.
  static func note(_ pid: pid_t) { known.withLock { _ = $0?.insert(pid) } }

  /// Forgets a child that has been reaped.
  static func forget(_ pid: pid_t) { known.withLock { _ = $0?.remove(pid) } }

  /// The orphans, including those that have ended.
  static var all: [pid_t] {
    startTurn.withLock { _ in
      guard let known = known.withLock({ $0 }) else { return [] }
      return children.filter { !known.contains($0) }
    }
  }

  /// Reaps the orphans that have ended: no other process does.
  static func reap() {
    for orphan in all { _ = waitpid(orphan, nil, WNOHANG) }
  }

  /// Kills all orphans, and those that they leave behind.
  package static func end() {
    let patience = Deadline.patience
    while !patience.isOver {
      let orphans = all
      if orphans.isEmpty { return }
      for orphan in orphans {
        kill(orphan, SIGKILL)
        _ = waitpid(orphan, nil, WNOHANG)
      }
      // A killed process takes a moment to end.
      poll(nil, 0, 1)
    }
  }

  private static var children: [pid_t] {
    Processes.list("/proc/self/task").flatMap { task in
      (Processes.text(of: "/proc/self/task/\(task)/children") ?? "").split(separator: " ")
    }.compactMap { pid_t($0) }
  }
}
