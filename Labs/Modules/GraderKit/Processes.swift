// The processes of this machine, as /proc shows them, and the tag that marks a program's own.

import Foundation
import Libc

/// A word in a program's environment, which every process it starts inherits. It identifies them
/// even when their parent is gone and they have left its process group.
struct RunTag: Sendable {
  static let variable = "SOCKET_LABS_RUN"
  /// The beginning of all tags of this process; the watchdog searches for it.
  static let prefix = "r\(UInt64.random(in: .min ... .max))"

  private let word = "\(RunTag.prefix)-\(UInt64.random(in: .min ... .max))"

  /// The environment with this tag. If this grader is being graded, its own tag comes first.
  func added(to environment: [String: String]) -> [String: String] {
    environment.merging([RunTag.variable: word]) { "\($0) \($1)" }
  }

  /// The living processes with this tag; none if there's no /proc.
  var processes: [pid_t] { Processes.all.filter(isOn) }

  func isOn(_ pid: pid_t) -> Bool { RunTag.environment(of: pid, contains: word) }

  /// Whether a grader started this process.
  static func isOnAny(_ pid: pid_t) -> Bool { environment(of: pid, contains: "\(variable)=") }

  private static func environment(of pid: pid_t, contains word: String) -> Bool {
    guard let bytes = Processes.bytes(of: "/proc/\(pid)/environ") else { return false }
    return Data(bytes).range(of: Data(word.utf8)) != nil
  }
}

/// What /proc says about single processes.
enum Processes {
  static var all: [pid_t] { list("/proc").compactMap { pid_t($0) } }

  /// A process, its children, and theirs.
  static func family(of pid: pid_t) -> [pid_t] {
    let children = list("/proc/\(pid)/task").flatMap { task in
      (text(of: "/proc/\(pid)/task/\(task)/children") ?? "").split(separator: " ")
    }
    return [pid] + children.compactMap { pid_t($0) }.flatMap(family)
  }

  /// The state of a process; nil if there's no such process.
  static func state(of pid: pid_t) -> Character? { state(in: "/proc/\(pid)/stat") }

  /// The state of a process or thread, from its `stat` file: `R`, `S`, `T`, `Z` and so on.
  static func state(in stat: String) -> Character? {
    // After the name, which is in parentheses and may contain anything.
    search(stat) { text in
      strrchr(text, 41).flatMap { end in
        end[1] == 32 ? Character(Unicode.Scalar(UInt8(bitPattern: end[2]))) : nil
      }
    }
  }

  /// The number after `KEY:` at the beginning of any line but the first.
  static func value(_ key: String, in path: String) -> Int? {
    search(path) { text in
      strstr(text, "\n\(key):").map { strtol($0 + key.utf8.count + 2, nil, 10) }
    }
  }

  /// Looks something up in a file, in C: a debug build of Swift is slower, and graders look often.
  private static func search<Found>(
    _ path: String, _ body: (UnsafePointer<CChar>) -> Found?
  ) -> Found? {
    guard let bytes = bytes(of: path) else { return nil }
    return (bytes + [0]).withUnsafeBytes { buffer in
      buffer.baseAddress.flatMap { body($0.assumingMemoryBound(to: CChar.self)) }
    }
  }

  /// Whether a process has ended. A zombie has: only its PID is still taken.
  static func hasEnded(_ pid: pid_t) -> Bool {
    guard Inspection.isPossible else { return kill(pid, 0) == -1 && errno == ESRCH }
    guard let state = state(of: pid) else { return true }
    return state == "Z" || state == "X"
  }

  /// Whether a signal has stopped all of its threads, or it has ended.
  static func isHeld(_ pid: pid_t) -> Bool {
    list("/proc/\(pid)/task").allSatisfy { task in
      ["T", "Z", "X"].contains(state(in: "/proc/\(pid)/task/\(task)/stat") ?? "T")
    }
  }

  /// The CPU time that a process has used, in seconds, even if it has ended.
  static func processorTime(of pid: pid_t) -> Double {
    let ticks = (number(11, of: pid) ?? 0) + (number(12, of: pid) ?? 0)
    return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// A number in the `stat` file of a process, counted from its state, which is number 0.
  static func number(_ index: Int, of pid: pid_t) -> Int? {
    // The state follows the name, which is in parentheses and may contain anything.
    guard let text = text(of: "/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > index ? Int(fields[index]) : nil
  }

  static func list(_ path: String) -> [String] {
    // Foundation takes ten times as long.
    guard Inspection.isPossible, let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  static func text(of path: String) -> String? {
    bytes(of: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads a /proc file to its end, because its size is given as 0. Returns nil if it's empty.
  static func bytes(of path: String) -> [UInt8]? {
    guard Inspection.isPossible else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // Not filled with zeros, which would take longer than everything else here.
    return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      var bytes: [UInt8] = []
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count <= 0 { return bytes.isEmpty ? nil : bytes }
        bytes += UnsafeRawBufferPointer(rebasing: buffer[..<count])
      }
    }
  }
}
