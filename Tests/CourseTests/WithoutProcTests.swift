// Where the system has no /proc, graders wait longer and see less: right programs pass all the same,
// and plain mistakes fail.

import GraderKit
import XCTest

final class WithoutProcTests: XCTestCase {
  /// As if there were none.
  private let blind = ["GRADER_PROC": "none"]

  func testRightProgramsPass() throws {
    let blind = blind
    let labs = [Lab.blockingEcho, .polling, .threads]

    let outcomes = concurrently(labs) { lab in
      Result { try lab.graded(subject: shellCommand(lab.solution), blind).results }
    }

    for (lab, outcome) in zip(labs, outcomes) {
      let lines = try outcome.get()
      let failed = lines.filter { ![.passed, .skipped].contains($0.verdict) }
      XCTAssertEqual(failed.map { "\($0.requirement): \($0.cause)" }, [], lab.name)
      XCTAssertGreaterThan(lines.count { $0.verdict == .passed }, 10, lab.name)
    }
  }

  func testPlainMistakesFail() throws {
    let blind = blind
    let names = [
      "lab01/dies-with-a-vanished-client", "lab01/never-closes", "lab01/stops-after-first-client",
      "lab03/blocking-client-socket", "lab05/partial-send-dropped",
    ]
    let mistakes = try WrittenMistake.all().filter { names.contains("\($0.lab.name)/\($0.file)") }
    XCTAssertEqual(mistakes.count, names.count)

    let outcomes = concurrently(mistakes) { mistake in Result { try mistake.graded(blind) } }

    for (mistake, outcome) in zip(mistakes, outcomes) {
      // One may see only that something is wrong; none of these gets by.
      XCTAssertNotNil(try outcome.get().first { $0.verdict == .failed }?.mistake, mistake.path)
    }
  }

  func testTheReportSaysThatNobodyCouldLook() throws {
    // It serves one client after another, where all are to be served at once.
    let subject = shellCommand("solution01")

    let run = try Lab.threads.graded(subject: subject, only: "testASilentClientStopsNobody", blind)
      .run

    let words = "how it is blocked cannot be seen; the grader waited 10 s instead"
    XCTAssertTrue(
      run.output.text.contains("this system has no /proc: \(words)"), run.output.text)
  }
}
