// What a lab's handout says about each step, and its hints.

import GraderKit

/// The parts of Labs/labNN-.../README.md that the guide needs.
struct Handout {
  struct Step {
    let number: Int
    let task: String
    /// The function to write: `openListener`, `Places.take`.
    let function: String
    /// What is said about it, each paragraph as one line.
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
      guard let title = item[0].firstMatch(of: #/<summary>Hint \d+: (.+)</summary>/#)?.1
      else { return nil }
      let text = item.dropFirst().filter { !$0.hasPrefix("</details>") }
      return Hint(
        title: String(title), text: Handout.paragraphs(text).joined(separator: "\n"))
    }
  }

  /// The hints for a step: first what the handout says about it, then the hints that name its
  /// function, or no function of another step.
  func hints(for step: Step) -> [Hint] {
    let paragraphs = step.paragraphs.map {
      Hint(title: "", text: $0.prefix(1).uppercased() + $0.dropFirst())
    }
    let others = steps.filter { $0.number != step.number }
    return paragraphs
      + hints.filter { hint in
        hint.names(step.function) || !others.contains { hint.names($0.function) }
      }
  }

  /// The items of a section. Each starts with a line that matches.
  private static func items(
    _ lines: [String], under heading: String, from beginning: some RegexComponent
  ) -> [[String]] {
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
    var items: [[String]] = []
    for line in section {
      if line.firstMatch(of: beginning) != nil {
        items.append([line])
      } else if !items.isEmpty {
        items[items.count - 1].append(line)
      }
    }
    return items
  }

  /// Paragraphs, list items, and lines of code, each as one line.
  private static func paragraphs(_ lines: [String]) -> [String] {
    var paragraphs: [String] = []
    var isCode = false
    var isNew = true
    for line in lines {
      let text = line.trimmingPrefix(#/ +/#)
      let isFence = text.hasPrefix("```")
      if isFence { isCode.toggle() }
      if isFence || text.isEmpty {
        isNew = true
      } else if isCode || isNew || text.hasPrefix("- ") {
        paragraphs.append(String(text.trimmingPrefix("- ")))
        isNew = isCode
      } else {
        paragraphs[paragraphs.count - 1] += " \(text)"
      }
    }
    return paragraphs
  }
}

extension Handout.Hint {
  /// Whether it names a function as code. `Places.take` appears as `take`, `Answer.init` as `Answer`.
  fileprivate func names(_ function: String) -> Bool {
    let parts = function.split(separator: ".").filter { $0 != "init" }
    return text.contains("`\(parts.last ?? "")")
  }
}
