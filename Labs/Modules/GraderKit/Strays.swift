// What is left of a program that has ended, and hides: it is found by what it holds.

import Foundation
import Libc
import Sockets

extension Child {
  /// Kills who listens on the port that the program announced, if that is a process which it started
  /// and which has hidden: in another session, and without the mark in its environment.
  func endListener(on port: UInt16) {
    guard Inspection.isPossible, !isUnbound(port) else { return }
    let links = Connection.all.filter { $0.local == port && $0.state == "LISTEN" }
      .map { "socket:[\($0.inode)]" }
    // The port may be another program's by now, or was never this one's to announce.
    let birth = Processes.birth(of: pid) ?? .max
    for stray in Processes.holders(of: Set(links))
    where (Processes.birth(of: stray) ?? 0) >= birth && !Mark.isOnAny(stray) {
      kill(stray, SIGKILL)
    }
  }

  /// Kills who still has the other end of one of these pipes: nobody else was ever given it.
  func endHolders(of pipes: [Int32]) {
    let links = pipes.compactMap { pipe in
      var status = stat()
      return fstat(pipe, &status) == 0 ? "pipe:[\(status.st_ino)]" : nil
    }
    for stray in Processes.holders(of: Set(links)) { kill(stray, SIGKILL) }
  }

  private func isUnbound(_ port: UInt16) -> Bool {
    guard let socket = try? Socket(.inet) else { return true }
    defer { socket.close() }
    try? socket.setReuseAddress(true)
    return (try? socket.bind(Address("127.0.0.1", port))) != nil
  }
}

/// Who listens on a port: `python3 (4711)`; nil where one cannot see that.
package func listener(on port: UInt16) -> String? {
  let links = Connection.all.filter { $0.local == port && $0.state == "LISTEN" }
    .map { "socket:[\($0.inode)]" }
  return Processes.holders(of: Set(links)).first.flatMap { pid in
    Processes.text(of: "/proc/\(pid)/comm").map { name in
      "\(printable(String(name.filter { $0 != "\n" }))) (\(pid))"
    }
  }
}

extension Processes {
  /// Who, beside this process, has one of these open for writing, as /proc names it: `socket:[4711]`.
  fileprivate static func holders(of links: Set<String>) -> [pid_t] {
    guard !links.isEmpty else { return [] }
    return all.filter { pid in
      pid != getpid()
        && list("/proc/\(pid)/fd").contains { descriptor in
          let path = "/proc/\(pid)/fd/\(descriptor)"
          let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
          guard let link, links.contains(link) else { return false }
          // Another thread's program has the grader's reading ends as well, until it is executed.
          var status = stat()
          return lstat(path, &status) == 0 && status.st_mode & 0o200 != 0
        }
    }
  }

  /// When a process was started, in ticks of the clock since the system was.
  fileprivate static func birth(of pid: pid_t) -> Int? {
    fields(of: "/proc/\(pid)/stat").flatMap { $0.count > 19 ? Int($0[19]) : nil }
  }
}
