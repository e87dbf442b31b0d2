// The starter of a lab: its solution without the parts that the handout's steps ask for.

import GraderKit

extension Lab {
  /// The text of the file that the student began with. It's made from the solution, where the
  /// step's `todo` replaces the body of each step's function.
  func starter() throws -> String {
    var lines = try lines(of: solutionPath)
    for step in try Handout(of: self).steps {
      let name = step.function.split(separator: ".").last ?? ""
      let heads = name == "init" ? ["init(", "init?("] : ["func \(name)("]
      guard let head = lines.firstIndex(where: { line in heads.contains { line.contains($0) } }),
        let brace = lines[head...].firstIndex(where: { $0.hasSuffix("{") }),
        case let indent = String(lines[head].prefix { $0 == " " }),
        let end = lines[brace...].firstIndex(of: indent + "}")
      else {
        throw CourseError(
          description: "\(solutionPath) has no \(step.function), which \(handoutPath) names")
      }
      lines.replaceSubrange(
        brace + 1..<end, with: ["\(indent)  todo(\(step.number), \"\(step.task)\")"])
    }
    return lines.joined(separator: "\n")
  }
}
