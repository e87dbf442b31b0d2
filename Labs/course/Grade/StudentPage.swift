// A student's page: the account of all labs.

import GraderKit

/// A student's page, with all labs.
struct StudentPage {
  let student: Student
  let run: ClassRun
  /// The labs in order.
  let labs: [Feedback]

  var isUnprotected: Bool { labs.contains { $0.mark.audit.isUnprotected } }

  /// Said loudly if a program ran under limits alone.
  static let unprotected = [
    "Graded without isolation.",
    "These programs ran under limits alone, so they could read and change files of the grader.",
  ]

  /// The points of the labs that have a mark.
  var total: String {
    let counted = labs.filter(\.mark.counts)
    let (points, all) = (counted.map(\.score.points), counted.map(\.score.of))
    let open = labs.count - counted.count
    let rest = open == 0 ? "" : ", and \(open) \(open == 1 ? "lab" : "labs") without a mark"
    return "\(points.reduce(0, +)) of \(all.reduce(0, +)) points\(rest)"
  }

  /// How the labs were graded: one line, or one for each group of labs that differs.
  var imprints: [String] {
    let groups = Dictionary(grouping: labs, by: \.imprint).sorted { $0.key < $1.key }
    return groups.map { line, labs in
      groups.count == 1 ? line : "\(labs.map(\.title).joined(separator: ", ")): \(line)"
    }
  }

  /// The files of the submission that were left out, and how many more there are.
  var ignored: (files: [Submission.Ignored], more: String) {
    var seen: Set<Submission.Ignored> = []
    let all = labs.flatMap(\.mark.ignored).filter { seen.insert($0).inserted }
    return (Array(all.prefix(50)), all.count > 50 ? "And \(grouped(all.count - 50)) more." : "")
  }
}
