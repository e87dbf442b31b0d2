// What a student reads about a check: a line per requirement, the failure in full, and the next step.

import GraderKit

extension RequirementResult {
  /// The requirement with its verdict.
  var row: String {
    let (word, style): (String, Style) =
      switch verdict {
      case .passed: ("passed", .good)
      case .failed: ("FAILED", .bad)
      default: ("cannot be checked here", .doubtful)
      }
    let margin = String(repeating: " ", count: word.count + 4)
    let lines = folded(sentence, to: Terminal.width - margin.count)
    return "  \(word.styled(style))  " + lines.joined(separator: "\n" + margin)
  }

  /// A failure in full, without the next step, which the verdict names.
  var inFull: String {
    let text = report?.lines(width: Terminal.width, showsNextStep: false) ?? [reason ?? ""]
    return (["", "\(sentence):"] + text).joined(separator: "\n")
  }
}

extension Lab {
  /// The result of a check, and what to do next.
  ///
  /// - Parameter isBrief: whether the failure may have left the screen by now.
  func verdict(_ status: LabStatus, isBrief: Bool = false) -> String {
    var lines = result(of: status, isBrief)
    if status.state != .doesNotCompile { lines += nextStep(status) }
    if status.state == .fails && !isBrief {
      lines.append("Stuck? swift run course hint \(number)")
    }
    return ([""] + lines + [""]).joined(separator: "\n")
  }

  private func result(of status: LabStatus, _ isBrief: Bool) -> [String] {
    let score = "\(status.passed) of \(status.of)"
    switch status.state {
    case .missing: return ["\(name) has \("no main.swift".styled(.bad))."]
    case .notStarted: return ["\(name) is \("not started".styled(.doubtful))."]
    case .doesNotCompile:
      // Only the first error in full: the others often follow from it.
      let errors = status.remarks.filter { $0.kind == .error }
      let others = errors.dropFirst().map(\.short)
      let more = others.count > 5 ? ["  and \(others.count - 5) more"] : []
      return (errors.first?.inFull ?? []) + (others.isEmpty ? [] : [""]) + others.prefix(5) + more
        + ["", "\(name) \("does not compile".styled(.bad)). Fix the first error first."]
    case .fails:
      let word =
        status.failure == nil ? "is not finished".styled(.doubtful) : "fails".styled(.bad)
      let sentence = isBrief ? status.mistake?.sentence : nil
      // A warning may name the mistake itself: the result of `send` is unused.
      let warnings = status.remarks.filter { $0.kind == .warning }.prefix(3).map(\.short)
      return ["\(name) \(word): \(score) pass."]
        + (sentence.map { wrapped($0, to: Terminal.width) } ?? []) + warnings
    case .graderFailed:
      return ["\(name) has no result, and that's not your fault."]
        + wrapped(printable(status.but ?? ""), to: Terminal.width)
    case .passes: return ["\(name) \("passes".styled(.good)): \(score)."]
    case .passesBut:
      return ["\(name) \("passes".styled(.good)): \(score)."]
        + wrapped("But: \(status.but ?? "")", to: Terminal.width)
        + status.remarks.flatMap { ["", $0.text] }
    }
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
      let command = status.failure?.report?.command ?? []
      let places = mistake.map { likelyLocations(for: $0.name, from: command) } ?? []
      let names = places.map(\.function).joined(separator: " or ")
      let place = places.first.map { "\(starterPath):\($0.line), perhaps in \(names)" }
      // Only of a second close the program itself says where it is.
      let said = status.failure?.report?.program.lazy.compactMap {
        $0.firstMatch(of: #/(\S+:\d+): close: descriptor/#).map { String($0.1) }
      }.first
      return wrapped("Next: \(words)", to: width) + ["  \(said ?? place ?? starterPath)"]
        + (mistake.map { ["  \($0.section.reference)"] } ?? [])
    case .graderFailed:
      return ["Next: run swift run course check \(number) again; if that fails too, report it"]
    case .passes, .passesBut:
      let next = Lab.all.first { $0.number == number + 1 }
      return [next.map { "Next: lab \($0.title), \($0.handoutPath)" } ?? "That was the last lab."]
    }
  }
}

extension Build.Remark {
  /// In full, without the notes among the lines of source, which suggest several fixes.
  fileprivate var inFull: [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return folded(title, to: Terminal.width).map { $0.styled(.bad) }
      + lines.dropFirst().filter { !$0.contains(#/^ +\|.*- note: /#) }.map(String.init)
  }

  /// `  line 16: warning: ...`, on one line.
  fileprivate var short: String {
    let line = "  line \(self.line): \(kind): \(message)"
    return line.count > Terminal.width ? line.prefix(Terminal.width - 3) + "..." : line
  }
}
