// What a student reads after a check: what failed, the first failure in full, and the next step.

import GraderKit

extension Lab {
  /// The most lines that the account of a check may have, with the title: 40 at 80 columns.
  private static var height: Int { 40 * 80 / min(80, Terminal.width) }

  /// What failed, the first failure in full, the result, and what to do next.
  ///
  /// - Parameter isWatched: whether the first failure was printed before.
  func account(of status: LabStatus, isWatched: Bool = false) -> String {
    var end = [""] + result(of: status)
    if status.state != .doesNotCompile { end += nextStep(status) }
    if status.state == .fails && !isWatched {
      end.append("Stuck? swift run course hint \(number)")
    }
    end.append("")
    let rows = rows(status)
    var report: [String] = []
    // An unwritten step isn't a mistake.
    if let failure = status.failure, failure.mistake != nil, !isWatched {
      let height = Lab.height - 1 - rows.count - end.count
      report = failure.inFull(height: height, others: status.others(like: failure))
    }
    return (rows + report + end).joined(separator: "\n")
  }

  /// One line per mistake, and how many requirements passed or weren't checked.
  private func rows(_ status: LabStatus) -> [String] {
    let mistakes = status.failures.map { failure in
      let name = failure.mistake.map { " [\($0.name)]" } ?? ""
      return row("FAILED", .bad, failure.sentence + status.others(like: failure) + name)
    }
    var shown = mistakes.count
    while mistakes[..<shown].joined().count > 7 { shown -= 1 }
    let more = mistakes.count - shown
    return mistakes[..<shown].joined() + (more > 0 ? row("FAILED", .bad, "\(more) more") : [])
      + counts(status)
  }

  /// How many requirements passed, and how many weren't checked, with what they wait for.
  private func counts(_ status: LabStatus) -> [String] {
    let reasons = status.results.filter { $0.verdict == .notChecked }.map { result in
      result.step.map { "until step \($0.number) is written" }
        ?? String((result.reason ?? "").trimmingPrefix("not checked "))
    }
    let skipped = status.results.count { $0.verdict == .skipped }
    return (status.passed > 0 && !status.isGood ? row("passed", .good, "\(status.passed)") : [])
      + (skipped > 0 ? row("cannot be checked here", .doubtful, "\(skipped)") : [])
      + Set(reasons).sorted().flatMap { reason in
        row("not checked", .faint, "\(reasons.count { $0 == reason }), \(reason)")
      }
  }

  private func row(_ word: String, _ style: Style, _ text: String) -> [String] {
    let margin = String(repeating: " ", count: word.count + 4)
    let lines = folded(text, to: Terminal.width - margin.count)
    return lines.enumerated().map { ($0 == 0 ? "  \(word.styled(style))  " : margin) + $1 }
  }

  private func result(of status: LabStatus) -> [String] {
    let width = Terminal.width
    let score = "\(status.passed) of \(status.of)"
    let errors = status.remarks.filter { $0.kind == .error }
    let warnings = status.remarks.filter { $0.kind == .warning }
    switch status.state {
    case .missing: return ["\(name) has \("no main.swift".styled(.bad))."]
    case .notStarted: return ["\(name) is \("not started".styled(.doubtful))."]
    case .doesNotCompile:
      let first = errors.first
      // The compiler may report one thing at several columns of a line.
      let others = errors.filter { $0.short != first?.short }.map(\.short)
      let title = others.isEmpty ? [] : ["", "These may only follow from it:"]
      let advice = others.isEmpty ? "" : " Fix the first error first."
      return (first?.inFull ?? []) + title + list(others)
        + ["", "\(name) \("does not compile".styled(.bad)).\(advice)"]
    case .fails:
      let word =
        status.failure == nil ? "is not finished".styled(.doubtful) : "fails".styled(.bad)
      let sentence = status.mistake.map { wrapped($0.sentence, to: width) } ?? []
      let cause = status.failure?.report?.cause
      // A warning may name the mistake itself: the result of `send` is unused.
      return ["\(name) \(word): \(score) pass."] + sentence
        + (cause.map { wrapped($0, to: width) } ?? [])
        + (warnings.isEmpty ? [] : ["The compiler warns:"]) + list(warnings.map(\.short))
    case .graderFailed:
      return ["\(name) has no result, and that's not your fault."]
        + wrapped(printable(status.but ?? ""), to: width)
    case .passes: return ["\(name) \("passes".styled(.good)): \(score)."]
    case .passesBut:
      return ["\(name) \("passes".styled(.good)): \(score)."]
        + wrapped("But: \(status.but ?? "")", to: width)
        + warnings.prefix(1).flatMap { [""] + $0.inFull } + list(warnings.dropFirst().map(\.short))
    }
  }

