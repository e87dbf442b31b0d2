// How many points each requirement is worth.

/// The weights of requirements. Without a file, each requirement of a lab is worth one point.
package struct PointsFile: Sendable {
  /// The points of a whole lab, by its name.
  private var totals: [String: Int] = [:]
  /// The weights by lab and requirement. The default is 1.
  private var weights: [String: [String: Int]] = [:]

  /// A word of the file that names nothing.
  package struct UnknownName: Error, CustomStringConvertible {
    package let line: Int
    /// `lab` or `requirement`
    package let kind: String
    package let word: String
    package let known: [String]

    package var description: String {
      "line \(line): there is no \(kind) \(printable(word)): choose from "
        + known.joined(separator: ", ")
    }
  }

  /// Each requirement is worth one point.
  package init() {}

  /// Reads lines such as `lab04 100`, the points of the lab, and `lab04 testEchoesALine 3`, the
  /// weight of a requirement. A `#` begins a comment.
  ///
  /// - Parameter requirements: the names of each lab's requirements.
  /// - Throws: an `UnknownName`, or a `CourseError` for any other mistake.
  package init(_ text: String, requirements: [String: Set<String>]) throws {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let lab = words.first else { continue }
      guard let names = requirements[lab] else {
        throw UnknownName(
          line: index + 1, kind: "lab", word: lab, known: requirements.keys.sorted())
      }
      guard (2...3).contains(words.count), let number = Int(words[words.count - 1]),
        (0...1_000_000).contains(number)
      else {
        throw CourseError(
          description:
            "line \(index + 1) must be like \"lab04 100\" or \"lab04 testEchoesALine 3\", "
            + "with a whole number up to 1000000, not \"\(printable(String(line)))\"")
      }
      if words.count == 2 {
        totals[lab] = number
      } else if names.contains(words[1]) {
        weights[lab, default: [:]][words[1]] = number
      } else {
        throw UnknownName(
          line: index + 1, kind: "requirement", word: words[1], known: names.sorted())
      }
    }
  }

  /// The weight of a requirement.
  package func weight(_ requirement: String, of lab: Lab) -> Int {
    weights[lab.name]?[requirement] ?? 1
  }

  /// What a lab earns, rounded down; nil if it doesn't count, or if nothing could be checked.
  ///
  /// The sum is over the requirements that the lab has, not over those that were checked: a
  /// requirement without a result earns nothing. One that this system can't check counts for
  /// neither sum.
  package func points(_ graded: GradedLab) -> (points: Int, of: Int)? {
    guard graded.counts else { return nil }
    let results = graded.resultsByName
    var (passed, all) = (0, 0)
    for requirement in graded.requirements {
      let verdict = results[requirement]?.verdict
      if verdict == .skipped { continue }
      let weight = weight(requirement, of: graded.lab)
      all += weight
      if verdict == .passed { passed += weight }
    }
    if all == 0 { return nil }
    guard let total = totals[graded.lab.name] else { return (passed, all) }
    return (passed * total / all, total)
  }
}
