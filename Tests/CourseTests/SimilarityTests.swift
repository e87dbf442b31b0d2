// Copies of a program are found, and programs that were written independently aren't.

import Foundation
import GraderKit
import XCTest

final class SimilarityTests: XCTestCase {
  func testIndependentRightProgramsAreBelowOneHalf() throws {
    for lab in Lab.all {
      var programs = [program("solution", try text(of: lab.solutionPath))]
      for name in try servers(of: lab) {
        programs.append(program(name, try text(of: "Tests/Servers/\(name)"), file: name))
      }

      let pairs = try similar(programs, in: lab, from: 50)

      XCTAssertEqual(pairs.map { "\($0.first) \($0.second) \($0.percent)" }, [])
    }
  }

  func testARenamedAndReformattedCopyIsAboveNineTenths() throws {
    for lab in Lab.all {
      let solution = try text(of: lab.solutionPath)
      // A change of its own, so that the copy isn't simply the same program.
      let extra = "let extra = [1, 2].map { ($0 + 1) * 2 }\nif true { print(extra) }"
      let copy = "\(try renamed(solution))\n\(extra)\n"

      let pairs = try similar([program("ann", solution), program("bob", copy)], in: lab, from: 1)

      XCTAssertGreaterThan(pairs.first?.percent ?? 0, 90, lab.name)
    }
  }

  func testTheSameProgramWithOtherNamesIsOnePair() throws {
    let lab = Lab.all[4]
    let solution = try text(of: lab.solutionPath)
    let programs = [
      program("ann", solution), program("bob", try renamed(solution)), program("cid", solution),
    ]

    let pairs = try similar(programs, in: lab, from: 60)

    XCTAssertEqual(pairs.map(\.first), [["ann"]])
    XCTAssertEqual(pairs.map(\.second), [["bob", "cid"]])
    XCTAssertEqual(pairs.map(\.percent), [100])
  }

  func testAStarterAndAnEmptyFileResembleNothing() throws {
    let lab = Lab.all[4]
    let starter = try starter(of: lab)
    let programs = [program("ann", starter), program("bob", starter), program("cid", "")]

    XCTAssertEqual(try similar(programs, in: lab, from: 1).count, 0)
  }

  func testAPlaceNamesTheLinesOfBothPrograms() throws {
    let lab = Lab.all[4]
    let solution = try text(of: lab.solutionPath)
    let moved = String(repeating: "\n", count: 10) + solution + "\nlet extra = (1, [2, 3])\n"

    let pairs = try similar([program("ann", solution), program("bob", moved)], in: lab, from: 60)

    let places = try XCTUnwrap(pairs.first).places
    XCTAssertFalse(places.isEmpty)
    for place in places {
      XCTAssertEqual(place.second.from, place.first.from + 10)
      XCTAssertEqual(place.second.to, place.first.to + 10)
    }
  }

  func testWhatMostOfAClassWroteDoesNotCount() throws {
    let lab = Lab.all[4]
    let solution = try text(of: lab.solutionPath)
    let programs = (1...30).map { number in
      let own = (0..<number).map { _ in "print([1], { 2 })" }.joined(separator: "\n")
      return program("s\(number)", "\(solution)\n\(own)\n")
    }

    XCTAssertEqual(try similar(programs, in: lab, from: 60).count, 0)
  }

  func testHostileSourcesAreRead() throws {
    let sources = ["\"", "\"\"\"", "\"\\(", "/*", "/*/", "'", "\\", "#", "1.", "\u{0}\u{ff}"]
    let deep = String(repeating: "/*", count: 100_000)
    let programs = (sources + [deep, String(repeating: "a + ", count: 200_000)]).enumerated()
      .map { program("s\($0)", $1) }

    XCTAssertEqual(try similar(programs, in: Lab.all[0], from: 1).count, 0)
  }

  func testAClassOfTwoHundredTakesSeconds() throws {
    let solutions = try Lab.all.map { ($0, try text(of: $0.solutionPath), try starter(of: $0)) }
    let start = Date()

    for (_, solution, starter) in solutions {
      let programs = (0..<200).map { number in
        let own = (0..<number).map { "[\($0)], (\($0))" }.joined(separator: ",")
        return program("s\(number)", "\(solution)\nprint(\(own))\n")
      }
      _ = Similarity(programs, starter: starter).pairs(from: 60)
    }

    XCTAssertLessThan(Date().timeIntervalSince(start), 30)
  }

  // MARK: Programs

  private func program(_ student: String, _ text: String, file: String = "main.swift")
    -> Similarity.Program
  {
    Similarity.Program(student: student, files: [(file, Array(text.utf8))])
  }

  private func similar(
    _ programs: [Similarity.Program], in lab: Lab, from percent: Int
  ) throws -> [SimilarPair] {
    Similarity(programs, starter: try starter(of: lab)).pairs(from: percent)
  }

  private func starter(of lab: Lab) throws -> String {
    try lab.requireStarter()
    return try text(of: lab.starterPath)
  }

  private func servers(of lab: Lab) throws -> [String] {
    let folder = Subject.root.appendingPathComponent("Tests/Servers").path
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasPrefix(lab.name) }
  }

  /// A copy that a student tries to hide: with other names, numbers, and texts, without comments,
  /// and with other line ends and indentation.
  private func renamed(_ text: String) throws -> String {
    let names = [
      "client", "listener", "address", "bytes", "socket", "serve", "echo", "visit", "limit",
    ]
    var copy = text.replacing(#/(?m) *\/\/.*$/#, with: "")
    for (number, name) in names.enumerated() {
      copy = copy.replacing(try Regex("\\b\(name)\\b"), with: "thing\(number)")
    }
    return copy.replacing("65536", with: "4_096").replacing(" {\n", with: "\n{\n")
      .replacing("\n  ", with: "\n\t\t").replacing(", ", with: " ,\n")
  }
}