  /// The first three remarks, and how many more there are.
  private func list(_ remarks: [String]) -> [String] {
    remarks.prefix(3).flatMap { wrapped($0, to: Terminal.width) }
      + (remarks.count > 3 ? ["  and \(remarks.count - 3) more"] : [])
  }

  /// The one thing to do next, and where.
  func nextStep(_ status: LabStatus) -> [String] {
    let width = Terminal.width
    let step = try? steps().first
    switch status.state {
    case .missing: return ["Next: swift run course reset \(number) restores the starter"]
    case .doesNotCompile:
      let error = status.remarks.first { $0.kind == .error }
      return wrapped("Next: \(error?.title ?? starterPath[...])", to: width)
    // A mistake comes before an unwritten step, unless that step is all that's missing.
    case .notStarted,
      .fails where step != nil && (status.mistake.map { missing[$0] == step?.number } ?? true):
      guard let step else { return ["Next: \(starterPath)"] }
      let start = step.number == 1 ? "Next: read \(handoutPath), then write" : "Next: write"
      return wrapped("\(start) step \(step.number): \(step.task)", to: width)
        + ["  \(starterPath):\(step.line)"]
    case .fails:
      let mistake = status.mistake
      let words = mistake?.nextStep ?? status.failure?.reason ?? ""
      let line = status.failure?.report.flatMap(self.line)
      let place = line.map { "\(starterPath):\($0)" } ?? starterPath
      return wrapped("Next: \(words)", to: width) + ["  \(place)"]
        + (mistake.map { ["  \($0.section.reference)"] } ?? [])
    case .graderFailed:
      return ["Next: run swift run course check \(number) again; if that fails too, report it"]
    case .passes, .passesBut:
      let next = Lab.all.first { $0.number == number + 1 }
      return [next.map { "Next: lab \($0.title), \($0.handoutPath)" } ?? "That was the last lab."]
    }
  }

  /// The line of the student's file to look at, if it's certain.
  private func line(for report: Report) -> Int? {
    guard let own = try? lines(of: starterPath), let solution = try? lines(of: solutionPath),
      let starter = try? starter().split(separator: "\n").map(String.init)
    else { return nil }
    return SourceLines(own, starter: starter, solution: solution)
      .line(showing: report.mistake, named: report.namedLine)
  }
}

extension LabStatus {
  /// `, and 4 more`: how many other requirements failed with the mistake of this failure.
  fileprivate func others(like failure: RequirementResult) -> String {
    let count = results.count { $0.mistake != nil && $0.mistake == failure.mistake }
    return count == 1 ? "" : ", and \(count - 1) more requirement\(count == 2 ? "" : "s")"
  }
}

extension RequirementResult {
  /// A failure in full, without the next step, which the verdict names.
  func inFull(height: Int = .max, others: String = "") -> [String] {
    let title = isFirst ? sentence : "While checking \"\(sentence)\""
    let head = [""] + folded("\(title)\(others):", to: Terminal.width)
    let text = report?.lines(width: Terminal.width, height: height - head.count) ?? [reason ?? ""]
    return head + text
  }
}

extension Build.Remark {
  /// The remark in full, without the notes among the source lines, which suggest several fixes.
  fileprivate var inFull: [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
      .filter { !$0.contains(#/^ +\|.*- note: /#) }
    let width = Terminal.width
    return folded(title, to: width).map { $0.styled(.bad) }
      + lines.prefix(16).map { $0.count > width ? $0.prefix(width - 3) + "..." : String($0) }
  }

  /// `  main.swift:16: ...`, without the folder.
  fileprivate var short: String {
    let file = title.prefix { $0 != ":" }.split(separator: "/").last ?? ""
    return "  \(file):\(line): \(message)"
  }
}
