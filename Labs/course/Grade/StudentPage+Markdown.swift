// A student's page in Markdown.

extension StudentPage {
  var markdown: String {
    let head: [Markdown] = [
      "# \(student.name)", "\(run.title). Total: \(total).",
    ]
    let warning = StudentPage.unprotected
    let table: Markdown = """
      | Lab | State | Points |
      |:--|:--|--:|
      \(Markdown(stringLiteral: labs.map(\.row.text).joined(separator: "\n")))
      """
    let ignored = self.ignored.files.map { file -> Markdown in
      "- \(.code(file.path)): \(file.reason)"
    }
    let pieces =
      head + (isUnprotected ? ["> **\(warning[0])** \(warning[1])"] : []) + [table]
      + labs.flatMap(\.markdown)
      + (ignored.isEmpty ? [] : ["## Files that were left out", ignored.joined("\n")])
      + (self.ignored.more.isEmpty ? [] : ["\(self.ignored.more)"])
      + imprints.map { "\($0)" }
    return pieces.joined("\n\n").text + "\n"
  }
}

extension Feedback {
  fileprivate var row: Markdown {
    "| \(title) | \(mark.state.rawValue) | \(mark.counts ? "\(score.points) of \(score.of)" : "") |"
  }

  fileprivate var markdown: [Markdown] {
    let head: [Markdown] = ["## \(title): \(mark.state.rawValue), \(points)"]
    let note = score.note.map { note -> [Markdown] in ["\(note)"] } ?? []
    let next = nextStep.map { next -> [Markdown] in ["**The next step:** \(next)"] } ?? []
    let warnings: [Markdown] = compilerWarnings.map { .block($0) }
    return head + note + ["\(summary.joined(separator: " "))"]
      + compilerErrors.map { .block($0) } + next + failures.flatMap(\.markdown)
      + (counts.isEmpty ? [] : ["\(counts)"])
      + (warnings.isEmpty ? [] : ["### Compiler warnings"] + warnings)
  }
}

extension Feedback.Failure {
  fileprivate var markdown: [Markdown] {
    let name = mistake.map { mistake -> [Markdown] in
      ["**\(mistake.sentence)** \(.code(mistake.name))"]
    }
    let next = mistake.map { mistake -> [Markdown] in
      ["**The next step:** \(mistake.nextStep)", "\(mistake.section.reference)"]
    }
    let also: [Markdown] = others.map { "- \($0)" }
    let details: [Markdown] = details.map { "\($0)" }
    return ["### \(title)"] + (name ?? []) + details
      + block("The conversation", conversation) + block("The program", program) + (next ?? [])
      + (also.isEmpty ? [] : ["Also failed with this mistake:", also.joined("\n")])
  }

  private func block(_ title: Markdown, _ lines: [String]) -> [Markdown] {
    lines.isEmpty ? [] : ["\(title):", .block(lines)]
  }
}

extension [Markdown] {
  fileprivate func joined(_ separator: String) -> Markdown {
    Markdown(stringLiteral: map(\.text).joined(separator: separator))
  }
}
