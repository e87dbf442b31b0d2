// `course grade`: a class gets the marks that it must get, however often, and however interrupted.

import Foundation
import GraderKit
import XCTest

/// `CLASS=100 swift test --filter GradeTests` makes a class of a hundred with five labs each.
final class GradeTests: XCTestCase {
  func testEveryMarkIsWhatTheSpecimenSaysTwiceAndAfterAnInterruption() throws {
    try withTemporaryFolder { folder in
      let size = ProcessInfo.processInfo.environment["CLASS"].flatMap { Int($0) }
      let labs = size == nil ? [Lab.blockingEcho] : Array(Lab.all.prefix(5))
      let home = folder.appendingPathComponent("class")
      let python = (try? requirePython()) != nil
      let sample = try SampleClass(of: size ?? 8, labs: labs, in: home, python: python)
      let words = ["--labs", labs.map { "\($0.number)" }.joined(separator: ",")]

      let first = try grade(home, words, into: folder.appendingPathComponent("first"))
      XCTAssertEqual(first.marks.map(\.description), sample.expected.map(\.description).sorted())
      // A second run grades nothing.
      let start = ContinuousClock.now
      let second = try grade(home, words, into: folder.appendingPathComponent("first"))
      XCTAssertEqual(second.bytes, first.bytes)
      XCTAssertLessThan((ContinuousClock.now - start) / .seconds(1), 20)

      let third = folder.appendingPathComponent("third")
      try interrupt(home, words, into: third)
      XCTAssertEqual(try grade(home, words, into: third).bytes, first.bytes)
    }
  }

  /// Starts a grading, and presses Ctrl-C when some results are there.
  private func interrupt(_ home: URL, _ words: [String], into out: URL) throws {
    var isPressed = false
    let run = try Child.run(
      [program("course"), "grade", home.path, "--out", out.path] + words,
      environment: testEnvironment(), within: Deadline(after: 300)
    ) { child in
      if try !isPressed && results(in: out) >= 4 {
        child.send(SIGINT, alone: true)
        isPressed = true
      }
    }
    XCTAssertEqual(run.ending, .exited(130), run.summary)
    XCTAssertFalse(
      FileManager.default.fileExists(atPath: out.appendingPathComponent("marks.csv").path))
  }

  private func results(in out: URL) throws -> Int {
    let files = FileManager.default.subpaths(atPath: out.appendingPathComponent("results").path)
    return (files ?? []).count { $0.hasSuffix(".json") }
  }

  private struct Graded {
    let marks: [SampleClass.Expected]
    let bytes: Data
  }

  private func grade(_ home: URL, _ words: [String], into out: URL) throws -> Graded {
    let run = try Child.run(
      [program("course"), "grade", home.path, "--out", out.path] + words,
      environment: testEnvironment(), within: Deadline(after: 3600))
    XCTAssertEqual(run.ending, .exited(2), run.summary)
    let bytes = try Data(contentsOf: out.appendingPathComponent("marks.csv"))
    let csv = CSV(Array(bytes))
    func column(_ name: String) throws -> Int { try XCTUnwrap(csv.header.firstIndex(of: name)) }
    let columns = try ["student", "lab", "state", "first mistake"].map(column)
    let marks = csv.rows.dropFirst().map { row in
      let cells = columns.map { row[$0].text }
      // `The client disconnected, but ... [ignores-empty-recv]`
      let mistake = cells[3].firstMatch(of: #/\[([a-z0-9-]+)\]$/#).map { String($0.1) }
      return SampleClass.Expected(
        student: cells[0], lab: cells[1], state: cells[2], mistake: mistake ?? "")
    }
    return Graded(marks: marks, bytes: bytes)
  }
}
