// What a graded program gets of this machine, and what is said of one that wants more.

import Foundation
import Libc

/// What a graded program gets of this machine: far more than a right one needs in any language, and
/// so little that a wrong one harms nobody else.
public struct Limits: Sendable {
  /// Seconds of the processor, for each of its processes.
  static let processorTime = 60
  /// What may be in memory at once, in bytes, over all its processes.
  static let memory = 2 << 30
  /// How long a file may be, in bytes.
  static let fileSize = 128 << 20
  /// How much it may say, in bytes, on both streams.
  static let output = 128 << 20
  /// How many processes and threads there may be beside the first process.
  static let processes = 500

  /// How many descriptors each of its processes may have, if few; nil is as many as the
  /// grader, and 4,096 at the most.
  var descriptors: Int?

  /// A command that gives the program to a shell, which limits itself and then becomes the program.
  ///
  /// `posix_spawn` cannot limit a program, and `setrlimit(2)` would limit the grader. What a system
  /// does not know or does not permit is left out: shells differ in what they call it, too.
  func command(_ command: [String]) -> [String] {
    var open = rlimit()
    getrlimit(Platform.descriptors, &open)
    let most = rlim_t(descriptors ?? 4096)
    var script = """
      ulimit -c 0; ulimit -f \(Limits.fileSize / 512); ulimit -d \(Limits.data >> 10)
      ulimit -S -t \(Limits.processorTime); ulimit -H -t \(Limits.processorTime + 5)
      ulimit -S -n \(min(most, open.rlim_cur)); ulimit -H -n \(min(most, open.rlim_max))
      """
    if let load = Load() {
      // Of one user, over all that runs on the machine: so many at the most are other programs'.
      let tasks = load.tasks + 4000
      script += "\nulimit -S -u \(tasks) || ulimit -S -p \(tasks)"
    }
    return ["/bin/sh", "-c", "{ \(script)\n} 2> /dev/null; exec \"$@\"", "sh"] + command
  }

  /// What a process may reserve for its data. It is not what keeps it from eating memory: a thread
  /// reserves 8 MiB and needs 16 KiB, and Java takes a 64th of the machine to begin with.
  private static let data = max(4 << 30, Int(ProcessInfo.processInfo.physicalMemory / 2))

  /// An environment without what is meant for the graders alone, such as where they write grades.
  static func environment(_ whole: [String: String]) -> [String: String] {
    var environment = whole.filter { !$0.key.hasPrefix("GRADER_") && $0.key != "SUBJECT" }
    // A Swift program that crashes would stand still for seconds, to draw its stack, before it dies.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    return environment
  }
}

/// A limit that a program has met, and how.
package enum Excess {
  case processorTime
  case memory(Int)
  case processes(Int)
  case fileSize
  case output

  /// What happened, as a line of a report.
  package var description: String {
    switch self {
    case .processorTime:
      "it used up the \(Limits.processorTime) s of processor time that a graded program gets"
    case .memory(let bytes):
      "it had \(grouped(bytes >> 20)) MiB of memory, and a graded program gets "
        + "\(grouped(Limits.memory >> 20)): the grader killed it"
    case .processes(let count):
      "it had \(grouped(count)) processes and threads beside its first, and a graded program gets "
        + "\(grouped(Limits.processes)): the grader killed it"
    case .fileSize:
      "it wrote more into a file than the \(Limits.fileSize >> 20) MiB that a graded program gets"
    case .output:
      "it said more than \(Limits.output >> 20) MiB on its streams: the grader killed it"
    }
  }
}

/// The grader's own eyes, for what no limit of the kernel's stops without harm to right programs.
struct LimitMonitor {
  private let tasksBefore = Load()?.tasks ?? .max
  private var last = ContinuousClock.now

  /// What a program has too much of now; nil if there is nothing, or if it is too soon for another
  /// look, or if the system has no /proc to look into.
  mutating func excess(of pid: pid_t) -> Excess? {
    let now = ContinuousClock.now
    if now - last < .milliseconds(50) || !Inspection.isPossible { return nil }
    last = now
    // First of all, and cheap: where processes multiply, each further look takes longer.
    if let load = Load(), load.tasks > tasksBefore + Limits.processes {
      let count = Processes.tasks(inGroup: pid, upTo: load.newest)
      if count > Limits.processes { return .processes(count) }
    }
    let family = Processes.family(of: pid)
    if family.count > Limits.processes { return .processes(family.count) }
    let memory = family.reduce(0) { $0 + Processes.memory(of: $1) }
    return memory > Limits.memory ? .memory(memory) : nil
  }
}

/// What runs on the whole machine, as /proc/loadavg has it.
private struct Load {
  /// Processes and threads, everybody's.
  let tasks: Int
  /// The number of the process or thread that was started last.
  let newest: pid_t

  init?() {
    let words = Processes.text(of: "/proc/loadavg")?.split { $0 == " " || $0 == "/" || $0 == "\n" }
    guard let words, words.count == 6, let tasks = Int(words[4]), let newest = pid_t(words[5])
    else { return nil }
    self.tasks = tasks
    self.newest = newest
  }
}

extension Processes {
  /// How much of a process is in memory, but for files that others have there as well; in bytes.
  fileprivate static func memory(of pid: pid_t) -> Int {
    let pages = text(of: "/proc/\(pid)/statm")?.split(separator: " ").prefix(3).compactMap {
      Int($0)
    }
    guard let pages, pages.count == 3 else { return 0 }
    return (pages[1] - pages[2]) * Int(getpagesize())
  }

  /// How many processes and threads a group has beside those of its first process.
  ///
  /// A question to the kernel for each number takes a tenth of a microsecond, while a file of /proc
  /// takes ten, and to list thousands of processes a slice of the processor that all of them want.
  fileprivate static func tasks(inGroup group: pid_t, upTo newest: pid_t) -> Int {
    let own = number(17, of: group) ?? 1
    // When the numbers have begun anew, a list is what is left.
    let numbers = newest >= group ? Array(group...newest) : all
    return numbers.count { getpgid($0) == group } - own
  }
}
