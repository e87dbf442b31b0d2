// The files that a grading leaves: the marks, the pages, and what it takes to repeat them.

import Foundation
import GraderKit

/// The reports of a class. They're made from the results alone, so no student's code runs here.
struct ClassReports {
  let marks: [Mark]
  let marking: Marking
  let similar: SimilarPrograms?
  let labs: [Lab]
  let folder: URL

  private static let similarFile = "results/similar"

  func write() throws {
    try folder.write(Data(marking.table(marks).utf8), as: "marks.csv")
    try Audit.write(marks, to: folder)
    if let similar {
      try folder.write(JSONEncoder().encode(similar), as: ClassReports.similarFile)
      try folder.write(Data(similar.table.utf8), as: "similar.csv")
    }
    try Pages(marks, classRun).write(to: folder)
  }

  /// The similar programs that a grading has found; nil if it has compared none.
  static func similarPrograms(in folder: URL) -> SimilarPrograms? {
    let file = folder.appendingPathComponent(similarFile)
    return FileManager.default.contents(atPath: file.path).flatMap {
      try? JSONDecoder().decode(SimilarPrograms.self, from: $0)
    }
  }

  /// Fills columns of an LMS's export, and says what was filled.
  func fill(_ template: URL, _ name: String?) throws -> String {
    let title = printable(template.lastPathComponent)
    let table = try Template(CSV(file: template), title: title)
    let columns = try marking.columns(of: table, named: name, labs)
    let filled = table.filled(columns.map { ($0.index, marking.points(for: $0, marks)) })
    try folder.write(Data(filled.bytes), as: template.lastPathComponent)
    try folder.write(Data(filled.unmatched.utf8), as: "unmatched.csv")
    let warnings = columns.compactMap { column -> String? in
      guard let worth = marking.worth(of: column, marks),
        let possible = table.possiblePoints(in: column.index), possible != worth
      else { return nil }
      let labs = column.labs.map(\.name).joined(separator: " and ")
      return
        "\n\(labs): the table allows \(possible) points, but \(worth) are possible. See --points."
    }
    return "\n\(title) has the points of \(count(filled.count, "student"))." + warnings.joined()
  }

  /// How many programs have which state, who handed in nothing, and where to read on.
  var summary: String {
    let counts = Mark.State.allCases.compactMap { state in
      let count = marks.count { $0.state == state }
      return count == 0 ? nil : "\(count) \(state.rawValue)"
    }
    let students = Dictionary(grouping: marks, by: \.student.name)
    let absent = students.filter { $0.value.allSatisfy { $0.state == .missing } }.keys.sorted()
    let names = absent.prefix(10).map(printable).joined(separator: "; ")
    let more = absent.count > 10 ? "; and \(absent.count - 10) more" : ""
    let pairs = similar?.pairs.count ?? 0
    return [
      "\(count(marks.count, "mark")): \(counts.joined(separator: ", "))",
      absent.isEmpty ? "" : "\(count(absent.count, "student")) handed in nothing: \(names)\(more)",
      pairs == 0 ? "" : "\(count(pairs, "pair")) of similar programs: similar.csv",
      folder.appendingPathComponent("index.html").path,
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// `1 day late: 20 points, -10%`, or why nothing was taken off.
  private static func note(_ scored: ScoredLab) -> String? {
    switch (scored.late, scored.raw) {
    case ("", _), (_, nil): nil
    case (let late, let raw?) where scored.points != raw: "\(late) of \(count(raw, "point"))"
    case (let late, _): "\(late); no points were taken off"
    }
  }

  private var classRun: ClassRun {
    var run = ClassRun()
    run.due = marking.scoring.policy?.due
    let scores = Dictionary(
      marking.scored(marks).map { ("\($0.graded.student)\n\($0.graded.lab.name)", $0) }
    ) { $1 }
    run.score = { mark in
      let scored = scores["\(mark.student.name)\n\(mark.lab)"]
      return ClassRun.Score(
        points: scored?.points ?? 0, of: scored?.of ?? 0,
        note: scored.flatMap(Self.note))
    }
    run.pairs = (similar?.pairs ?? []).map { one in
      func place(_ names: [String], _ lines: SimilarPair.Lines?) -> ClassRun.Place {
        ClassRun.Place(students: names, lines: lines.map { "\($0)" } ?? "all of it")
      }
      return ClassRun.Pair(
        lab: one.lab, similarity: Double(one.pair.percent) / 100,
        first: place(one.pair.first, one.pair.places.first?.first),
        second: place(one.pair.second, one.pair.places.first?.second))
    }
    return run
  }
}

extension Confinement.Rung {
  func isWeaker(than other: Self) -> Bool {
    let order = Self.allCases
    return (order.firstIndex(of: self) ?? 0) > (order.firstIndex(of: other) ?? 0)
  }

  /// What a person must know who uses a weak rung.
  var warning: String {
    let system =
      self == .limits
      ? "This machine isolates programs by limits alone."
      : "This machine isolates programs by sandbox-exec, which we haven't tried."
    return "\(system) A program can perhaps read the solutions and change your files."
  }
}
