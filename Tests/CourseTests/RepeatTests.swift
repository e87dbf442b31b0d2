// The same verdict every time: all graders on all solutions, repeatedly, on a busy machine.

import Foundation
import GraderKit
import XCTest

/// `REPEAT=50 LOAD=4 swift test --filter RepeatTests`: fifty rounds beside four busy processes.
final class RepeatTests: XCTestCase {
  func testNoVerdictDiffersHoweverBusyTheMachineIs() throws {
    let rounds = try number("REPEAT", or: 0)
    if rounds == 0 { throw XCTSkip("set REPEAT to a number of rounds, and LOAD to busy processes") }
    let load = try (0..<number("LOAD", or: 4)).map { _ in
      try Child(["/bin/sh", "-c", "while :; do :; done"])
    }
    defer { for process in load { process.end() } }

    // How often each requirement got each verdict.
    var verdicts: [String: [String: Int]] = [:]
    for round in 1...rounds {
      let start = Date()
      let outcomes = concurrently(Lab.all) { lab in
        Result {
          try lab.graded(subject: shellCommand(lab.solution)).results
        }
      }
      for line in try outcomes.flatMap({ try $0.get() }) {
        let requirement = "\(line.lab) \(line.requirement)"
        verdicts[requirement, default: [:]][line.cause, default: 0] += 1
        if line.verdict == .failed { print("\(line.lab) \(line.summary)") }
      }
      let differing = verdicts.filter { $0.value.count > 1 }
      let seconds = Int(Date().timeIntervalSince(start).rounded())
      print(
        "round \(round) of \(rounds): \(verdicts.count) requirements in \(seconds) s,",
        "\(differing.count) of them with verdicts that differ so far")
      // A round may take a minute, and someone may be reading this through a pipe.
      fflush(nil)
    }

    // A requirement that is missing from a round differs too.
    let differing = verdicts.filter { $0.value != [$0.value.keys.first ?? "": rounds] }
    XCTAssertGreaterThan(verdicts.count, 200)
    XCTAssertEqual(
      differing.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }, [],
      "a verdict that differs is a defect of its grader: find the cause")
  }

  private func number(_ name: String, or usual: Int) throws -> Int {
    guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return usual }
    guard let number = Int(text), number >= 0 else {
      throw CourseError(description: "\(name) is \"\(text)\", and must be a number")
    }
    return number
  }
}
