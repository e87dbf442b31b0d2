// `course check`: builds and grades labs, a line a requirement as it is decided.

import Foundation
import GraderKit

extension Command {
  static let check = Command(
    name: "check", synopsis: "[N...] [--all] [--json]",
    sentence: "grades your lab, a line a requirement"
  ) { words in
    let labs = words.has("--all") ? Lab.all : words.labs.isEmpty ? [Lab.current] : words.labs
    if words.has("--json") { return try checkForPrograms(labs) }
    var isGood = true
    for lab in labs {
      let status = try lab.checkAloud()
      say(lab.verdict(status))
      isGood = isGood && status.isGood
    }
    return isGood ? 0 : 1
  }

  /// The same for programs: one document, and no word beside it.
  private static func checkForPrograms(_ labs: [Lab]) throws -> Int32 {
    let statuses = try labs.map { try $0.check { _, _ in } }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(labs: zip(labs, statuses).map(Checked.init))
    say(String(decoding: try encoder.encode(document), as: UTF8.self))
    return statuses.allSatisfy(\.isGood) ? 0 : 1
  }
}

/// The document of `course check --json`. README.md says what its keys mean.
private struct Document: Encodable {
  let course = CourseVersion()
  let labs: [Checked]
}

/// A lab in that document.
private struct Checked: Encodable {
  let lab: String
  let state: String
  let passed: Int
  let of: Int
  let but: String?
  let compiler: [String]
  let requirements: [RequirementResult]

  init(_ lab: Lab, _ status: LabStatus) {
    self.lab = lab.name
    state = status.state.rawValue
    passed = status.passed
    of = status.of
    but = status.but
    compiler = status.remarks.map(\.text)
    requirements = status.results
  }
}

extension Lab {
  /// Checks the lab, and prints each verdict as it falls, above a bar.
  ///
  /// - Parameters:
  ///   - isBrief: whether what passed is left out, and the first failure is told at once: some wrong
  ///     programs take long to the last one.
  ///   - pause: called again and again; if it throws, that is all.
  func checkAloud(
    isBrief: Bool = false, _ pause: () throws -> Void = {}
  ) throws -> LabStatus {
    say("Lab \(title)".styled(.strong))
    var told = 0
    var hasFailed = false
    let status = try check { lines, count in
      for line in lines.dropFirst(told) where Lab.isDecided(line) {
        if isBrief && line.verdict == .passed { continue }
        Terminal.clearLine()
        if isBrief && !hasFailed && line.report != nil {
          hasFailed = true
          say(line.story + "\n")
        } else {
          say(line.row)
        }
      }
      if lines.count > told || told == 0 {
        Terminal.show("  \(Terminal.bar(lines, of: count, width: Terminal.barWidth))")
      }
      told = lines.count
      try pause()
    }
    let waiting = status.results.filter { $0.verdict == .notChecked }
    if !waiting.isEmpty {
      let steps = Set(waiting.compactMap(\.step?.number)).sorted().map { "\($0)" }
      let end =
        steps.isEmpty
        ? "this is fixed"
        : steps.count == 1
          ? "step \(steps[0]) is written" : "steps \(steps.joined(separator: ", ")) are written"
      say("  \("not checked".styled(.faint))  \(waiting.count) more, until \(end)")
    }
    // A step that is not written is no mistake: it is the next step, and told there.
    if let failure = status.failure, failure.mistake != nil, !isBrief {
      say(failure.story)
    }
    return status
  }

  private static func isDecided(_ line: RequirementResult) -> Bool {
    ![.notStarted, .notChecked].contains(line.verdict)
  }
}

extension Terminal {
  /// How wide a bar is, so that what stands beside it has room.
  static var barWidth: Int { min(40, width - 30) }

  /// How far a check is: `[####----]  4 of 11`, and how many of these failed.
  static func bar(_ lines: [RequirementResult], of count: Int, width: Int) -> String {
    let failed = lines.count { $0.verdict == .failed }
    let failures = failed == 0 ? "" : ", \(failed) failed"
    return "\(bar(lines.count, of: count, width: width))  \(lines.count) of \(count)\(failures)"
  }

  static func bar(_ part: Int, of whole: Int, width: Int) -> String {
    // Full only when all is done.
    let filled = whole == 0 ? 0 : part * width / whole
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "-", count: max(0, width - filled)) + "]"
  }
}
