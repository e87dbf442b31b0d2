// Processes that a program left behind and that hide: in another session, without its tag in their
// environment. What they hold open gives them away.

import Foundation
import Libc

extension Child {
  /// Kills the processes that still listen on the port that the program announced.
  func endListeners(on port: UInt16) {
    guard Inspection.isPossible, !canListen(on: port) else { return }
    // By now the port may be another program's, or it was never this one's to announce.
    let birth = Processes.birth(of: pid) ?? .max
    for stray in Processes.listeners(on: port)
    where (Processes.birth(of: stray) ?? 0) >= birth && !RunTag.isOnAny(stray) {
      kill(stray, SIGKILL)
    }
  }

  /// Whether this program, or one that it started, listens on a port. True if the system doesn't say.
  func listens(on port: UInt16) -> Bool {
    guard Inspection.isPossible else { return true }
    let links = Connection.listeners(on: port).map { "socket:[\($0.inode)]" }
    let own = Processes.family(of: pid) + Orphans.all.flatMap(Processes.family)
    return !links.isEmpty && own.contains { Processes.hasOpen(links, $0) }
  }

  /// Kills the processes that still have the other end of one of these pipes: only this program and
  /// what it started ever had it.
  func endHolders(of pipes: [Int32]) {
    let links = pipes.compactMap { pipe in
      var status = stat()
      return fstat(pipe, &status) == 0 ? "pipe:[\(status.st_ino)]" : nil
    }
    for stray in Processes.holders(of: links) { kill(stray, SIGKILL) }
  }
}

/// The process that listens on a port: `python3 (4711)`; nil if the system doesn't say.
package func listener(on port: UInt16) -> String? {
  Processes.listeners(on: port).first.flatMap { pid in
    Processes.text(of: "/proc/\(pid)/comm").map { name in
      "\(printable(String(name.filter { $0 != "\n" }))) (\(pid))"
    }
  }
}

extension Processes {
  fileprivate static func listeners(on port: UInt16) -> [pid_t] {
    holders(of: Connection.listeners(on: port).map { "socket:[\($0.inode)]" })
  }

  /// The other processes that have one of these open for writing, named as in /proc: `pipe:[4711]`.
  fileprivate static func holders(of links: [String]) -> [pid_t] {
    guard !links.isEmpty else { return [] }
    return all.filter { $0 != getpid() && hasOpen(links, $0) }
  }

  /// Whether a process has one of these open for writing.
  fileprivate static func hasOpen(_ links: [String], _ pid: pid_t) -> Bool {
    list("/proc/\(pid)/fd").contains { descriptor in
      let path = "/proc/\(pid)/fd/\(descriptor)"
      let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      guard let link, links.contains(link) else { return false }
      // Until exec, a program that another thread starts also has the grader's reading ends.
      var status = stat()
      return lstat(path, &status) == 0 && status.st_mode & 0o200 != 0
    }
  }

  /// When a process started, in clock ticks since the system did.
  fileprivate static func birth(of pid: pid_t) -> Int? { number(19, of: pid) }
}
