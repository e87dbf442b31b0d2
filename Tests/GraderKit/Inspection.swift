// A look inside the program from outside: what Linux says of a process in /proc.

import Foundation
import Libc
import Sockets

/// What a program is doing at one moment; there is none where the system has no /proc.
public struct Inspection {
  /// Processor time since its start, in seconds.
  public let processorTime: Double
  /// How often it has gone to sleep by itself, over all its threads.
  public let naps: Int
  public let threads: Int
  /// Whether no thread of it runs or waits for the processor.
  public let isAsleep: Bool

  private let pid: pid_t

  /// Whether this system lets one look at all.
  public static let isPossible = access("/proc/self/stat", R_OK) == 0

  public init?(of child: Child) {
    pid = child.pid
    guard let stat = Inspection.fields(of: "/proc/\(pid)/stat") else { return nil }
    let tasks = Inspection.list("/proc/\(pid)/task")
    guard !tasks.isEmpty, stat.count > 14 else { return nil }
    threads = tasks.count
    processorTime =
      Double((Int(stat[11]) ?? 0) + (Int(stat[12]) ?? 0)) / Double(sysconf(Int32(_SC_CLK_TCK)))
    var naps = 0
    var isAsleep = true
    for task in tasks {
      let path = "/proc/\(pid)/task/\(task)"
      naps += Inspection.value("voluntary_ctxt_switches", in: "\(path)/status") ?? 0
      if let state = Inspection.fields(of: "\(path)/stat")?.first, state != "S" { isAsleep = false }
    }
    self.naps = naps
    // What its children do is not known here.
    let children = Inspection.text(of: "/proc/\(pid)/task/\(pid)/children")
    self.isAsleep = isAsleep && children == nil
  }

  /// How many descriptors it has open.
  public var descriptors: Int { Inspection.list("/proc/\(pid)/fd").count }

  /// The most memory that it ever had, in bytes.
  public var peakMemory: Int { (Inspection.value("VmHWM", in: "/proc/\(pid)/status") ?? 0) * 1024 }

  /// The system call in which each thread waits, with the descriptor that it waits on, if any.
  var calls: [(name: String, descriptor: Int32?)] {
    Inspection.list("/proc/\(pid)/task").compactMap { task in
      guard let text = Inspection.text(of: "/proc/\(pid)/task/\(task)/syscall") else { return nil }
      let words = text.split(separator: " ")
      guard let number = words.first.flatMap({ Int($0) }), let call = Inspection.names[number]
      else {
        return nil
      }
      let argument = words.dropFirst().first.flatMap { Int32($0.dropFirst(2), radix: 16) }
      return (call.name, call.takesDescriptor ? argument : nil)
    }
  }

  /// The port of the other end of each connection, by the program's descriptor.
  var peers: [Int32: UInt16] { connections.mapValues(\.peer) }

  /// How many of its connections are in each state, such as CLOSE_WAIT.
  var states: [String: Int] {
    Dictionary(connections.values.map { ($0.state, 1) }, uniquingKeysWith: +)
  }

  private var connections: [Int32: Connection] {
    let all = Dictionary(Connection.all.map { ($0.inode, $0) }, uniquingKeysWith: { $1 })
    var own: [Int32: Connection] = [:]
    for entry in Inspection.list("/proc/\(pid)/fd") {
      guard let descriptor = Int32(entry), let inode = Inspection.inode(of: descriptor, in: pid)
      else { continue }
      own[descriptor] = all[inode]
    }
    return own
  }

  // MARK: Reading /proc

  private static func inode(of descriptor: Int32, in pid: pid_t) -> Int? {
    let link = "/proc/\(pid)/fd/\(descriptor)"
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link),
      target.hasPrefix("socket:[")
    else { return nil }
    return Int(target.dropFirst(8).dropLast())
  }

  /// The fields of a `stat` file after the name, which is in parentheses and may hold anything.
  private static func fields(of path: String) -> [Substring]? {
    guard let text = text(of: path), let end = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }

  private static func value(_ key: String, in path: String) -> Int? {
    text(of: path)?.split(separator: "\n").first { $0.hasPrefix(key + ":") }?
      .split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
  }

  private static func list(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  /// A file of /proc says that it is empty: it has to be read to its end.
  static func text(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// The system calls in which a server waits, by their numbers on this processor.
  private static let names: [Int: (name: String, takesDescriptor: Bool)] = {
    #if arch(x86_64)
      let numbers = (0, 1, 43, 288, 45, 44, 23, 270, 7, 271, 232, 281, 35, 230, 202)
    #else
      let numbers = (63, 64, 202, 242, 207, 206, -1, 72, -2, 73, -3, 22, 101, 115, 98)
    #endif
    return [
      numbers.0: ("read", true), numbers.1: ("write", true), numbers.2: ("accept", true),
      numbers.3: ("accept", true), numbers.4: ("recv", true), numbers.5: ("send", true),
      numbers.6: ("select", false), numbers.7: ("select", false), numbers.8: ("poll", false),
      numbers.9: ("poll", false), numbers.10: ("epoll_wait", false),
      numbers.11: ("epoll_wait", false), numbers.12: ("sleep", false), numbers.13: ("sleep", false),
      numbers.14: ("a lock", false),
    ]
  }()
}
