// What a student reads when a check is over: what failed, the first failure in full, and the next step.

import GraderKit

extension Lab {
  /// How many lines the account of a check has at most, on a terminal of 80 columns, with the title.
  private static let height = 40

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
    let room = Lab.height - 1 - end.count
    // A step that isn't written is no mistake.
    let failure = isWatched || status.mistake == nil ? nil : status.failure
    let rows = rows(status, height: 8)
    let report = failure?.inFull(height: room - rows.count, others: status.count(of: failure)) ?? []
    let all = self.rows(status, height: max(8, room - report.count))
    return (all + report + end).joined(separator: "\n")
  }

  /// A line for each mistake, and how many requirements passed, or weren't checked.
  private func rows(_ status: LabStatus, height: Int) -> [String] {
    let counts =
      [row("passed", .good, status.passed == 0 ? nil : "\(status.passed)")]
      + [row("cannot be checked here", .doubtful, status.count(.skipped))] + waiting(status)
    let end = status.state == .notStarted ? [] : counts.flatMap(\.self)
    let mistakes = status.failures.map { failure in
      let others = status.count(of: failure) - 1
      let words = failure.sentence + (others > 0 ? ", and \(others) more" : "")
      return row("FAILED", .bad, words + (failure.mistake.map { " [\($0.name)]" } ?? ""))
    }
    // The last line is for those that have no room.
    var shown = mistakes.count
    while shown > 1 && mistakes[..<shown].joined().count + end.count + 1 > height { shown -= 1 }
    if mistakes.joined().count + end.count <= height { shown = mistakes.count }
    let more = shown == mistakes.count ? nil : "\(mistakes.count - shown) more mistakes"
    return mistakes[..<shown].joined() + row("FAILED", .bad, more) + end
  }

  /// How many requirements aren't checked, and what they wait for.
  private func waiting(_ status: LabStatus) -> [[String]] {
    let waiting = status.results.filter { $0.verdict == .notChecked }
    let steps = Set(waiting.compactMap(\.step?.number)).sorted().map(String.init)
    let written =
      (steps.count == 1 ? "until step " : "until steps ")
      + "\(steps.joined(separator: " and ")) \(steps.count == 1 ? "is" : "are") written"
    let reasons = waiting.map {
      $0.step == nil ? "\(($0.reason ?? "").trimmingPrefix("not checked "))" : written
    }
    return Set(reasons).sorted().map { reason in
      row("not checked", .faint, "\(reasons.count { $0 == reason }), \(reason)")
    }
  }

  private func row(_ word: String, _ style: Style, _ text: String?) -> [String] {
    guard let text else { return [] }
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
      let title = others.isEmpty ? [] : ["", "Perhaps only because of that:"]
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

  /// The first three of some remarks, and how many there are more.
  private func list(_ remarks: [String]) -> [String] {
    remarks.prefix(3).flatMap { wrapped($0, to: Terminal.width) }
      + (remarks.count > 3 ? ["  and \(remarks.count - 3) more"] : [])
  }

  /// The one thing to do next, and where.
  func nextStep(_ status: LabStatus) -> [String] {
    let width = Terminal.width
    let step = try? steps().first
    switch status.state {
    case .missing: return ["Next: swift run course reset \(number) puts the starter there"]
    case .doesNotCompile:
      let error = status.remarks.first { $0.kind == .error }
      return wrapped("Next: \(error?.title ?? starterPath[...])", to: width)
    // What isn't written comes before what is wrong.
    case .notStarted,
      .fails where step != nil:
      guard let step else { return ["Next: \(starterPath)"] }
      let start = step.number == 1 ? "Next: read \(handoutPath), then write" : "Next: write"
      return wrapped("\(start) step \(step.number): \(step.task)", to: width)
        + ["  \(starterPath):\(step.line)"]
    case .fails:
      let mistake = status.mistake
      let words = mistake?.nextStep ?? status.failure?.reason ?? ""
      let line = status.failure?.report.flatMap(sureLine)
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

  /// The line of the student's file to look at, if one is sure.
  private func sureLine(_ report: Report) -> Int? {
    guard let own = try? lines(of: starterPath), let solution = try? lines(of: solutionPath),
      let starter = try? starter()
    else { return nil }
    let given = starter.split(separator: "\n").map(String.init)
    return SourceLines(own, starter: given, solution: solution).line(for: report)
  }
}

extension LabStatus {
  /// How many requirements failed with the mistake of this failure.
  fileprivate func count(of failure: RequirementResult?) -> Int {
    guard let mistake = failure?.mistake else { return 1 }
    return results.count { $0.mistake == mistake }
  }

  /// How many have this verdict, or nil if none has.
  fileprivate func count(_ verdict: RequirementResult.Verdict) -> String? {
    let count = results.count { $0.verdict == verdict }
    return count == 0 ? nil : "\(count)"
  }
}

extension RequirementResult {
  /// A failure in full, without the next step, which the verdict names.
  ///
  /// - Parameter count: how many requirements failed with this mistake.
  func inFull(height: Int, others count: Int = 1) -> [String] {
    let more = count > 1 ? ", and \(count - 1) more with the same mistake" : ""
    let head = ["", "\(sentence)\(more):"].flatMap { folded($0, to: Terminal.width) }
    let text = report?.lines(width: Terminal.width, height: height - head.count) ?? [reason ?? ""]
    return head + text
  }
}

extension Build.Remark {
  /// In full, without the notes among the lines of source, which suggest several fixes.
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
