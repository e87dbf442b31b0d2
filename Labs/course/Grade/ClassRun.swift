// What the pages of a class say besides the marks: its title, dates, points, and similar programs.

import Foundation

/// What is known about the grading of a whole class. How a program was isolated and with which
/// versions it was graded is in each mark, because the marks may come from several machines.
struct ClassRun {
  /// `Socket Labs, fall 2026`
  var title = "Socket Labs"
  /// When the pages were made.
  var date = Date()
  var due: Date?
  var pairs: [Pair] = []
  /// The points of a mark, in which lateness and a points file may count.
  var score: (Mark) -> Score = { Score($0) }

  /// The points that a student gets for a lab. They mean nothing if the mark doesn't count.
  struct Score: Equatable, Sendable {
    var points: Int
    var of: Int
    /// Why these aren't the points of the graders: `18 points before 10% were taken off`.
    var note: String?
  }

  /// Two programs for a lab that are alike.
  struct Pair: Codable, Sendable {
    let lab: String
    /// From 0 to 1.
    let similarity: Double
    let first: Place
    let second: Place
  }

  /// Where the similar part of a program is.
  struct Place: Codable, Sendable {
    /// The names of all students who handed in this program.
    let students: [String]
    /// `main.swift, lines 40 to 71`
    let lines: String
  }
}

extension ClassRun.Score {
  /// One point per requirement.
  init(_ mark: Mark) {
    self.init(points: mark.status.passed, of: mark.status.of)
  }
}

extension Mark.State {
  /// The state as a name in a style sheet: `does-not-compile`.
  var style: String { rawValue.replacing(" ", with: "-") }
}

extension Mark.Audit {
  /// Whether only limits kept the program from doing harm.
  var isUnprotected: Bool { isolation == "limits" }

  /// `Socket Labs 1.0.0 (4dac8ee), Swift 6.3.1, Linux 6.1.0 x86_64`
  var versions: String {
    let commit = commit.map { " (\($0))" } ?? ""
    let swift = toolchain.first?.isNumber == true ? "Swift \(toolchain)" : toolchain
    return [course.isEmpty ? "" : "Socket Labs \(course)\(commit)", swift, platform]
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

/// `2026-11-27 06:42 UTC`
func minute(_ date: Date) -> String {
  let text = date.formatted(.iso8601)
  return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
}
