// A student's result in a lab, as marks and reports for other systems need it.

import Foundation

/// What the graders found about a student's lab.
package struct GradedLab: Sendable {
  package let student: String
  package var number: String?
  package let lab: Lab
  /// `does not compile`
  package let state: String
  /// Whether it may become points. It doesn't if the graders failed, or disagree with each other.
  package var counts = true
  /// The names of all requirements of the lab, whether they were checked or not.
  package let requirements: [String]
  package var results: [RequirementResult] = []
  package var mistake: Mistake?
  /// The compiler's errors, each with a line of `main.swift`.
  package var errors: [(line: Int, message: String)] = []
  /// Why there are no results, if something but the program is the reason.
  package var reason: String?
  package var submitted: Date?
  /// Whether the LMS calls it late.
  package var isLate = false

  package init(student: String, lab: Lab, state: String, requirements: some Sequence<String>) {
    (self.student, self.lab, self.state) = (student, lab, state)
    self.requirements = requirements.sorted()
  }

  /// The result of each requirement that has one. Of two, one that didn't pass counts.
  package var resultsByName: [String: RequirementResult] {
    Dictionary(results.map { ($0.requirement, $0) }) { $0.verdict == .passed ? $1 : $0 }
  }

  /// The first mistake in one line: what the graders name, what the compiler said, or the reason.
  package var firstMistake: String {
    if let mistake { return "\(mistake.sentence) [\(mistake.name)]" }
    if let error = errors.first { return "line \(error.line): \(printable(error.message))" }
    let failed = results.first { $0.verdict == .failed }
    return printable(failed?.reason ?? reason ?? "")
  }
}

/// A result with its points.
package struct ScoredLab: Sendable {
  package let graded: GradedLab
  /// What the lab earns; nil if it doesn't count.
  package let points: Int?
  /// The points before the penalty for being late.
  package let raw: Int?
  package let of: Int?
  /// `2 days late, -20%`, or empty.
  package let late: String
}

/// The rules that turn results into points.
package struct Scoring: Sendable {
  package let weights: PointsFile
  package let policy: LatePolicy?

  package init(weights: PointsFile = PointsFile(), policy: LatePolicy? = nil) {
    (self.weights, self.policy) = (weights, policy)
  }

  package func score(_ graded: GradedLab) -> ScoredLab {
    let earned = weights.points(graded)
    let isThere = graded.state != "missing"
    let lateness = policy.map { policy in
      isThere
        ? policy.lateness(submitted: graded.submitted, isFlagged: graded.isLate)
        : LatePolicy.Lateness.onTime
    }
    guard let policy, let lateness else {
      return ScoredLab(
        graded: graded, points: earned?.points, raw: earned?.points, of: earned?.of,
        late: graded.isLate ? "late" : "")
    }
    return ScoredLab(
      graded: graded, points: earned.map { policy.points($0.points, lateness) },
      raw: earned?.points, of: earned?.of, late: policy.text(lateness))
  }
}
