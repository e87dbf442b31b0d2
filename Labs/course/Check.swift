// `course check`: builds and grades labs, shows the progress, and prints what failed.

import Foundation
import GraderKit

extension Command {
  static let check = Command(
    name: "check", labs: .anyOrCurrent, options: [.flag("all"), .flag("json")],
    summary: "grades your lab, and says what fails"
  ) { labs, arguments in
    let labs = arguments.has("all") ? Lab.all : labs
    if arguments.has("json") { return try printJSON(labs) }
    var isGood = true
    for lab in labs {
      let status = try lab.checkAloud()
      say(lab.account(of: status))
      isGood = isGood && status.isGood
    }
    return isGood ? 0 : 1
  }

  private static func printJSON(_ labs: [Lab]) throws -> Int32 {
    let statuses = try labs.map { try $0.check { _, _ in } }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(labs: zip(labs, statuses).map(Document.Checked.init))
    say(String(decoding: try encoder.encode(document), as: UTF8.self))
    return statuses.allSatisfy(\.isGood) ? 0 : 1
  }
}

/// The document of `course check --json`. CONTRIBUTING.md documents the keys.
private struct Document: Encodable {
  let course = CourseVersion()
  let labs: [Checked]

  struct Checked: Encodable {
    let lab: String
    let state: LabStatus.State
    let passed: Int
    let of: Int
    let but: String?
    let compiler: [String]
    let requirements: [RequirementResult]

    init(_ lab: Lab, _ status: LabStatus) {
      self.lab = lab.name
      state = status.state
      passed = status.passed
      of = status.of
      but = status.but
      compiler = status.remarks.map(\.text)
      requirements = status.results
    }
  }
}

extension Lab {
  /// Checks the lab, and shows a progress bar.
  ///
  /// - Parameters:
  ///   - isWatched: whether to print the first failure in full at once. The rest may take long.
  ///   - look: called repeatedly. If it throws, the check ends.
  func checkAloud(isWatched: Bool = false, _ look: () throws -> Void = {}) throws -> LabStatus {
    say("Lab \(title)".styled(.strong))
    var shown: Int?
    var isTold = !isWatched
    return try check { results, count in
      if !isTold, let first = results.first(where: { $0.report != nil }) {
        Terminal.clearLine()
        say(first.inFull().joined(separator: "\n"))
        isTold = true
      }
      if results.count != shown { Terminal.show("  \(Terminal.bar(results, of: count))") }
      shown = results.count
      try look()
    }
  }
}

extension Terminal {
  /// The progress of a check: `[####----]  4 of 11`, and how many of these failed.
  static func bar(_ results: [RequirementResult], of count: Int) -> String {
    let failed = results.count { $0.verdict == .failed }
    let failures = failed == 0 ? "" : ", \(failed) failed"
    return "\(bar(results.count, of: count))  \(results.count) of \(count)\(failures)"
  }

  /// A bar that leaves room for words beside it. It's full only when everything is done.
  static func bar(_ part: Int, of whole: Int) -> String {
    let width = min(40, Terminal.width - 30)
    let filled = whole == 0 ? 0 : part * width / whole
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "-", count: max(0, width - filled)) + "]"
  }
}
