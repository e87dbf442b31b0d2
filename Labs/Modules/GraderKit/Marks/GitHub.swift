// Annotations and a summary for GitHub Actions.

extension [ScoredLab] {
  /// Lines for standard output, one per failure, which GitHub shows beside the student's code. A
  /// mistake that several requirements found is said once.
  package var gitHubCommands: String {
    var seen: Set<String> = []
    return flatMap { CheckedRequirement.all(of: $0.graded) }.compactMap { one in
      guard one.outcome == .failed || one.outcome == .broken,
        seen.insert("\(one.lab.name) \(one.message)").inserted
      else { return nil }
      let line = one.line.map { ",line=\($0)" } ?? ""
      let text = one.detail.isEmpty || one.detail == one.message ? one.message : one.detail
      return "::error file=\(property(one.lab.starterPath))\(line),title=\(property(one.title))::"
        + "\(data(text))\n"
    }.joined()
  }

  /// The Markdown to append to the file that `GITHUB_STEP_SUMMARY` names.
  package var gitHubSummary: String {
    let rows = map { scored in
      let graded = scored.graded
      let points = scored.points.map { "\($0) of \(scored.of ?? 0)" } ?? "none"
      let cells = [graded.lab.name, graded.state, points, scored.late, graded.firstMistake]
      return "| " + cells.map(markdownCell).joined(separator: " | ") + " |\n"
    }
    return "| Lab | State | Points | Late | First mistake |\n|---|---|---|---|---|\n"
      + rows.joined()
  }
}

/// The escape for the text of a workflow command.
private func data(_ text: String) -> String { percentEncoded(text, "%\r\n") }

/// The escape for a property of a workflow command, which also ends at a comma or a colon.
private func property(_ text: String) -> String { percentEncoded(text, "%\r\n:,") }

private func percentEncoded(_ text: String, _ marks: String) -> String {
  text.unicodeScalars.map { scalar in
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return marks.unicodeScalars.contains(scalar)
      ? "%" + (digits.count < 2 ? "0" : "") + digits : String(scalar)
  }.joined()
}

/// The escape for text in a cell of a Markdown table. Every mark that Markdown or HTML reads becomes
/// a character reference.
package func markdownCell(_ text: String) -> String {
  printable(text).unicodeScalars.map { scalar in
    let isMark = scalar.isASCII && "\\`*_{}[]()<>#+-!|~&@\"'".unicodeScalars.contains(scalar)
    return isMark ? "&#\(scalar.value);" : String(scalar)
  }.joined()
}
