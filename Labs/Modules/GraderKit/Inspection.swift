// A look inside the program: what /proc says about its processes.

import Foundation
import Libc
import Sockets

/// What a program is doing at one moment; nil without /proc.
public struct Inspection {
  /// The CPU time that its processes have used, in seconds.
  public let processorTime: Double
  /// How often its threads have gone to sleep voluntarily.
  public let naps: Int
  /// The same for each thread, with how long it has waited for a core.
  private let sleepers: [String: (naps: Int, delay: Double)]
  /// How many threads its first process has.
  public let threads: Int
  /// Whether none of its threads runs or waits for a core.
  public let isAsleep: Bool

  private let pid: pid_t
  let family: [pid_t]

  /// Whether there's a /proc. GRADER_PROC=none pretends that there isn't, as on macOS.
  public static let isPossible =
    ProcessInfo.processInfo.environment["GRADER_PROC"] != "none"
    && access("/proc/self/stat", R_OK) == 0

  public init?(of child: Child) {
    pid = child.pid
    family = child.family
    if !Inspection.isPossible || family.isEmpty { return nil }
    threads = Processes.list("/proc/\(pid)/task").count
    var sleepers: [String: (naps: Int, delay: Double)] = [:]
    var isAsleep = true
    for member in family {
      for task in Processes.list("/proc/\(member)/task") {
        let path = "/proc/\(member)/task/\(task)"
        let naps = Processes.value("voluntary_ctxt_switches", in: "\(path)/status") ?? 0
        // Nanoseconds on a core, and nanoseconds in the queue for one.
        let schedule = Processes.text(of: "\(path)/schedstat")?.split(separator: " ") ?? []
        let delay = schedule.count > 1 ? (Double(schedule[1]) ?? 0) / 1e9 : 0
        sleepers[task] = (naps, delay)
        let state = Processes.state(in: "\(path)/stat") ?? "S"
        // A suspended thread or a zombie does nothing either.
        if state != "S" && state != "T" && state != "Z" { isAsleep = false }
      }
    }
    processorTime = family.reduce(0) { $0 + Processes.processorTime(of: $1) }
    self.sleepers = sleepers
    naps = sleepers.values.reduce(0) { $0 + $1.naps }
    self.isAsleep = isAsleep
  }

  /// How often per second the most restless thread went to sleep since an earlier look. Waiting for
  /// a core doesn't count, so a busy machine doesn't lower the rate.
  func napRate(since earlier: Inspection, _ seconds: Double) -> Double {
    let rates = sleepers.compactMap { task, now -> Double? in
      guard let before = earlier.sleepers[task], now.naps - before.naps >= 10 else { return nil }
      return Double(now.naps - before.naps) / max(seconds - (now.delay - before.delay), 0.01)
    }
    return max(rates.max() ?? 0, Double(naps - earlier.naps) / seconds)
  }

  var allThreads: Int { family.reduce(0) { $0 + Processes.list("/proc/\($1)/task").count } }

  /// How many descriptors it has open, over all its processes.
  public var descriptors: Int { family.reduce(0) { $0 + Inspection.descriptors(of: $1) } }

  static func naps(of pid: pid_t) -> Int {
    Processes.list("/proc/\(pid)/task").reduce(0) { sum, task in
      let status = "/proc/\(pid)/task/\(task)/status"
      return sum + (Processes.value("voluntary_ctxt_switches", in: status) ?? 0)
    }
  }

  static func descriptors(of pid: pid_t) -> Int { Processes.list("/proc/\(pid)/fd").count }

  /// In bytes.
  public var peakMemory: Int { (Processes.value("VmHWM", in: "/proc/\(pid)/status") ?? 0) * 1024 }

  /// How many descriptors its first process may have.
  var descriptorLimit: Int? {
    Processes.text(of: "/proc/\(pid)/limits")?.split(separator: "\n")
      .first { $0.hasPrefix("Max open files") }?.split(separator: " ").dropFirst(3).first
      .flatMap { Int($0) }
  }

  /// The system call in which each thread waits, if servers wait in it.
  var calls: [Call] { family.flatMap(calls) }

  func calls(of member: pid_t) -> [Call] {
    Processes.list("/proc/\(member)/task").compactMap { task in
      guard let text = Processes.text(of: "/proc/\(member)/task/\(task)/syscall") else {
        return nil
      }
      let words = text.split(separator: " ")
      guard let name = words.first.flatMap({ Int($0) }).flatMap({ Platform.calls[$0] }) else {
        return nil
      }
      let argument = words.dropFirst().first.flatMap { Int32($0.dropFirst(2), radix: 16) }
      guard let argument, Call.withDescriptor.contains(name) else { return Call(name: name) }
      let inode = Inspection.inode(of: argument, in: member)
      let count = words.dropFirst(3).first.flatMap { Int($0.dropFirst(2), radix: 16) }
      return Call(name: name, descriptor: argument, inode: inode, count: count)
    }
  }

  /// How many listening sockets it has on this port. One that several processes share counts once.
  func listeners(on port: UInt16) -> Int {
    let own = inodes
    return Connection.listeners(on: port).count { own.contains($0.inode) }
  }

  /// Whether one of its sockets that listen on this port is blocking.
  package func hasBlockingListener(on port: UInt16) -> Bool {
    let listeners = Connection.listeners(on: port).map(\.inode)
    return family.contains { member in
      Processes.list("/proc/\(member)/fd").compactMap { Int32($0) }.contains { descriptor in
        guard let inode = Inspection.inode(of: descriptor, in: member), listeners.contains(inode)
        else { return false }
        let info = Processes.text(of: "/proc/\(member)/fdinfo/\(descriptor)") ?? ""
        let flags = info.firstMatch(of: #/flags:\s+(\d+)/#).flatMap { Int32($0.1, radix: 8) }
        return flags.map { $0 & O_NONBLOCK == 0 } ?? false
      }
    }
  }

  /// The inodes of all sockets that it has open.
  var inodes: Set<Int> {
    Set(
      family.flatMap { member in
        Processes.list("/proc/\(member)/fd").compactMap { Int32($0) }
          .compactMap { Inspection.inode(of: $0, in: member) }
      })
  }

  private static func inode(of descriptor: Int32, in pid: pid_t) -> Int? {
    let link = "/proc/\(pid)/fd/\(descriptor)"
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
      target.hasPrefix("socket:[")
    else { return nil }
    return Int(target.dropFirst(8).dropLast())
  }
}

/// A system call in which a thread waits.
package struct Call: Sendable {
  /// Such as `recv`, or what it waits for, such as `a lock`.
  package let name: String
  var descriptor: Int32?
  /// The inode of the socket on that descriptor.
  var inode: Int?
  /// How many bytes to send or receive.
  var count: Int?
  /// The peer whose connection it's about.
  package internal(set) var peer: String?

  static let withDescriptor: Set = ["read", "write", "accept", "recv", "send", "connect"]

  /// Whether the clock, or more than one client, can wake it.
  package var isDoor: Bool { ["accept", "select", "poll", "epoll_wait", "sleep"].contains(name) }
}
