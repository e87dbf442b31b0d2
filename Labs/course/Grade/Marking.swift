// Turns results into points, and points into the files that an LMS or a build server reads.

import Foundation
import GraderKit
import LabKit

/// The rules for points that the command line gives.
struct Marking {
  let scoring: Scoring
  /// The names of each lab's requirements. They're read from the graders' source once.
  private let requirements: [String: Set<String>]

  static let options: [Argument] = [
    .word("points", placeholder: "FILE"), .word("due", placeholder: "DATE"),
    .word("late", placeholder: "10%/day"), .word("grace", placeholder: "2h"),
  ]

  init(_ arguments: Arguments) throws {
    func value(_ name: String, else standard: String) -> String {
      arguments.has(name) ? arguments.word(name) : standard
    }
    let hasDue = arguments.has("due")
    if let name = ["late", "grace"].first(where: arguments.has), !hasDue {
      throw UsageError("--\(name) needs a due date: --due \"2026-11-30 23:59\"")
    }
    let policy: LatePolicy?
    do {
      policy =
        hasDue
        ? try LatePolicy(
          due: arguments.word("due"), late: value("late", else: "0%/day"),
          grace: value("grace", else: "0h")) : nil
    } catch { throw UsageError(error.description) }
    let file = arguments.has("points") ? arguments.word("points") : nil
    let names = Lab.all.map { ($0.name, Set($0.requirements.map(\.name))) }
    let requirements = Dictionary(uniqueKeysWithValues: names)
    let weights = try file.map { try Marking.weights($0, requirements) }
    self.requirements = requirements
    scoring = Scoring(weights: weights ?? PointsFile(), policy: policy)
  }

  /// Reads a file of `--points`.
  private static func weights(
    _ path: String, _ requirements: [String: Set<String>]
  ) throws -> PointsFile {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UsageError("--points: \(path) can't be read")
    }
    let names = Lab.all.map { ($0.name, Set($0.requirements.map(\.name))) }
    do {
      return try PointsFile(
        String(decoding: data, as: UTF8.self), requirements: Dictionary(uniqueKeysWithValues: names)
      )
    } catch let unknown as PointsFile.UnknownName {
      let error = UsageError.unknown(unknown.kind, unknown.word, among: unknown.known)
      throw UsageError("\(path), line \(unknown.line): \(error.description)")
    } catch let error as CourseError {
      throw UsageError("\(path), \(error.description)")
    }
  }

  func scored(_ marks: [Mark]) -> [ScoredLab] {
    marks.compactMap { $0.graded(requirements) }.map(scoring.score)
  }

  /// The text of `marks.csv`.
  func table(_ marks: [Mark]) -> String {
    MarksTable.text(
      scored(marks), showsLateness: scoring.policy != nil || marks.contains { $0.student.isLate })
  }

  /// A column of an LMS's export, and the labs whose points it gets.
  struct Column {
    let index: Int
    let labs: [Lab]
  }

  /// The columns to fill: the one with this name gets the sum of all labs. Without a name, each lab
  /// has a column of its own.
  ///
  /// - Throws: a `CourseError` that lists the columns.
  func columns(of template: Template, named name: String?, _ labs: [Lab]) throws -> [Column] {
    if let name { return [Column(index: try template.column(named: name, for: labs), labs: labs)] }
    return try labs.map { Column(index: try template.column(named: nil, for: [$0]), labs: [$0]) }
  }

  /// The marks for a column. A student has one only if each of its labs has a mark.
  func points(for column: Column, _ marks: [Mark]) -> [Template.Mark] {
    let chosen = scored(marks.filter { mark in column.labs.contains { $0.name == mark.lab } })
    let students = Dictionary(grouping: chosen, by: \.graded.student).sorted { $0.key < $1.key }
    return students.map { student, all in
      let open = all.filter { $0.points == nil }.map { "\($0.graded.lab.name): \($0.graded.state)" }
      return Template.Mark(
        student: student, number: all.first?.graded.number,
        points: open.isEmpty ? all.compactMap(\.points).reduce(0, +) : nil,
        reason: open.joined(separator: ", "))
    }
  }

  /// What the labs of a column are worth; nil if no student's mark says so.
  func worth(of column: Column, _ marks: [Mark]) -> Int? {
    let all = scored(marks)
    let worths = column.labs.map { lab in
      all.filter { $0.graded.lab == lab }.compactMap(\.of).max()
    }
    return worths.contains(nil) ? nil : worths.compactMap(\.self).reduce(0, +)
  }
}

extension Mark {
  /// The result without what only this program needs; nil if the course has no such lab.
  fileprivate func graded(_ requirements: [String: Set<String>]) -> GradedLab? {
    guard let lab = Lab.all.first(where: { $0.name == self.lab }) else { return nil }
    var graded = GradedLab(
      student: student.name, lab: lab, state: state.rawValue,
      requirements: requirements[lab.name] ?? [])
    graded.number = student.number
    graded.counts = counts
    // Other results must not become points: a starter may meet a requirement by chance.
    graded.results = state == .fails || state == .passes ? status.results : []
    graded.mistake = counts ? mistake : nil
    graded.errors = status.remarks.filter { $0.kind == .error }.map { ($0.line, $0.message) }
    graded.reason = state == .inconsistent ? "two runs of the graders disagree" : status.but
    graded.submitted = student.submitted
    graded.isLate = student.isLate
    return graded
  }
}
