// A lab's handout, as far as the guide needs it: the steps, and the hints.

import GraderKit

/// What Labs/labNN-.../README.md says of the steps and how it helps with them.
struct Handout {
  struct Step {
    let number: Int
    let task: String
    /// The function that is to be written: `openListener`, `Places.take`.
    let function: String
    /// What is said of it, each as one line.
    let paragraphs: [String]
  }

  struct Hint {
    let title: String
    let text: String
  }

  let steps: [Step]
  let hints: [Hint]

  init(of lab: Lab) throws {
    let lines = try lines(of: lab.handoutPath)
    steps = Handout.items(lines, under: "## Steps", from: #/^\d+\. /#).compactMap { item in
      let paragraphs = Handout.paragraphs(item)
      let pattern = #/^(\d+)\. \*\*(.+?)\*\* \(`([^`]+)`\): (.*)$/#
      guard let first = paragraphs.first?.wholeMatch(of: pattern) else { return nil }
      return Step(
        number: Int(first.1) ?? 0, task: String(first.2), function: String(first.3),
        paragraphs: [String(first.4)] + paragraphs.dropFirst())
    }
    hints = Handout.items(lines, under: "## Hints", from: #/^<details>/#).compactMap { item in
      guard let title = item.first?.firstMatch(of: #/<summary>Hint \d+: (.+)</summary>/#)?.1
      else { return nil }
      let text = item.dropFirst().filter { !$0.hasPrefix("</details>") }
      return Hint(
        title: String(title),
        text: Handout.paragraphs(text).joined(separator: "\n"))
    }
  }

  /// The hints for a step, the plainest first: what the handout says of it, then those hints that name
  /// its function, or none.
  func hints(for step: Step) -> [Hint] {
    let told = step.paragraphs.map {
      Hint(title: "", text: $0.prefix(1).uppercased() + $0.dropFirst())
    }
    let others = steps.filter { $0.number != step.number }
    return told
      + hints.filter { hint in
        hint.names(step.function) || !others.contains { hint.names($0.function) }
      }
  }

  /// The parts of a section, each from a line that begins one to the next.
  private static func items(
    _ lines: [String], under heading: String, from beginning: some RegexComponent
  ) -> [[String]] {
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
    var items: [[String]] = []
    for line in section {
      if line.firstMatch(of: beginning) != nil {
        items.append([line])
      } else if let last = items.indices.last {
        items[last].append(line)
      }
    }
    return items
  }

  /// Paragraphs and items of lists, each on one line: the handout breaks its lines for itself.
  private static func paragraphs(_ lines: [String]) -> [String] {
    var paragraphs: [String] = []
    var isVerbatim = false
    var isNew = true
    for line in lines {
      let text = String(line.trimmingPrefix(#/ +/#))
      if text.hasPrefix("```") {
        isVerbatim.toggle()
        isNew = true
      } else if text.isEmpty {
        isNew = true
      } else if isVerbatim || isNew || text.hasPrefix("- ") {
        paragraphs.append(text.hasPrefix("- ") ? String(text.dropFirst(2)) : text)
        isNew = isVerbatim
      } else {
        paragraphs[paragraphs.count - 1] += " \(text)"
      }
    }
    return paragraphs
  }
}

extension Handout.Hint {
  /// Whether it is about a function: names it as code.
  fileprivate func names(_ function: String) -> Bool {
    // `Places.take` is spoken of as `take`, and `Answer.init` as `Answer`.
    let parts = function.split(separator: ".").filter { $0 != "init" }
    return text.contains("`\(parts.last ?? "")")
  }
}
