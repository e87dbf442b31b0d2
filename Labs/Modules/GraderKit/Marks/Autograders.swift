// The result files of Gradescope, PrairieLearn, and Classroom 50.

import Foundation

extension [ScoredLab] {
  /// `/autograder/results/results.json` of Gradescope.
  ///
  /// - Throws: if a lab has no mark. Without the file, Gradescope gives none either.
  package func gradescope(_ weights: PointsFile) throws -> Data {
    let tests = try tests(weights).map { test in
      Gradescope.Test(
        name: test.checked.title, score: test.points, maxScore: test.of,
        status: test.checked.outcome == .passed ? "passed" : "failed", output: test.output,
        tags: [test.checked.lab.name])
    }
    return try json(Gradescope(score: total(\.points), tests: tests))
  }

  /// `/grade/results/results.json` of PrairieLearn. It's for a grader that exits with 0. If no lab
  /// can be graded, the attempt doesn't count.
  package func prairieLearn(_ weights: PointsFile) throws -> Data {
    let broken = filter { !$0.graded.counts }
    let ungraded = filter { $0.graded.results.isEmpty }
    if !broken.isEmpty || ungraded.count == count {
      let errors = (broken.isEmpty ? ungraded : broken).map { scored in
        let words = [scored.graded.state, printable(scored.graded.firstMistake)]
        return "\(scored.graded.lab.name): " + words.filter { !$0.isEmpty }.joined(separator: ": ")
      }
      return try json(
        PrairieLearn(
          gradable: false, score: 0, message: "This can't be graded.", tests: [],
          formatErrors: errors))
    }
    let tests = try tests(weights).map { test in
      PrairieLearn.Test(
        name: test.checked.title, points: test.points, maxPoints: test.of,
        message: test.checked.message, output: test.output)
    }
    let (points, of) = (try total(\.points), try total(\.of))
    return try json(
      PrairieLearn(
        gradable: true, score: of == 0 ? 0 : Double(points) / Double(of),
        message: "\(points) of \(of) points", tests: tests, formatErrors: nil))
  }

  /// `result.json` of Classroom 50, with whole numbers only.
  ///
  /// - Throws: if a lab has no mark.
  package func classroom50(_ weights: PointsFile) throws -> Data {
    let tests = try tests(weights).map { test in
      Classroom50.Test(
        testName: test.checked.title, passed: test.checked.outcome == .passed, score: test.points,
        maxScore: test.of)
    }
    return try json(Classroom50(score: total(\.points), maxScore: total(\.of), tests: tests))
  }

  /// The requirements that count, with their weights as points.
  private func tests(
    _ weights: PointsFile
  ) throws -> [(checked: CheckedRequirement, points: Int, of: Int, output: String)] {
    let all = flatMap { CheckedRequirement.all(of: $0.graded) }
    if let broken = all.first(where: { $0.outcome == .broken }) {
      throw CourseError(description: "\(broken.lab.name) has no mark: \(broken.message)")
    }
    // PrairieLearn takes 1 MiB, and JSON writes some characters as six bytes.
    let room = 120_000 / Swift.max(1, all.count)
    return all.filter { $0.outcome != .skipped }.map { checked in
      let weight = weights.weight(checked.name, of: checked.lab)
      let text = checked.detail.isEmpty ? checked.message : checked.detail
      return (
        checked, checked.outcome == .passed ? weight : 0, weight,
        String(text.unicodeScalars.prefix(room))
      )
    }
  }

  private func total(_ value: KeyPath<ScoredLab, Int?>) throws -> Int {
    try map { scored in
      guard let number = scored[keyPath: value] else {
        throw CourseError(
          description: "\(scored.graded.lab.name) has no mark: \(scored.graded.firstMistake)")
      }
      return number
    }.reduce(0, +)
  }

  private func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + [10]
  }
}
