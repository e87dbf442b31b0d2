// The result of one lab of one student, as it's kept in the folder of results.

import Foundation
import GraderKit

/// One file of results. Reports are made from these alone.
struct Mark: Codable, Sendable {
  let student: Student
  /// `lab04`
  let lab: String
  /// The digest of all that the verdict depends on: files, graders, and toolchain.
  let key: String
  var state: State
  /// What the compiler said, and the result of each requirement.
  var status: LabStatus
  /// The files of the submission that were left out.
  let ignored: [Submission.Ignored]
  var audit: Audit

  enum State: String, Codable, CaseIterable, Sendable {
    case missing
    case empty
    case doesNotCompile = "does not compile"
    case notStarted = "not started"
    case fails
    case passes
    /// Two runs of the graders disagree: a person decides.
    case inconsistent
    /// Not the student's fault, and never a mark.
    case graderFailed = "grader failed"
  }

  /// What it takes to repeat the verdict.
  struct Audit: Codable, Sendable {
    var course = ""
    /// The commit of the course, if it's a repository.
    var commit: String?
    /// The digest of the built graders.
    var graders = ""
    var toolchain = ""
    var platform = ""
    /// What kept the program from doing harm: `landlock`, `sandbox-exec`, or `limits`.
    var isolation = ""
    /// GRADER_SEED, which repeats the payloads.
    var seed = ""
    var date = Date()
    var seconds = 0.0
    /// How long each requirement took, by its name.
    var times: [String: Double] = [:]
  }

  /// Whether this state may become points: the graders reached a verdict, or there's nothing to grade.
  var counts: Bool { state != .graderFailed && state != .inconsistent }
  /// The mistake that the report names first.
  var mistake: Mistake? { status.mistake }
}
