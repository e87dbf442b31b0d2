// `course check`: builds and grades labs, and prints each requirement as it is decided.

import Foundation
import GraderKit

extension Command {
  static let check = Command(
    name: "check", labs: .anyOrCurrent, options: [.flag("all"), .flag("json")],
    summary: "grades your lab, a line a requirement"
  ) { labs, arguments in
    let labs = arguments.has("all") ? Lab.all : labs
    if arguments.has("json") { return try printJSON(labs) }
    var isGood = true
    for lab in labs {
      let status = try lab.checkAloud()
      say(lab.verdict(status))
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
  /// Checks the lab, and prints each result as it comes, above a bar.
  ///
  /// - Parameters:
  ///   - isBrief: whether to leave out what passes, and to print the first failure in full at once
  ///     rather than at the end, which may take long.
  ///   - look: called again and again. If it throws, the check ends.
  func checkAloud(isBrief: Bool = false, _ look: () throws -> Void = {}) throws -> LabStatus {
    say("Lab \(title)".styled(.strong))
    var shown = 0
    var hasFailed = false
    let status = try check { results, count in
      for result in results.dropFirst(shown) {
        if [.notStarted, .notChecked].contains(result.verdict) { continue }
        if isBrief && result.verdict == .passed { continue }
        Terminal.clearLine()
        let isFirst = isBrief && !hasFailed && result.report != nil
        if isFirst { hasFailed = true }
        say(isFirst ? result.inFull + "\n" : result.row)
      }
      if results.count > shown || shown == 0 {
        Terminal.show("  \(Terminal.bar(results, of: count))")
      }
      shown = results.count
      try look()
    }
    let waiting = status.results.filter { $0.verdict == .notChecked }
    if !waiting.isEmpty {
      let steps = Set(waiting.compactMap(\.step?.number)).sorted()
      let numbers = steps.map { "\($0)" }.joined(separator: ", ")
      let end =
        steps.isEmpty
        ? "this is fixed"
        : steps.count == 1 ? "step \(numbers) is written" : "steps \(numbers) are written"
      say("  \("not checked".styled(.faint))  \(waiting.count) more, until \(end)")
    }
    // A step that isn't written is no mistake; the verdict names it as the next step.
    if let failure = status.failure, failure.mistake != nil, !isBrief { say(failure.inFull) }
    return status
  }
}

extension Terminal {
  /// How far a check is: `[####----]  4 of 11`, and how many of these failed.
  static func bar(_ results: [RequirementResult], of count: Int) -> String {
    let failed = results.count { $0.verdict == .failed }
    let failures = failed == 0 ? "" : ", \(failed) failed"
    return "\(bar(results.count, of: count))  \(results.count) of \(count)\(failures)"
  }

  /// A bar that leaves room for words beside it. It is full only when all is done.
  static func bar(_ part: Int, of whole: Int) -> String {
    let width = min(40, Terminal.width - 30)
    let filled = whole == 0 ? 0 : part * width / whole
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "-", count: max(0, width - filled)) + "]"
  }
}
