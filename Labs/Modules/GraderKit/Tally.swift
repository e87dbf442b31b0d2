// What a run of the graders came to: a line a lab.

import Foundation
import Libc
import Synchronization

/// The outcome of one requirement.
public enum Verdict: Sendable {
  case passed
  case failed(Mistake)
  /// It cannot be checked on this system.
  case skipped
  /// It was not checked, for the program does not do yet what this builds on.
  case waiting
  /// It came to no judgement: a step is not written yet, the program is not built; with the reason.
  case hindered(String)
  /// The first step is not written yet; with its sentence.
  case notStarted(String)

  /// What a failure comes from: a mistake's name, or a step that is not written; nil for no failure.
  public var cause: String? {
    switch self {
    case .failed(let mistake): mistake.name
    case .hindered(let reason): short(reason)
    case .passed, .skipped, .waiting, .notStarted: nil
    }
  }
}

/// Counts the verdicts of a run.
public final class Tally: Sendable {
  public static let shared = Tally()

  private let verdicts = Mutex<[String: [Verdict]]>([:])

  /// Notes a verdict, and appends it to the file that GRADER_REPORT names, as a line of JSON.
  ///
  /// The file is there for programs that read grades: what a graded program prints cannot get into it.
  ///
  /// - Parameters:
  ///   - isFirst: whether it came to that in the first conversation.
  ///   - report: what the student reads, if it did not pass.
  public func note(
    _ verdict: Verdict, lab: String, requirement: String, isFirst: Bool, report: String?
  ) {
    verdicts.withLock { $0[lab, default: []].append(verdict) }
    guard let path = ProcessInfo.processInfo.environment["GRADER_REPORT"],
      let line = try? JSONEncoder().encode(
        Line(verdict, lab, requirement, isFirst: isFirst, report))
    else { return }
    guard let file = fopen(path, "a") else { return }
    let text = String(decoding: line, as: UTF8.self) + "\n"
    fputs(text, file)
    fclose(file)
  }

  /// The table for the end of a run; nil if nothing was graded.
  public var table: String? {
    let lines = verdicts.withLock { verdicts in
      verdicts.sorted { $0.key < $1.key }.map { lab, verdicts in row(lab, verdicts) }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func row(_ lab: String, _ verdicts: [Verdict]) -> String {
    var passed = 0
    var skipped = 0
    var waiting = 0
    var failed = 0
    var mistakes: Set<Mistake> = []
    var notes: [String] = []
    for verdict in verdicts {
      switch verdict {
      case .passed: passed += 1
      case .skipped: skipped += 1
      case .waiting: waiting += 1
      case .notStarted(let reason): return "\(lab)  not started  \(short(reason))"
      case .failed(let mistake):
        failed += 1
        mistakes.insert(mistake)
      case .hindered(let reason):
        failed += 1
        notes.append(short(reason))
      }
    }
    let unchecked = skipped == 0 ? "" : "  (\(skipped) cannot be checked here)"
    let score = "\(passed) of \(verdicts.count - skipped)\(unchecked)"
    if failed + waiting == 0 { return "\(lab)  passes       \(score)" }
    // In the order of the table, where the plainest stand first: mend those, and others may go.
    let names = Mistake.all.filter(mistakes.contains).map(\.name)
    let reasons = names + notes.enumerated().filter { notes.firstIndex(of: $1) == $0 }.map { $1 }
    return "\(lab)  fails        \(score) pass  \(reasons.joined(separator: ", "))"
  }
}

/// Of a step that is not written only its number and task: where it stands, the report says.
private func short(_ reason: String) -> String {
  guard let match = reason.firstMatch(of: #/: step (\d+) is not written yet: (.*)/#) else {
    return reason
  }
  return "step \(match.1): \(match.2)"
}
