// `course doctor`: it says what is there, and what to do about what is not.

import Foundation
import GraderKit
import XCTest

final class DoctorTests: XCTestCase {
  func testHereTheCourseCanBeTaken() throws {
    let run = try doctor()

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    let lines = run.output.lines
    XCTAssertLessThanOrEqual(lines.count, 24, run.output.text)
    XCTAssertEqual(lines.filter { $0.count > 80 || $0.contains("\u{1b}") }, [])
    let facts = lines.filter { $0.contains(#/^  (ok|--|!!)  \S/#) }
    XCTAssertEqual(facts.count, 14, run.output.text)
    for word in ["course", "Swift", "loopback", ".build", "disk"] {
      XCTAssertTrue(
        facts.contains { $0.hasPrefix("  ok  \(word) ") }, "\(word): \(run.output.text)")
    }
    XCTAssertTrue(lines.last?.hasPrefix("You can do the course here.") == true, run.output.text)
  }

  func testASwiftThatIsMissingOrOldIsInTheWay() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder.path):/usr/bin:/bin"

      let swift = folder.appendingPathComponent("swift").path
      for (version, words) in [("5.10.1", "5.10.1, and the course needs 6.0"), ("", "not there")] {
        let script = Data("#!/bin/sh\necho 'Apple Swift version \(version) (swift-RELEASE)'\n".utf8)
        XCTAssertTrue(
          FileManager.default.createFile(
            atPath: swift, contents: script, attributes: [.posixPermissions: 0o755]))

        let run = try doctor(["PATH": path])

        XCTAssertEqual(run.ending, .exited(1), run.summary)
        let text = unwrapped(run)
        let fact = try Regex("  !!  Swift .*\(words).*: https://www.swift.org/install\n")
        XCTAssertTrue(text.contains(fact), text)
        XCTAssertTrue(run.output.text.contains("can't do the course here yet"), run.output.text)
      }
    }
  }

  func testAPortThatIsTakenIsSaidWithWhoHasIt() throws {
    // Whichever of the labs' ports nobody has.
    guard let port = Lab.all.compactMap(\.defaultPort).first(where: { isFree($0) }),
      let listener = Listener(port: port)
    else { throw XCTSkip("somebody has all ports of the labs") }

    let run = try withExtendedLifetime(listener) { try doctor() }

    let lines = unwrapped(run)
    XCTAssertTrue(lines.contains(#/--  ports +taken: .*or choose another port/#), lines)
    XCTAssertTrue(lines.contains("\(port)"), lines)
    if Inspection.isPossible { XCTAssertTrue(lines.contains("(\(getpid()))"), lines) }
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testWhatTheCourseCanDoWithoutIsNotInItsWay() throws {
    let command = ["/bin/sh", "-c", "ulimit -n 256; exec \"$0\" doctor", course]
    let variables = ["GRADER_PROC": "none", "LC_ALL": "C"]

    let run = try Child.run(
      command, environment: testEnvironment(variables), within: Deadline(after: 60))

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    for words in ["/proc +there is none", "descriptors +256, and lab 05 wants", "UTF-8 .* is C:"] {
      XCTAssertTrue(run.output.text.contains(try Regex("  --  " + words)), run.output.text)
    }
    XCTAssertTrue(run.output.text.contains("Some exercises use what"), run.output.text)
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
  }

  /// What it says, a line a fact.
  private func unwrapped(_ run: Child) -> String {
    run.output.text.replacing(#/\n {19}/#, with: " ")
  }

  private let course = Subject.products.appendingPathComponent("course").path

  private func doctor(_ variables: [String: String] = [:]) throws -> Child {
    try Child.run(
      [course, "doctor"], environment: testEnvironment(variables), within: Deadline(after: 60))
  }
}
