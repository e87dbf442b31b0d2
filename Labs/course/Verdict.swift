// What a student is told of a check: a line a requirement, the failure in full, and what comes next.

import GraderKit

extension Line {
  /// A requirement with its verdict. The word says it, and the colour too.
  var row: String {
    let (word, style): (String, Style) =
      switch verdict {
      case "passed": ("passed", .good)
      case "failed": ("FAILED", .bad)
      default: ("cannot be checked here", .doubtful)
      }
    return "  \(word.styled(style))  \(sentence)"
  }

  /// A failure in full: the sentence, the conversation, the program, the next step.
  var story: String {
    // What the student's program said is printable in it.
    let lines = (report ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.flatMap { wrapped(String($0), to: Terminal.width) }
    return (["", "\(sentence):"] + text + [""]).joined(separator: "\n")
  }
}

extension Lab {
  /// What a check came to, and what to do next.
  func verdict(_ standing: Standing) -> String {
    let score = "\(standing.passed) of \(standing.of)"
    switch standing.state {
    case .missing:
      return "\n\(name) has \("no main.swift".styled(.bad)).\n\(nextStep(standing))\n"
    case .notStarted:
      return "\n\(name) is \("not started".styled(.doubtful)).\n\(nextStep(standing))\n"
    case .doesNotCompile:
      // The first errors: what follows is often their consequence.
      let errors = standing.remarks.filter(\.isError)
      let shown = errors.prefix(3).map(\.text).joined(separator: "\n")
      let more = errors.count > 3 ? " \(errors.count - 3) more errors are not shown." : ""
      return "\n\(shown)\n\n\(name) \("does not compile".styled(.bad)).\(more)\n"
    case .fails:
      // The report may have gone from a small screen.
      let sentence = standing.mistake.map { wrapped($0.sentence, to: Terminal.width) } ?? []
      let lines = ["", "\(name) \("fails".styled(.bad)): \(score) pass."] + sentence
      return (lines + [nextStep(standing), ""]).joined(separator: "\n")
    case .passes:
      return "\n\(name) \("passes".styled(.good)): \(score).\n\(nextStep(standing))\n"
    case .passesBut:
      let but = wrapped("But: \(standing.but ?? "")", to: Terminal.width)
      let remarks = standing.remarks.flatMap { ["", $0.text] }
      let lines = ["", "\(name) \("passes".styled(.good)): \(score)."] + but + remarks
      return "\(lines.joined(separator: "\n"))\n\(nextStep(standing))\n"
    }
  }

  /// The one thing to do next, with its place.
  func nextStep(_ standing: Standing) -> String {
    let width = Terminal.width
    let step = try? steps().first
    switch standing.state {
    case .missing:
      return "Next: swift run course reset \(number) puts the starter there"
    case .doesNotCompile:
      let error = standing.remarks.first(where: \.isError)?.title ?? starterPath[...]
      return wrapped("Next: \(error)", to: width).joined(separator: "\n")
    case .notStarted,
      .fails where standing.failure?.mistake == nil && step != nil:
      guard let step else { return "Next: \(starterPath)" }
      let start = step.number == 1 ? "Next: read \(handoutPath), then write" : "Next: write"
      return
        (wrapped("\(start) step \(step.number): \(step.task)", to: width)
        + ["  \(starterPath):\(step.line)"]).joined(separator: "\n")
    case .fails:
      let mistake = standing.mistake
      let guess = mistake.flatMap { suspect(for: $0.name) }
      let place = guess.map { "\(starterPath):\($0.line), most likely in \($0.function)" }
      let words = mistake?.nextStep ?? standing.failure?.report ?? ""
      return
        (wrapped("Next: \(words)", to: width)
        + ["  \(place ?? starterPath)", "Stuck? swift run course hint \(number)"])
        .joined(separator: "\n")
    case .passes, .passesBut:
      let next = Lab.all.first { $0.number == number + 1 }
      guard let next else { return "That was the last lab." }
      return "Next: lab \(next.title), \(next.handoutPath)"
    }
  }
}
