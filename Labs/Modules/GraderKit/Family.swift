// The processes of a program: it, what it started, and what of that lives on after it.

import Foundation
import Libc

/// A word in the environment of a program, which all that it starts inherits. By it they are found
/// again when their parent is gone, and when they have left its group.
struct Mark: Sendable {
  static let variable = "SOCKET_LABS_RUN"
  /// Part of every mark of this process: the watchdog looks for it.
  static let run = "r\(UInt64.random(in: .min ... .max))"

  private let word: String

  init() { word = "\(Mark.run)-\(UInt64.random(in: .min ... .max))" }

  /// The environment with this mark in it, behind those of the graders by which these are graded.
  func added(to environment: [String: String]) -> [String: String] {
    environment.merging([Mark.variable: word]) { "\($0) \($1)" }
  }

  /// Those processes that carry the mark and live; none where the system has no /proc.
  var bearers: [pid_t] { Processes.all.filter(isOn) }

  func isOn(_ pid: pid_t) -> Bool { Mark.isOn(pid) { strstr($0, word) != nil } }

  /// Whether a process was started by any grader.
  static func isOnAny(_ pid: pid_t) -> Bool { isOn(pid) { _ in true } }

  private static func isOn(_ pid: pid_t, _ isIt: (UnsafePointer<CChar>) -> Bool) -> Bool {
    guard let bytes = Processes.bytes(of: "/proc/\(pid)/environ") else { return false }
    let name = "\(Mark.variable)="
    // NAME=VALUE, each ended by a zero byte. C searches faster than a debug build does.
    return (bytes + [0]).withUnsafeBytes { buffer in
      var next = 0
      while next < buffer.count, let start = buffer.baseAddress {
        let text = (start + next).assumingMemoryBound(to: CChar.self)
        if strncmp(text, name, name.utf8.count) == 0 { return isIt(text) }
        next += strlen(text) + 1
      }
      return false
    }
  }
}

/// What /proc says of single processes.
enum Processes {
  static var all: [pid_t] { list("/proc").compactMap { pid_t($0) } }

  /// A process, its children, and theirs.
  static func family(of pid: pid_t) -> [pid_t] {
    let children = list("/proc/\(pid)/task").flatMap { task in
      (text(of: "/proc/\(pid)/task/\(task)/children") ?? "").split(separator: " ")
    }
    return [pid] + children.compactMap { pid_t($0) }.flatMap(family)
  }

  /// What a process does, as one letter; nil if there is no such.
  static func state(of pid: pid_t) -> Substring? { fields(of: "/proc/\(pid)/stat")?.first }

  /// What a process or thread does, as its `stat` file has it: `R`, `S`, `T`, `Z` and so on; nil if there is no such.
  static func state(in stat: String) -> Character? {
    // After the name, which is in parentheses and may hold anything.
    search(stat) { text in
      strrchr(text, 41).flatMap { end in
        end[1] == 32 ? Character(Unicode.Scalar(UInt8(bitPattern: end[2]))) : nil
      }
    }
  }

  /// The number after `KEY:` at the beginning of a line that isn't the first.
  static func value(_ key: String, in path: String) -> Int? {
    search(path) { text in
      strstr(text, "\n\(key):").map { strtol($0 + key.utf8.count + 2, nil, 10) }
    }
  }

  /// Looks something up in a file. C searches faster than a debug build does, and graders look often.
  private static func search<Found>(
    _ path: String, _ body: (UnsafePointer<CChar>) -> Found?
  ) -> Found? {
    guard let bytes = bytes(of: path) else { return nil }
    return (bytes + [0]).withUnsafeBytes { buffer in
      buffer.baseAddress.flatMap { body($0.assumingMemoryBound(to: CChar.self)) }
    }
  }

  /// Whether it has ended. A zombie has: only its number is still taken.
  static func hasEnded(_ pid: pid_t) -> Bool {
    guard Inspection.isPossible else { return kill(pid, 0) == -1 && errno == ESRCH }
    guard let state = state(in: "/proc/\(pid)/stat") else { return true }
    return state == "Z" || state == "X"
  }

  /// Whether all of its threads are stopped by a signal, or it has ended.
  static func isHeld(_ pid: pid_t) -> Bool {
    list("/proc/\(pid)/task").allSatisfy { task in
      let state = state(in: "/proc/\(pid)/task/\(task)/stat") ?? "T"
      return state == "T" || state == "Z" || state == "X"
    }
  }

  static func list(_ path: String) -> [String] {
    guard Inspection.isPossible else { return [] }
    // Foundation takes ten times as long.
    guard let folder = opendir(path) else { return [] }
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

  /// The fields of a `stat` file after the name, which is in parentheses and may hold anything.
  static func fields(of path: String) -> [Substring]? {
    guard let text = text(of: path), let end = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: end)...].split(separator: " ")
  }

  static func text(of path: String) -> String? {
    bytes(of: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A file of /proc says that it is empty: it has to be read to its end. Nil for an empty one.
  static func bytes(of path: String) -> [UInt8]? {
    guard Inspection.isPossible else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // Not filled with zeros, which would take longer than all the rest.
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
