// The limits of a graded program, and what a report says about a program that exceeds them.

import Foundation
import Libc

/// The limits of a graded program: far more than a correct one needs in any language, but not
/// enough for a wrong one to do harm.
public struct Limits: Sendable {
  /// Seconds of CPU time, for all its processes together.
  static let processorTime = 60
  /// Memory in use, in bytes, over all its processes.
  static let memory = 2 << 30
  /// The size of a file, in bytes.
  static let fileSize = 128 << 20
  /// The size of all files in the program's folder, in bytes, and how many they may be.
  static let (folderSize, files) = (512 << 20, 20_000)
  /// Output in bytes, on both streams.
  static let output = 128 << 20
  /// Processes and threads besides the first process.
  static let processes = 500

  /// Descriptors per process; nil means the grader's own limit, but at most 4,096.
  var descriptors: Int?
  /// The thread sanitizer reserves terabytes, so its data has no limit.
  var isSanitized = false
  /// The only folder where it may write; nil if it's not confined.
  var folder: URL?

  package init(
    descriptors: Int? = nil, isSanitized: Bool = false, folder: URL? = Confinement.scratch
  ) {
    self.descriptors = descriptors
    self.isSanitized = isSanitized
    self.folder = folder
  }

  /// A command for a shell, which limits itself and then becomes the program: `posix_spawn` can't
  /// set limits, and `setrlimit(2)` would limit the grader. Errors are ignored, because systems and
  /// shells differ in what they support.
  func command(_ command: [String]) -> [String] {
    let open = descriptorLimits
    let most = UInt64(descriptors ?? 4096)
    var script = """
      ulimit -c 0; ulimit -f \(Limits.fileSize / 512); ulimit -d \(isSanitized ? "unlimited" : "\(Limits.data >> 10)")
      ulimit -S -t \(Limits.processorTime); ulimit -H -t \(Limits.processorTime + 5)
      ulimit -S -n \(min(most, open.now)); ulimit -H -n \(min(most, open.most))
      """
    if let load = Load() {
      // The limit counts all tasks of this user. Other programs own at most those that run now.
      let tasks = load.tasks + 4000
      script += "\nulimit -S -u \(tasks) || ulimit -S -p \(tasks)"
    }
    return ["/bin/sh", "-c", "{ \(script)\n} 2> /dev/null; exec \"$@\"", "sh"] + command
  }

  /// What a process may reserve for its data. That's much more than it uses: a thread reserves 8
  /// MiB and needs 16 KiB.
  private static let data = max(4 << 30, Int(ProcessInfo.processInfo.physicalMemory / 2))

  /// An environment without the variables for graders.
  static func environment(_ whole: [String: String]) -> [String: String] {
    var environment = whole.filter { !$0.key.hasPrefix("GRADER_") && !$0.key.hasPrefix("SUBJECT") }
    // A Swift program that crashes would spend seconds on its stack trace.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    return environment
  }
}

/// A limit that a program has hit.
package enum Excess {
  case processorTime
  case memory(Int)
  case processes(Int)
  case fileSize
  case folderSize
  case output

  /// What happened, as a line of a report.
  package var description: String {
    switch self {
    case .processorTime:
      "it used up the \(Limits.processorTime) s of CPU time that a graded program gets"
    case .memory(let bytes):
      "it had \(grouped(bytes >> 20)) MiB of memory, but a graded program gets "
        + "\(grouped(Limits.memory >> 20)): the grader killed it"
    case .processes(let count):
      "it had \(grouped(count)) processes and threads beside its first, but a graded program gets "
        + "\(grouped(Limits.processes)): the grader killed it"
    case .fileSize:
      "it wrote more into a file than the \(Limits.fileSize >> 20) MiB that a graded program gets"
    case .folderSize:
      "it wrote more into its folder than the \(Limits.folderSize >> 20) MiB and "
        + "\(grouped(Limits.files)) files that a graded program gets: the grader killed it"
    case .output:
      "it said more than \(Limits.output >> 20) MiB on its streams: the grader killed it"
    }
  }
}

/// Watches what the kernel can't limit without harm to correct programs.
struct LimitMonitor {
  private let tasksBefore = Load()?.tasks ?? .max
  private var last = ContinuousClock.now
  private let folder: URL?
  private var nextLook = ContinuousClock.now

  init(_ limits: Limits) { folder = limits.folder }

  /// The limit that a program exceeds now; nil if it's too soon for another look.
  mutating func excess(of pid: pid_t) -> Excess? {
    let now = ContinuousClock.now
    if now - last < .milliseconds(50) || !Inspection.isPossible { return nil }
    last = now
    // Ended ones would count as tasks.
    Orphans.reap()
    // First, because it's cheap: if processes multiply, each further look takes longer.
    if let load = Load(), load.tasks > tasksBefore + Limits.processes {
      let count = Processes.tasks(inGroup: pid, upTo: load.newest)
      if count > Limits.processes { return .processes(count) }
    }
    let family = Processes.family(of: pid) + Orphans.all.flatMap(Processes.family)
    if family.count > Limits.processes { return .processes(family.count) }
    let used = family.reduce(0) { $0 + Processes.processorTime(of: $1) }
    if used > Double(Limits.processorTime) { return .processorTime }
    let memory = family.reduce(0) { $0 + Processes.memory(of: $1) }
    if memory > Limits.memory { return .memory(memory) }
    guard let folder, now >= nextLook else { return nil }
    let isFull = isTooLarge(folder)
    // A folder of many files must not cost more than a small part of the time.
    nextLook = .now + max(.milliseconds(200), (.now - now) * 4)
    return isFull ? .folderSize : nil
  }

  /// Whether a folder exceeds its limits, or is too deep to be looked at.
  private func isTooLarge(_ folder: URL) -> Bool {
    var (size, files) = (0, 0)
    var folders = [folder.path]
    while let path = folders.popLast() {
      for name in Processes.list(path) {
        var status = stat()
        let inner = "\(path)/\(name)"
        if inner.utf8.count > 3000 { return true }
        guard lstat(inner, &status) == 0 else { continue }
        size += Int(status.st_blocks) * 512
        files += 1
        if size > Limits.folderSize || files > Limits.files { return true }
        if FileTree.Entry.kind(ofMode: Int(status.st_mode)) == .folder { folders.append(inner) }
      }
    }
    return false
  }
}

extension Processes {
  /// The memory that a process uses, without shared files, in bytes.
  fileprivate static func memory(of pid: pid_t) -> Int {
    let pages = text(of: "/proc/\(pid)/statm")?.split(separator: " ").prefix(3).compactMap {
      Int($0)
    }
    guard let pages, pages.count == 3 else { return 0 }
    return (pages[1] - pages[2]) * Int(getpagesize())
  }

  /// How many processes and threads a group has besides those of its first process. One `getpgid`
  /// takes 0.1 µs, one file of /proc 10 µs.
  fileprivate static func tasks(inGroup group: pid_t, upTo newest: pid_t) -> Int {
    let own = number(17, of: group) ?? 1
    // If PIDs have wrapped around, only the full list helps.
    let numbers = newest >= group ? Array(group...newest) : all
    return numbers.count { getpgid($0) == group } - own
  }
}
