// The starter of a lab, made anew: it is the solution without what the steps of the handout ask for.

import GraderKit

extension Lab {
  /// The text of the file that the student began with.
  ///
  /// No second copy of it is kept: in the solution, the body of each step's function gives way to
  /// the step's `todo`.
  func starter() throws -> String {
    var lines = try lines(of: solutionPath)
    for step in try Handout(of: self).steps {
      let name = step.function.split(separator: ".").last.map(String.init) ?? ""
      let words = name == "init" ? ["init(", "init?("] : ["func \(name)("]
      guard let head = lines.firstIndex(where: { line in words.contains { line.contains($0) } }),
        let brace = lines[head...].firstIndex(where: { $0.hasSuffix("{") })
      else { throw missing(step.function) }
      let indent = String(lines[head].prefix { $0 == " " })
      guard let end = lines[brace...].firstIndex(of: indent + "}") else {
        throw missing(step.function)
      }
      lines.replaceSubrange(
        brace + 1..<end, with: ["\(indent)  todo(\(step.number), \"\(step.task)\")"])
    }
    return lines.joined(separator: "\n")
  }

  private func missing(_ function: String) -> Complaint {
    Complaint("\(solutionPath) has no \(function), which \(handoutPath) names", status: 1)
  }
}
