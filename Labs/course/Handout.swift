// What a lab's handout says about each step, and its hints.

import GraderKit

/// The parts of Labs/labNN-.../README.md that the guide needs.
struct Handout {
  struct Step {
    let number: Int
    let task: String
    /// The function to write: `openListener`, `Places.take`.
    let function: String
    /// What the handout says about it, each paragraph as one line.
    let paragraphs: [String]
  }

  struct Hint {
    let title: String
    let paragraphs: [String]
  }

  let steps: [Step]
  let hints: [Hint]

  init(of lab: Lab) throws {
    let text = try text(of: lab.handoutPath)
    let step = #/(?ms)^(\d+)\. \*\*(.+?)\*\*\s+\(`([^`]+)`\):\s+(.*?)(?=^\d+\. \*\*|^## )/#
    steps = text.matches(of: step).map {
      Step(
        number: Int($0.1) ?? 0, task: Handout.paragraphs($0.2).joined(), function: String($0.3),
        paragraphs: Handout.paragraphs($0.4))
    }
    hints = text.matches(of: #/(?s)<summary>Hint \d+: (.+?)</summary>(.*?)</details>/#).map {
      Hint(title: String($0.1), paragraphs: Handout.paragraphs($0.2))
    }
  }

  /// The hints for a step: first what the handout says about it, then the hints that name its
  /// function or no other step's function.
  func hints(for step: Step) -> [Hint] {
    let paragraphs = step.paragraphs.map {
      Hint(title: "", paragraphs: [$0.prefix(1).uppercased() + $0.dropFirst()])
    }
    let others = steps.filter { $0.number != step.number }
    return paragraphs
      + hints.filter { hint in
        hint.names(step.function) || !others.contains { hint.names($0.function) }
      }
  }

  /// Paragraphs, list items, and lines of code, each as one line.
  private static func paragraphs(_ text: Substring) -> [String] {
    var paragraphs: [String] = []
    var isCode = false
    var isNew = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
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
    return paragraphs.contains { $0.contains("`\(parts.last ?? "")") }
  }
}
