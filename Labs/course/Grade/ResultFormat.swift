// The formats in which other systems read the result of one submission.

import Foundation
import GraderKit

/// A value of `--format`.
enum ResultFormat: String, CaseIterable {
  case junit, gradescope, prairielearn, classroom50, github

  /// Where the system expects the file, below the folder in which it looks.
  var fileName: String {
    switch self {
    case .junit: "junit.xml"
    case .gradescope, .prairielearn: "results.json"
    case .classroom50: "result.json"
    case .github: "summary.md"
    }
  }

  /// The bytes of the file.
  ///
  /// - Throws: a `CourseError` if a lab has no mark and the format would make one of it.
  func file(_ marks: [Mark], _ marking: Marking) throws -> Data {
    let labs = marking.scored(marks)
    let weights = marking.scoring.weights
    return switch self {
    case .junit: Data(labs.junit.utf8)
    case .gradescope: try labs.gradescope(weights)
    case .prairielearn: try labs.prairieLearn(weights)
    case .classroom50: try labs.classroom50(weights)
    case .github: Data(labs.gitHubSummary.utf8)
    }
  }

  /// What to print: GitHub reads annotations from standard output.
  func output(_ marks: [Mark], _ marking: Marking) -> String {
    self == .github ? marking.scored(marks).gitHubCommands : ""
  }
}
