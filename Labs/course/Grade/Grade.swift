// `course grade`: marks a class. Submissions in; marks, pages, and an overview out.

import Foundation
import GraderKit
import LabKit

extension Command {
  static let grade = Command(
    name: "grade", labs: .submissions, options: GradeOptions.all,
    summary: "marks a class: Labs/TEACHING.md"
  ) { _, arguments in
    try ClassGrading(options: GradeOptions(arguments)).run().rawValue
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
  let options: GradeOptions

  func run() throws -> GradeStatus {
    if options.collects { return try collect() }
    Terminal.holdInterrupt()
    let everybody = try readEverybody()
    let submissions = try chosen(everybody)
    if let file = options.template {
      // A wrong column is known before the class is graded.
      let template = try Template(CSV(file: file), title: printable(file.lastPathComponent))
      _ = try options.marking.columns(of: template, named: options.column, options.labs)
    }
    try Build.everythingForGrading()
    let rung = Confinement.rung
    if let needed = options.isolation, rung.isWeaker(than: needed) {
      complain("the strongest isolation that works here is \(rung.rawValue)")
      return .tooLittleIsolation
    }
    let results = Results(in: options.out)
    let lock = try FileLock(at: results.lock(), within: Deadline(after: 0))
    guard lock != nil else {
      throw CourseError(description: "another run is grading into \(options.out.path)")
    }
    try prepare(rung)
    let rules = try ClassRules(isolation: rung, seed: results.seed())
    if let end = try examine(submissions, rules, results) { return end }
    try results.list(everybody.map(\.student))
    let marks = try results.ofTheClass().filter { mark in
      options.labs.contains { $0.name == mark.lab }
    }
    return try report(marks, SimilarPrograms(everybody, labs: options.labs))
  }

  /// Makes the reports of results that are there already, perhaps from several machines.
  private func collect() throws -> GradeStatus {
    let folders = options.paths.map { URL(fileURLWithPath: $0) }
    let similar = folders.lazy.compactMap { ClassReports.similarPrograms(in: $0) }.first
    return try report(folders.flatMap { try Results(in: $0).ofTheClass() }, similar)
  }

  /// The submissions, and an empty one for each person who should have handed in.
  private func readEverybody() throws -> [Submission] {
    let submissions = try readClass(at: options.path, labs: options.labs)
    guard let file = options.roster else { return submissions }
    let roster = try Roster(file, submissions)
    for stranger in roster.strangers {
      say("  \(printable(stranger.student.name)) isn't on the roster: \(stranger.reason)")
    }
    return roster.submissions
  }

  /// The submissions to grade in this run.
  private func chosen(_ everybody: [Submission]) throws -> [Submission] {
    var part = options.shard?.part(of: everybody) ?? everybody
    if let name = options.only {
      let names = part.map { printable($0.student.name) }
      part = part.filter { $0.student.answers(to: name) }
      if part.count != 1 {
        throw part.isEmpty && names.count < 10
          ? UsageError.unknown("student", name, among: names)
          : UsageError(
            "\(part.count) students are named \(name). Take a name or a number from marks.csv")
      }
    }
    if options.format != nil && part.count != 1 {
      let count = count(part.count, "submission")
      throw UsageError("--format is for a single submission, but \(options.path) has \(count)")
    }
    return part
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
      let file = try options.out.write(Data("closed\n".utf8), as: "results/canary")
      try Confinement(scratch: folder, readable: [], lab: Lab.blockingEcho)
        .check(closed: [solution, file.path])
    }
  }

  /// Grades the submissions. Returns how the run ends, or nil if its reports can be made.
  private func examine(
    _ submissions: [Submission], _ rules: ClassRules, _ results: Results
  ) throws -> GradeStatus? {
    let examiner = Examiner(
      labs: options.labs, submissions: submissions, rules: rules, results: results,
      jobs: options.jobs, isAgain: options.isAgain)
    let isDone = try examiner.run()
    Orphans.end()
    if try ClassRules.digest() != rules.graders {
      complain("the graders were changed meanwhile, so the results in \(options.out.path) are void")
      return .tampered
    }
    if isDone { return nil }
    say("Interrupted. What is graded is kept: the same command continues.")
    return .interrupted
  }

  private func report(_ marks: [Mark], _ similar: SimilarPrograms?) throws -> GradeStatus {
    let out = options.out
    if marks.isEmpty { throw CourseError(description: "there are no results in \(out.path)") }
    let reports = ClassReports(
      marks: marks, marking: options.marking, similar: similar, labs: options.labs, folder: out)
    try reports.write()
    if let template = options.template { say(try reports.fill(template, options.column)) }
    if let format = options.format {
      try out.write(format.file(marks, options.marking), as: format.fileName)
      let words = format.output(marks, options.marking)
      if !words.isEmpty { say(words) }
    }
    say("\n\(reports.summary)")
    return GradeStatus(of: marks)
  }
}
