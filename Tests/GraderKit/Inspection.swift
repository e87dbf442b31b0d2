// A look inside the program from outside: what Linux says of a process in /proc.

import Foundation
import Libc
import Sockets

/// What a program is doing at one moment; there is none where the system has no /proc.
public struct Inspection {
  /// Processor time since its start, with what its processes have used, in seconds.
  public let processorTime: Double
  /// How often it has gone to sleep by itself, over all its threads and processes.
  public let naps: Int
  /// How many threads its first process has.
  public let threads: Int
  /// Whether no thread of it, or of what it started, runs or waits for the processor.
  public let isAsleep: Bool

  private let pid: pid_t
  /// The program's process, and those that it started and they. When it has ended, those that live on.
  let family: [pid_t]

  /// Whether this system lets one look at all.
  public static let isPossible = access("/proc/self/stat", R_OK) == 0

  public init?(of child: Child) {
    pid = child.pid
    family = child.family
    if !Inspection.isPossible || family.isEmpty { return nil }
    threads = Processes.list("/proc/\(pid)/task").count
    var ticks = 0
    var naps = 0
    var isAsleep = true
    for member in family {
      let stat = Processes.fields(of: "/proc/\(member)/stat") ?? []
      if stat.count > 14 { ticks += (Int(stat[11]) ?? 0) + (Int(stat[12]) ?? 0) }
      for task in Processes.list("/proc/\(member)/task") {
        let path = "/proc/\(member)/task/\(task)"
        naps += Inspection.value("voluntary_ctxt_switches", in: "\(path)/status") ?? 0
        let state = Processes.fields(of: "\(path)/stat")?.first ?? "S"
        // One that is held still, or has ended and was not reaped, does nothing either.
        if state != "S" && state != "T" && state != "Z" { isAsleep = false }
      }
    }
    processorTime = Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    self.naps = naps
    self.isAsleep = isAsleep
  }

  /// How many descriptors it has open, over all its processes.
  public var descriptors: Int { family.reduce(0) { $0 + Inspection.descriptors(of: $1) } }

  /// How many descriptors a process has open.
  static func descriptors(of pid: pid_t) -> Int { Processes.list("/proc/\(pid)/fd").count }

  /// The most memory that it ever had, in bytes.
  public var peakMemory: Int { (Inspection.value("VmHWM", in: "/proc/\(pid)/status") ?? 0) * 1024 }

  /// The system call in which each thread waits, with the port of whom it waits for, if it is one.
  var calls: [(name: String, peer: UInt16?)] { family.flatMap(calls) }

  /// The same of one of its processes.
  func calls(of member: pid_t) -> [(name: String, peer: UInt16?)] {
    Processes.list("/proc/\(member)/task").compactMap { task in
      guard let text = Processes.text(of: "/proc/\(member)/task/\(task)/syscall") else {
        return nil
      }
      let words = text.split(separator: " ")
      guard let number = words.first.flatMap({ Int($0) }), let call = Inspection.names[number]
      else { return nil }
      guard call.takesDescriptor,
        let argument = words.dropFirst().first.flatMap({ Int32($0.dropFirst(2), radix: 16) })
      else { return (call.name, nil) }
      return (call.name, peer(of: argument, in: member))
    }
  }

  /// How many of its connections are in each state, such as CLOSE_WAIT.
  var states: [String: Int] {
    let all = Dictionary(Connection.all.map { ($0.inode, $0) }, uniquingKeysWith: { $1 })
    return Dictionary(inodes.compactMap { all[$0] }.map { ($0.state, 1) }, uniquingKeysWith: +)
  }

  /// How many sockets of its own it has that listen on this port. However many processes share one,
  /// it is one.
  func listeners(on port: UInt16) -> Int {
    let own = inodes
    return Connection.all.count {
      $0.local == port && $0.state == "LISTEN" && own.contains($0.inode)
    }
  }

  /// The kernel's numbers of all sockets that it has open.
  private var inodes: Set<Int> {
    Set(
      family.flatMap { member in
        Processes.list("/proc/\(member)/fd").compactMap { Int32($0) }
          .compactMap { Inspection.inode(of: $0, in: member) }
      })
  }

  /// The port of the other end of the connection on a descriptor.
  private func peer(of descriptor: Int32, in member: pid_t) -> UInt16? {
    guard let inode = Inspection.inode(of: descriptor, in: member) else { return nil }
    return Connection.all.first { $0.inode == inode }?.peer
  }

  private static func inode(of descriptor: Int32, in pid: pid_t) -> Int? {
    let link = "/proc/\(pid)/fd/\(descriptor)"
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
      target.hasPrefix("socket:[")
    else { return nil }
    return Int(target.dropFirst(8).dropLast())
  }

  private static func value(_ key: String, in path: String) -> Int? {
    Processes.text(of: path)?.split(separator: "\n").first { $0.hasPrefix(key + ":") }?
      .split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
  }

  /// The system calls in which a server waits, by their numbers on this processor.
  private static let names: [Int: (name: String, takesDescriptor: Bool)] = {
    let numbers = Platform.calls
    return [
      numbers.0: ("read", true), numbers.1: ("write", true), numbers.2: ("accept", true),
      numbers.3: ("accept", true), numbers.4: ("recv", true), numbers.5: ("send", true),
      numbers.6: ("select", false), numbers.7: ("select", false), numbers.8: ("poll", false),
      numbers.9: ("poll", false), numbers.10: ("epoll_wait", false),
      numbers.11: ("epoll_wait", false), numbers.12: ("sleep", false), numbers.13: ("sleep", false),
      numbers.14: ("a lock", false), numbers.15: ("wait", false), numbers.16: ("connect", true),
      numbers.17: ("wait", false),
    ]
  }()
}
