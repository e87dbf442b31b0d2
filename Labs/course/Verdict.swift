// What a student is told of a check: a line a requirement, the failure in full, and what comes next.

import GraderKit

extension RequirementResult {
  /// A requirement with its verdict. The word says it, and the colour too.
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

  /// A failure in full: the sentence, the conversation, the program. The next step is the verdict's.
  var story: String {
    let text = report?.lines(width: Terminal.width, showsNextStep: false) ?? [reason ?? ""]
    return (["", "\(sentence):"] + text).joined(separator: "\n")
  }
}

extension Lab {
  /// What a check came to, and what to do next.
  ///
  /// - Parameter isBrief: whether the report may have gone from the screen by now.
  func verdict(_ status: LabStatus, isBrief: Bool = false) -> String {
    let score = "\(status.passed) of \(status.of)"
    switch status.state {
    case .missing:
      return "\n\(name) has \("no main.swift".styled(.bad)).\n\(nextStep(status))\n"
    case .notStarted:
      return "\n\(name) is \("not started".styled(.doubtful)).\n\(nextStep(status))\n"
    case .doesNotCompile:
      // One in full: what follows is often its consequence, and the screen is small.
      let errors = status.remarks.filter(\.isError)
      let first = errors.first?.shown ?? []
      var others: [String] = []
      for error in errors.dropFirst() where !others.contains(error.short) {
        others.append(error.short)
      }
      let more = others.count > 5 ? ["  and \(others.count - 5) more"] : []
      let end = ["", "\(name) \("does not compile".styled(.bad)). Fix the first error first.", ""]
      return ([""] + first + (others.isEmpty ? [] : [""]) + others.prefix(5) + more + end)
        .joined(separator: "\n")
    case .fails:
      let sentence = status.mistake.map { wrapped($0.sentence, to: Terminal.width) } ?? []
      let lines =
        ["", "\(name) \(status.word): \(score) pass."]
        + (isBrief ? sentence : [])
      // It may name the mistake itself: what `send` returns is not used.
      let warnings = status.remarks.filter(\.isWarning).prefix(3).map(\.short)
      let stuck = isBrief ? [] : ["Stuck? swift run course hint \(number)"]
      return (lines + warnings + [nextStep(status)] + stuck + [""]).joined(separator: "\n")
    case .graderFailed:
      let words = wrapped(printable(status.but ?? ""), to: Terminal.width)
      return
        (["", "\(name) has no result, and that's not your fault."] + words
        + [nextStep(status), ""]).joined(separator: "\n")
    case .passes:
      return "\n\(name) \("passes".styled(.good)): \(score).\n\(nextStep(status))\n"
    case .passesBut:
      let but = wrapped("But: \(status.but ?? "")", to: Terminal.width)
      let remarks = status.remarks.flatMap { ["", $0.text] }
      let lines = ["", "\(name) \("passes".styled(.good)): \(score)."] + but + remarks
      return "\(lines.joined(separator: "\n"))\n\(nextStep(status))\n"
    }
  }

  /// The one thing to do next, with its place.
  func nextStep(_ status: LabStatus) -> String {
    let width = Terminal.width
    let step = try? steps().first
    switch status.state {
    case .missing:
      return "Next: swift run course reset \(number) puts the starter there"
    case .doesNotCompile:
      let error = status.remarks.first(where: \.isError)?.title ?? starterPath[...]
      return wrapped("Next: \(error)", to: width).joined(separator: "\n")
    // What is not written yet comes before what is not right.
    case .notStarted,
      .fails where step != nil:
      guard let step else { return "Next: \(starterPath)" }
      let start = step.number == 1 ? "Next: read \(handoutPath), then write" : "Next: write"
      return
        (wrapped("\(start) step \(step.number): \(step.task)", to: width)
        + ["  \(starterPath):\(step.line)"]).joined(separator: "\n")
    case .fails:
      let mistake = status.mistake
      let words = mistake?.nextStep ?? status.failure?.reason ?? ""
      let places = mistake.map { likelyLocations(for: $0.name) } ?? []
      let names = places.map(\.function).joined(separator: " or ")
      let place = places.first.map { "\(starterPath):\($0.line), perhaps in \(names)" }
      return
        (wrapped("Next: \(words)", to: width)
        + ["  \(place ?? starterPath)"] + (mistake.map { ["  \($0.section.reference)"] } ?? []))
        .joined(separator: "\n")
    case .graderFailed:
      return "Next: run swift run course check \(number) again; if that fails too, report it"
    case .passes, .passesBut:
      let next = Lab.all.first { $0.number == number + 1 }
      guard let next else { return "That was the last lab." }
      return "Next: lab \(next.title), \(next.handoutPath)"
    }
  }
}

extension LabStatus {
  /// `fails`, or, if no more is wrong than that steps aren't written, `is not finished`.
  fileprivate var word: String {
    failure == nil ? "is not finished".styled(.doubtful) : "fails".styled(.bad)
  }
}

extension Build.Remark {
  /// In full, but without the notes among the lines, which say how to mend it in three ways.
  fileprivate var shown: [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return folded(title, to: Terminal.width).map { $0.styled(.bad) }
      + lines.dropFirst().filter { !$0.contains(#/^ +\|.*- note: /#) }.map(String.init)
  }

  /// `  line 16: warning: ...`, on one line.
  fileprivate var short: String {
    let parts = title.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    let line = parts.count > 3 ? "  line \(parts[1]):\(parts[3])" : "  \(title)"
    return line.count > Terminal.width ? line.prefix(Terminal.width - 3) + "..." : line
  }
}
