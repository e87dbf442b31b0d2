// On a system without /proc, graders wait longer and see less. They still pass correct programs and
// fail clear mistakes.

import GraderKit
import XCTest

final class WithoutProcTests: XCTestCase {
  private static let blind = ["GRADER_PROC": "none"]

  func testRightProgramsPass() throws {
    let labs = [Lab.blockingEcho, .polling, .threads]

    let outcomes = concurrently(labs) { lab in
      Result { try lab.graded(subject: shellCommand(lab.solution), WithoutProcTests.blind).results }
    }

    for (lab, outcome) in zip(labs, outcomes) {
      let results = try outcome.get()
      let failed = results.filter { ![.passed, .skipped].contains($0.verdict) }
      XCTAssertEqual(failed.map(\.summary), [], lab.name)
      XCTAssertGreaterThan(results.count { $0.verdict == .passed }, 10, lab.name)
    }
  }

  func testClearMistakesFailAndTheReportSaysWhatCouldNotBeSeen() throws {
    let names = [
      "lab01/dies-with-a-vanished-client", "lab01/never-closes", "lab01/stops-after-first-client",
      "lab03/blocking-client-socket", "lab05/partial-send-dropped",
    ]
    let mistakes = try WrittenMistake.all().filter { names.contains("\($0.lab.name)/\($0.file)") }
    XCTAssertEqual(mistakes.count, names.count)

    let outcomes = concurrently(mistakes) { mistake in
      Result { try mistake.graded(WithoutProcTests.blind) }
    }

    var reports = ""
    for (mistake, outcome) in zip(mistakes, outcomes) {
      // The graders may see only that something is wrong, so the name may differ.
      let failure = try outcome.get().first { $0.verdict == .failed }
      XCTAssertNotNil(failure?.mistake, mistake.path)
      reports += failure?.summary ?? ""
    }
    let words = "so the grader can't see what it's blocked in; the grader waited 10 s"
    XCTAssertTrue(reports.contains("this system has no /proc, \(words)"), reports)
  }
}
