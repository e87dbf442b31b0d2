// Grades a class: what is new or has changed, side by side, with the progress.

import Foundation
import GraderKit

/// The grading of a class into a folder of results.
struct Examiner: Sendable {
  let labs: [Lab]
  let submissions: [Submission]
  let rules: ClassRules
  let results: Results
  let jobs: Int
  /// Whether to grade again what has a result.
  let isAgain: Bool

  /// One lab of one student that has to be graded.
  private struct Unit: Sendable {
    let exam: Exam
    let key: String
    /// Others who handed in the same bytes, and get the same result.
    var twins: [Exam] = []
  }

  /// A mark, and whether the machine was overloaded meanwhile.
  private struct Outcome: Sendable {
    let mark: Mark
    let wasOverloaded: Bool

    /// Whether the failure may be the machine's.
    var isDoubtful: Bool { wasOverloaded && mark.state == .fails }

    /// The verdicts, without what differs from run to run.
    var verdicts: [String: RequirementResult.Verdict] {
      Dictionary(mark.status.results.map { ($0.requirement, $0.verdict) }) { $1 }
    }
  }

  /// Grades the class, and writes each result as soon as it's known.
  ///
  /// - Returns: whether all of it is graded. Ctrl-C ends the grading, and a second run continues.
  /// - Throws: an error if a result can't be written.
  func run() throws -> Bool {
    let progress = Progress(of: submissions, labs)
    let units = try unitsToGrade(progress)
    progress.begin(units.count)
    let outcomes = concurrently(units, upTo: jobs) { unit in
      Result {
        let outcome = try grade(unit, progress)
        if let outcome, !outcome.isDoubtful { try write(outcome.mark, of: unit, progress) }
        return outcome
      }
    }
    for (unit, outcome) in zip(units, outcomes) {
      guard let first = try outcome.get(), first.isDoubtful,
        let mark = try confirmed(first, unit, progress)
      else { continue }
      try write(mark, of: unit, progress)
    }
    Terminal.clearLine()
    return !Terminal.isInterrupted
  }

  /// Writes the marks that are known without grading, and returns what has to be graded.
  private func unitsToGrade(_ progress: Progress) throws -> [Unit] {
    // The same bytes get the same mark, whatever name the student has now.
    let kept = isAgain ? [] : try results.all().filter { $0.counts && $0.state != .missing }
    let known = Dictionary(kept.map { ($0.key, $0) }) { $1 }
    var units: [Unit] = []
    var places: [String: Int] = [:]
    var copies = 0
    for submission in submissions {
      let student = submission.student
      for lab in labs {
        guard let files = submission.labs.first(where: { $0.lab == lab }) else {
          let mark = Exam.missing(lab, of: student, submission.ignored, rules)
          try results.write(mark)
          progress.note(mark)
          continue
        }
        let exam = Exam(student: student, files: files, ignored: submission.ignored, rules: rules)
        let key = rules.key(of: files)
        if let mark = known[key]?.given(to: exam) {
          try results.write(mark)
          progress.note(mark)
        } else if let place = places[key] {
          units[place].twins.append(exam)
          copies += 1
        } else {
          places[key] = units.count
          units.append(Unit(exam: exam, key: key))
        }
      }
    }
    let names = labs.map(\.name).joined(separator: ", ")
    say(
      "\(count(submissions.count, "student")), \(names): \(count(units.count, "program")) to grade")
    if copies > 0 { say("\(copies) more are exact copies of these.") }
    return units
  }

  /// Checks alone what failed while the machine was overloaded. Returns nil after Ctrl-C.
  private func confirmed(_ first: Outcome, _ unit: Unit, _ progress: Progress) throws -> Mark? {
    var mark = first.mark
    let failed = first.verdicts.filter { $0.value == .failed }.map(\.key).sorted()
    // Many failures are checked faster together.
    for only in failed.count > 3 ? [nil] : failed.map(Optional.some) {
      guard let second = try grade(unit, only: only, progress) else { return nil }
      let isSame =
        only.map { second.verdicts[$0] == .failed } ?? (second.verdicts == first.verdicts)
      if !isSame { mark.state = .inconsistent }
    }
    return mark
  }

  /// Grades a unit. Returns nil after Ctrl-C.
  ///
  /// - Parameter only: the only requirement to check; nil means all.
  private func grade(
    _ unit: Unit, only: String? = nil, _ progress: Progress
  ) throws -> Outcome? {
    if Terminal.isInterrupted { return nil }
    var looks = 0
    var overloads = 0
    var next = ContinuousClock.now
    do {
      let mark = try unit.exam.mark(only: only) {
        if Terminal.isInterrupted { throw Interruption() }
        if ContinuousClock.now < next { return }
        next = .now + .milliseconds(250)
        looks += 1
        if Load()?.isOverload ?? false { overloads += 1 }
        progress.show()
      }
      return Outcome(mark: mark, wasOverloaded: overloads * 2 > looks)
    } catch is Interruption {
      return nil
    } catch {
      // One exam that can't be held, because a disk is full, must not end all others.
      return Outcome(mark: unit.exam.failed(error), wasOverloaded: false)
    }
  }

  private func write(_ mark: Mark, of unit: Unit, _ progress: Progress) throws {
    for exam in [unit.exam] + unit.twins {
      let own = mark.given(to: exam)
      try results.write(own)
      progress.note(own)
    }
    progress.finishUnit()
  }

  private struct Interruption: Error {}
}

extension Mark {
  /// The same verdict for a student who handed in the same files.
  fileprivate func given(to exam: Exam) -> Mark {
    Mark(
      student: exam.student, lab: lab, key: key, state: state, status: status,
      ignored: exam.ignored, audit: audit)
  }
}
