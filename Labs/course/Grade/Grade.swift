// `course grade`: marks a class. Submissions in; marks, reports and an overview out.

import Foundation
import GraderKit
import LabKit

extension Command {
  static let grade = Command(
    name: "grade", labs: .submissions,
    options: [
      .word("labs", placeholder: "1-5"), .word("out", placeholder: "FOLDER"),
      .word("roster", placeholder: "FILE.csv"), .word("points", placeholder: "FILE"),
      .word("due", placeholder: "DATE"), .word("late", placeholder: "10%/day"),
      .word("grace", placeholder: "2h"), .word("template", placeholder: "EXPORT.csv"),
      .word("column", placeholder: "NAME"), .word("format", placeholder: "FORMAT"),
      .word("only", placeholder: "STUDENT"), .flag("regrade"),
      .count("jobs", upTo: 64, default: 12), .word("shard", placeholder: "2/8"),
      .flag("collect"), .word("require-isolation", placeholder: "RUNG"),
    ],
    summary: "marks a class: Labs/TEACHING.md"
  ) { labs, arguments in
    try ClassGrading(labs, arguments).run()
  }
}

/// Ends of a grading that are neither a pass nor a failure: grading.md calls them exit codes.
enum GradeStatus: Int32 {
  case allPass = 0
  case someFail = 1
  /// Something can't be graded: it's missing or doesn't compile.
  case notGraded = 2
  /// The graders were changed while they ran.
  case tampered = 3
  case noIsolation = 69
  case graderFailed = 70
  case interrupted = 130
}

/// One run of `course grade`.
struct ClassGrading {
  private let path: String
  private let labs: [Lab]
  private let out: URL
  private let arguments: Arguments
  private let shard: Shard?

  init(_ all: [Lab], _ arguments: Arguments) throws {
    self.arguments = arguments
    guard let path = arguments.rest.first else {
      throw UsageError("which submissions? For example: swift run course grade submissions")
    }
    if arguments.rest.count > 1 && !arguments.has("collect") {
      throw UsageError("course grade takes one folder or archive of submissions")
    }
    self.path = path
    labs = arguments.has("labs") ? try Lab.range(arguments.word("labs"), in: all) : all
    let beside = URL(fileURLWithPath: path).standardizedFileURL
    out =
      arguments.has("out")
      ? URL(fileURLWithPath: arguments.word("out"))
      : beside.deletingPathExtension().appendingPathExtension("marks")
    shard = try Shard(arguments.has("shard") ? arguments.word("shard") : nil)
  }

  func run() throws -> Int32 {
    Terminal.holdInterrupt()
    if arguments.has("collect") { return try report(nil).rawValue }
    return try grade().rawValue
  }

  private func grade() throws -> GradeStatus {
    let results = Results(in: out)
    var submissions = try readClass(at: path, labs: labs)
    if arguments.has("only") {
      let name = arguments.word("only")
      submissions = submissions.filter { $0.student.name == name }
      if submissions.isEmpty {
        throw CourseError(description: "there is no submission of \(printable(name)) in \(path)")
      }
    }
    if let shard { submissions = shard.part(of: submissions) }
    try Build.everythingForGrading()
    let isolation = try Isolation()
    if arguments.has("require-isolation"),
      try !isolation.satisfies(arguments.word("require-isolation"))
    {
      complain("this machine can only isolate programs by \(isolation.rung.rawValue)")
      return .noIsolation
    }
    if isolation.rung == .limits { say(Isolation.warning) }
    let rules = try ClassRules(isolation: isolation, seed: results.seed())
    say(
      "Grading \(count(submissions.count, "submission")), \(labs.map(\.name).joined(separator: " "))"
    )
    let examiner = Examiner(
      labs: labs, submissions: submissions, rules: rules, results: results,
      jobs: arguments.count("jobs"), isAgain: arguments.has("regrade"))
    let isDone = try examiner.run()
    if try ClassRules.digest() != rules.graders {
      complain(
        "the graders were changed while they ran: these results prove nothing. Delete \(out.path)")
      return .tampered
    }
    if !isDone {
      say("Interrupted. What is graded is kept: the same command continues.")
      return .interrupted
    }
    return try report(rules)
  }

  /// Makes the reports from the results alone.
  private func report(_ rules: ClassRules?) throws -> GradeStatus {
    let folders = arguments.has("collect") ? arguments.rest.map { URL(fileURLWithPath: $0) } : [out]
    let marks = try folders.flatMap { try Results(in: $0).all() }
    if marks.isEmpty { throw CourseError(description: "there are no results in \(out.path)") }
    try Audit.write(marks, to: out)
    return GradeStatus(of: marks)
  }
}

extension GradeStatus {
  /// The status that the marks of a class or of a student give.
  init(of marks: [Mark]) {
    let states = Set(marks.map(\.state))
    self =
      if !states.isDisjoint(with: [.graderFailed, .inconsistent]) {
        .graderFailed
      } else if !states.isDisjoint(with: [.missing, .empty, .doesNotCompile]) {
        .notGraded
      } else {
        states == [.passes] ? .allPass : .someFail
      }
  }
}
