// Fills columns of an LMS's own export, and leaves everything else as it is.

import Foundation

/// A table that an LMS has exported and will import again.
package struct Template {
  /// A student's points for the column.
  package struct Mark {
    package let student: String
    package let number: String?
    /// Nil if there's no mark yet. The cell then stays as it is.
    package let points: Int?
    /// Why there's no mark.
    package let reason: String

    package init(student: String, number: String?, points: Int?, reason: String = "") {
      (self.student, self.number, self.points, self.reason) = (student, number, points, reason)
    }
  }

  /// What filling gives.
  package struct Filled {
    package let bytes: [UInt8]
    /// The rows and the submissions without a partner, and students without a mark, as CSV.
    package let unmatched: String
    /// How many rows got points.
    package let count: Int
  }

  private let csv: CSV
  private let list: ClassList
  private let title: String

  /// - Parameter title: what to call the table in an error, such as its file's name.
  package init(_ csv: CSV, title: String) throws(CourseError) {
    self.csv = csv
    self.title = title
    list = try ClassList(csv, title: title)
  }

  /// The column to fill.
  ///
  /// - Parameters:
  ///   - name: its header, with or without the number that Canvas and Blackboard append; nil for
  ///     the only one that names the lab.
  ///   - labs: the labs that are marked.
  package func column(named name: String?, for labs: [Lab]) throws(CourseError) -> Int {
    let headers = csv.header.map(Template.plain)
    let columns = headers.indices.filter { index in
      if let name {
        return [headers[index], Template.withoutNumber(headers[index])].contains(
          Template.plain(name))
      }
      return labs.count == 1 && Template.names(labs[0], in: headers[index])
    }
    let listed = "Its columns are: \(ClassList.listed(csv.header))"
    guard columns.count == 1 else {
      let what =
        name.map { "\(columns.count) columns of \(title) are named \"\(printable($0))\"" }
        ?? (labs.count == 1
          ? "\(columns.count) columns of \(title) name lab \(labs[0].number)"
          : "\(labs.count) labs are marked")
      throw CourseError(description: "\(what). Choose one with --column NAME. \(listed)")
    }
    let header = csv.header[columns[0]]
    if ClassList.identifies(header) {
      throw CourseError(
        description:
          "The column \"\(printable(header))\" says who a row is about, so it can't be filled. "
          + listed)
    }
    let others = Lab.all.filter { Template.names($0, in: headers[columns[0]]) }
    if !others.isEmpty && !labs.isEmpty && !others.contains(where: labs.contains) {
      throw CourseError(
        description:
          "The column \"\(printable(header))\" names \(others[0].name), but "
          + "\(labs.map(\.name).joined(separator: ", ")) \(labs.count == 1 ? "is" : "are") marked")
    }
    return columns[0]
  }

  /// The most points that a column allows, if the export says so: Canvas has a row for that, and
  /// Blackboard a part of the header.
  package func possiblePoints(in column: Int) -> Int? {
    let row = csv.rows.first { $0.first.map { Template.plain($0.text) } == "points possible" }
    let cell = row.flatMap { $0.indices.contains(column) ? $0[column].text : nil }
    let header = csv.header[column].firstMatch(of: #/\[Total Pts: ([\d.]+)/#).map { String($0.1) }
    return (cell ?? header).flatMap { Double(Template.plain($0)) }.map { Int($0) }
  }

  /// Fills columns, each with its own marks of the same students.
  package func filled(_ parts: [(column: Int, marks: [Mark])]) -> Filled {
    var changes: [(row: Int, column: Int, text: String)] = []
    var unmatched: [[String]] = []
    for (column, marks) in parts {
      let matching = Matching(marks.map { ($0.student, $0.number) }, to: list)
      for (index, person) in list.people.enumerated() {
        guard let mark = matching.submissions[index].map({ marks[$0] }) else { continue }
        if let points = mark.points, csv.rows[person.row].indices.contains(column) {
          changes.append((person.row, column, String(points)))
        } else {
          let why = mark.points == nil ? "no mark: \(mark.reason)" : "its row is too short"
          unmatched.append(["both", mark.student, mark.number ?? "", why])
        }
      }
      for (index, reason) in matching.people {
        let person = list.people[index]
        unmatched.append(["export", person.name, person.number ?? "", reason])
      }
      for (index, reason) in matching.others {
        unmatched.append(["submissions", marks[index].student, marks[index].number ?? "", reason])
      }
    }
    var seen: Set<[String]> = []
    let rows = unmatched.map { $0.map(printable) }.filter { seen.insert($0).inserted }
    return Filled(
      bytes: csv.replacing(changes),
      unmatched: CSV.table([["where", "student", "number", "why"]] + rows),
      count: Set(changes.map(\.row)).count)
  }

  private static func plain(_ header: String) -> String {
    header.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
  }

  /// `lab 4` for `lab 4 (12345)`, as Canvas has it, and `lab 4 [total pts: 10 score] |1281892`.
  private static func withoutNumber(_ header: String) -> String {
    plain(header.replacing(#/( \(\d+\)| \[[^\]]*\] ?\|\d+)$/#, with: ""))
  }

  /// Whether a header names a lab: `Lab 4 (12345)`, `lab04-threads`, but not `Lab 40`.
  private static func names(_ lab: Lab, in header: String) -> Bool {
    header.matches(of: #/(?:^|[^a-z])lab[ _-]*0*(\d+)/#).contains { Int($0.1) == lab.number }
  }
}
