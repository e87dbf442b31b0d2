// `course grade`: marks a class. Submissions in; marks, pages, and an overview out.

import Foundation
import GraderKit
import LabKit

extension Command {
  static let grade = Command(
    name: "grade", labs: .submissions,
    options: [
      .word("labs", placeholder: "1-5"), .word("out", placeholder: "FOLDER"),
      .word("roster", placeholder: "FILE.csv"),
    ] + Marking.options + [
      .word("template", placeholder: "EXPORT.csv"), .word("column", placeholder: "NAME"),
      .word("format", placeholder: "FORMAT"), .word("only", placeholder: "STUDENT"),
      .flag("regrade"), .count("jobs", upTo: 64, default: 12),
      .word("shard", placeholder: "2/8"), .flag("collect"),
      .word("require-isolation", placeholder: "RUNG"),
    ],
    summary: "marks a class: Labs/TEACHING.md"
  ) { _, arguments in
    try ClassGrading(arguments).run().rawValue
  }
}

/// How a grading ended.
enum GradeStatus: Int32 {
  case allPass = 0
  case someFail = 1
  /// Something can't be graded: it's missing or doesn't compile.
  case notGraded = 2
  /// The graders were changed while they ran.
  case tampered = 3
  case tooLittleIsolation = 69
  case graderFailed = 70
  case interrupted = 130

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

/// One run of `course grade`.
struct ClassGrading {
  private let path: String
  private let labs: [Lab]
  private let out: URL
  private let arguments: Arguments
  private let shard: Shard?
  private let marking: Marking
  private let format: ResultFormat?

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    guard let path = arguments.rest.first else {
      throw UsageError("which submissions? For example: swift run course grade submissions")
    }
    if arguments.rest.count > 1 && !arguments.has("collect") {
      throw UsageError("course grade takes one folder or archive of submissions")
    }
    self.path = path
    labs = arguments.has("labs") ? try Lab.range(arguments.word("labs")) : Lab.all
    let beside = URL(fileURLWithPath: path).standardizedFileURL
    out =
      arguments.has("out")
      ? URL(fileURLWithPath: arguments.word("out"))
      : beside.deletingPathExtension().appendingPathExtension("marks")
    shard = try Shard(arguments.has("shard") ? arguments.word("shard") : nil)
    marking = try Marking(arguments)
    let formats = ResultFormat.allCases.map(\.rawValue)
    format = ResultFormat(rawValue: arguments.word("format"))
    if arguments.has("format") && format == nil {
      throw UsageError.unknown("format", arguments.word("format"), among: formats)
    }
  }

  func run() throws -> GradeStatus {
    if arguments.has("collect") {
      let folders = arguments.rest.map { URL(fileURLWithPath: $0) }
      let similar = folders.lazy.compactMap { ClassReports.similarPrograms(in: $0) }.first
      return try report(folders.flatMap { try Results(in: $0).all() }, similar)
    }
    Terminal.holdInterrupt()
    let (everybody, strangers) = try readEverybody()
    for stranger in strangers {
      say("  \(printable(stranger.student.name)) isn't on the roster: \(stranger.reason)")
    }
    let submissions = try chosen(everybody)
    if format != nil && submissions.count != 1 {
      throw UsageError("--format is for a single submission, and \(path) has \(submissions.count)")
    }
    try Build.everythingForGrading()
    let rung = Confinement.rung
    if arguments.has("require-isolation") {
      let word = arguments.word("require-isolation")
      guard let wanted = Confinement.Rung(rawValue: word) else {
        let rungs = Confinement.Rung.allCases.map(\.rawValue)
        throw UsageError.unknown("isolation", word, among: rungs)
      }
      if rung.isWeaker(than: wanted) {
        complain("this machine's strongest isolation is \(rung.rawValue)")
        return .tooLittleIsolation
      }
    }
    try prepare(rung)
    let results = Results(in: out)
    let rules = try ClassRules(isolation: rung, seed: results.seed())
    let count = count(submissions.count, "submission")
    say("Grading \(count): \(labs.map(\.name).joined(separator: ", "))")
    let examiner = Examiner(
      labs: labs, submissions: submissions, rules: rules, results: results,
      jobs: arguments.count("jobs"), isAgain: arguments.has("regrade"))
    let isDone = try examiner.run()
    Orphans.end()
    if try ClassRules.digest() != rules.graders {
      complain("the graders were changed while they ran, so the results in \(out.path) are void")
      return .tampered
    }
    if !isDone {
      say("Interrupted. What is graded is kept: the same command continues.")
      return .interrupted
    }
    let names = Set(everybody.map(\.student.name))
    let marks = try results.all().filter { mark in
      names.contains(mark.student.name) && labs.contains { $0.name == mark.lab }
    }
    return try report(marks, SimilarPrograms(everybody, labs: labs))
  }

  /// The submissions, and those who should have handed in. Strangers aren't on the roster.
  private func readEverybody() throws -> (
    [Submission], strangers: [(student: Student, reason: String)]
  ) {
    let submissions = try readClass(at: path, labs: labs)
    if !arguments.has("roster") { return (submissions, []) }
    let roster = try Roster(URL(fileURLWithPath: arguments.word("roster")), submissions)
    return (roster.submissions, roster.strangers)
  }

  private func chosen(_ everybody: [Submission]) throws -> [Submission] {
    let part = shard?.part(of: everybody) ?? everybody
    if !arguments.has("only") { return part }
    let name = arguments.word("only")
    let own = part.filter { $0.student.name == name }
    if own.isEmpty {
      throw UsageError.unknown("student", name, among: part.map { printable($0.student.name) })
    }
    return own
  }

  /// Prepares this process, and checks that a program really can't do what it must not do.
  private func prepare(_ rung: Confinement.Rung) throws {
    Orphans.adopt()
    if rung == .limits || rung == .sandboxExec {
      say(rung.warning.styled(.bad))
      return
    }
    try withTemporaryFolder { folder in
      let solution = Subject.root.appendingPathComponent(Lab.blockingEcho.solutionPath).path
      let file = try out.write(Data("closed\n".utf8), as: "results/canary")
      try Confinement(scratch: folder, readable: [], lab: Lab.blockingEcho)
        .check(closed: [solution, file.path])
    }
  }

  private func report(_ marks: [Mark], _ similar: SimilarPrograms?) throws -> GradeStatus {
    if marks.isEmpty { throw CourseError(description: "there are no results in \(out.path)") }
    let reports = ClassReports(
      marks: marks, marking: marking, similar: similar, labs: labs, folder: out)
    try reports.write()
    if arguments.has("template") {
      let column = arguments.has("column") ? arguments.word("column") : nil
      say(try reports.fill(URL(fileURLWithPath: arguments.word("template")), column))
    }
    if let format {
      try out.write(format.file(marks, marking), as: format.fileName)
      let words = format.output(marks, marking)
      if !words.isEmpty { say(words) }
    }
    say(reports.summary)
    return GradeStatus(of: marks)
  }
}
