// The results of a run of the graders: one line of JSON each, and a table at the end.

import Foundation
import Libc
import Synchronization

public final class Tally: Sendable {
  public static let shared = Tally()

  private let results = Mutex<[RequirementResult]>([])

  /// The pipe to the process that reads this run, or nil if no process does.
  private let pipe: Int32? = {
    let number = ProcessInfo.processInfo.environment[Tally.variable].flatMap { Int32($0) }
    // The graded program must not inherit it.
    guard let number, fcntl(number, F_SETFD, FD_CLOEXEC) == 0 else { return nil }
    // The run continues if the reader is gone.
    signal(SIGPIPE, SIG_IGN)
    return number
  }()

  /// The variable that holds the number of that pipe's descriptor.
  static let variable = "GRADER_PIPE"

  /// A line of a run: a result, or the end with the number of results.
  enum Line: Codable {
    case result(RequirementResult)
    case end(count: Int)
  }

  public func note(_ result: RequirementResult) {
    results.withLock { $0.append(result) }
    send(.result(result))
  }

  /// Reports that no more results will follow.
  public func finish() { send(.end(count: results.withLock { $0.count })) }

  private func send(_ line: Line) {
    guard let pipe, let data = try? JSONEncoder().encode(line) else { return }
    let bytes = Array(data) + [10]
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      sent += max(0, count)
    }
  }

  /// A lab's results so far.
  public func results(of lab: String) -> [RequirementResult] {
    results.withLock { $0.filter { $0.lab == lab } }
  }

  /// One line per lab for the end of a run; nil if nothing was graded.
  public var table: String? {
    let labs = Dictionary(grouping: results.withLock(\.self), by: \.lab)
    return labs.isEmpty
      ? nil : labs.sorted { $0.key < $1.key }.map(row).joined(separator: "\n")
  }

  private func row(_ lab: String, _ results: [RequirementResult]) -> String {
    if let first = results.first(where: { $0.verdict == .notStarted }) {
      return "\(lab)  not started  \(first.step.map { "step \($0.number): \($0.task)" } ?? "")"
    }
    let passed = results.count { $0.verdict == .passed }
    let skipped = results.count { $0.verdict == .skipped }
    let unchecked = skipped == 0 ? "" : "  (this system can't check \(skipped))"
    let score = "\(passed) of \(results.count - skipped)\(unchecked)"
    if passed + skipped == results.count { return "\(lab)  passes       \(score)" }
    // In the order of the table of mistakes: the most basic first.
    let mistakes = Set(results.compactMap(\.mistake))
    let names = Mistake.all.filter(mistakes.contains).map(\.name)
    let others = results.compactMap { result in
      result.step.map { "step \($0.number) is not written" }
        ?? (result.verdict == .failed ? result.reason : nil)
    }
    let reasons = names + Set(others).sorted()
    return "\(lab)  fails        \(score) pass  \(reasons.joined(separator: ", "))"
  }
}
