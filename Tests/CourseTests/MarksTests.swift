// Results become points and tables, the same way each time.

import Foundation
import GraderKit
import XCTest

final class MarksTests: XCTestCase {
  private let lab = Lab.all[3]
  private let names = ["testA", "testB", "testC", "testD"]

  // MARK: Points

  func testEachRequirementWeighsTheSame() throws {
    let partly = graded("ann", [.passed, .hindered("no"), .notChecked("later"), .passed])
    let skipped = graded("bob", [.passed, .passed, .passed, .skipped("no /proc")])
    let missing = graded("cid", [], state: "missing")
    let short = graded("dan", [.passed])

    for (lab, points, of) in [(partly, 2, 4), (skipped, 3, 3), (missing, 0, 4), (short, 1, 4)] {
      let earned = try XCTUnwrap(PointsFile().points(lab))
      XCTAssertEqual([earned.points, earned.of], [points, of], lab.student)
    }
  }

  func testAResultThatIsNoVerdictHasNoPoints() {
    var failed = graded("ann", [.passed, .passed, .passed, .passed], state: "grader failed")
    failed.counts = false

    XCTAssertNil(PointsFile().points(failed))
    XCTAssertNil(Scoring(policy: nil).score(failed).points)
    XCTAssertNil(PointsFile().points(graded("bob", names.map { _ in .skipped("no /proc") })))
  }

  func testARequirementOfAnotherLabOrTwiceEarnsNothingMore() {
    var twice = graded("ann", [.passed, .hindered("no")])
    for (outcome, name) in [(Outcome.passed, "testB"), (.passed, "testZ")] {
      twice.results.append(
        RequirementResult(outcome, lab: "lab04", requirement: name, isFirst: false))
    }

    XCTAssertEqual(PointsFile().points(twice)?.points, 1)
  }

  func testAPointsFileHasTotalsAndWeights() throws {
    let file = try points("# lab 4\nlab04 100 # all\n\nlab04 testB 3\r\n")
    let weights = try points("lab04 testA 0\nlab04 testB 5")
    let partly = graded("ann", [.passed, .passed, .hindered("no"), .hindered("no")])

    XCTAssertEqual(file.points(partly)?.points, 66)
    XCTAssertEqual(file.points(partly)?.of, 100)
    XCTAssertEqual(weights.points(partly)?.points, 5)
    XCTAssertEqual(weights.points(partly)?.of, 7)
  }

  func testAnErrorInAPointsFileNamesItsLine() {
    for (text, line, kind) in [("lab44 3", 1, "lab"), ("\nlab04 testX 1", 2, "requirement")] {
      XCTAssertThrowsError(try points(text)) { error in
        let unknown = error as? PointsFile.UnknownName
        XCTAssertEqual(unknown?.line, line)
        XCTAssertEqual(unknown?.kind, kind)
      }
    }
    for text in ["lab04", "lab04 x", "lab04 testA 1 2", "lab04 -1", "lab04 1.5", "lab04 9999999"] {
      XCTAssertThrowsError(try points(text)) {
        XCTAssert("\($0)".hasPrefix("line 1 must"), "\($0)")
      }
    }
  }

  // MARK: Late submissions

  func testDatesAreRead() throws {
    let zone = try XCTUnwrap(TimeZone(secondsFromGMT: 3600))
    let dates = [
      ("2026-11-30", 1_795_993_200), ("2026-11-30 23:59", 1_796_079_540),
      ("2026-11-30T23:59:00Z", 1_796_083_140), ("2026-11-30T23:59:00.5+02:00", 1_796_075_940),
      ("2026-11-30 23:59:00 UTC", 1_796_083_140), ("2026-11-30T23:59-01:30", 1_796_088_540),
    ]
    for (text, seconds) in dates {
      XCTAssertEqual(
        try Date(written: text, zone: zone).timeIntervalSince1970, Double(seconds), text)
    }
    XCTAssertEqual(
      try Date(written: "2026-11-30", isEnd: true, zone: zone).timeIntervalSince1970, 1_796_079_600)
    let wrong = [
      "", "tomorrow", "2026-02-30", "2026-13-01", "2026-11-30 24:00", "30.11.2026", "2026-11-30Z",
    ]
    for text in wrong { XCTAssertThrowsError(try Date(written: text), text) }
  }

  func testAPenaltyGrowsWithEachPeriodThatBegins() throws {
    let policy = try LatePolicy(due: "2026-11-30T12:00Z", late: "10%/day", grace: "2h")
    let due = try Date(written: "2026-11-30T12:00Z")
    let cases = [
      (-5, 0, 97), (7200, 0, 97), (7201, 1, 87), (7200 + 86_400, 1, 87), (7201 + 86_400, 2, 77),
      (86_400 * 400, 400, 0),
    ]
    for (seconds, days, points) in cases {
      let lateness = policy.lateness(
        submitted: due.addingTimeInterval(Double(seconds)), isFlagged: true)
      let expected = LatePolicy.Lateness.late(periods: days, percent: min(100, days * 10))
      XCTAssertEqual(lateness, days == 0 ? .onTime : expected, "\(seconds)")
      XCTAssertEqual(policy.points(97, lateness), points)
    }
    XCTAssertEqual(policy.text(.late(periods: 2, percent: 20)), "2 days late, -20%")
  }

  func testALateSubmissionWithoutATimeLosesNothing() throws {
    let policy = try LatePolicy(due: "2026-11-30")

    XCTAssertEqual(policy.lateness(submitted: nil, isFlagged: true), .unknown)
    XCTAssertEqual(policy.lateness(submitted: nil, isFlagged: false), .onTime)
    XCTAssertEqual(policy.points(9, .unknown), 9)
    XCTAssertEqual(policy.text(.unknown), "late, time unknown")
  }

  func testAWrongPolicyIsExplained() {
    for late in ["10", "10%", "10%/week", "101%/day", "-5%/day", "ten%/day"] {
      XCTAssertThrowsError(try LatePolicy(due: "2026-11-30", late: late)) {
        XCTAssert("\($0)".hasPrefix("--late must"), "\($0)")
      }
    }
    for grace in ["2", "2 h", "h", "-2h", "2s"] {
      XCTAssertThrowsError(try LatePolicy(due: "2026-11-30", grace: grace)) {
        XCTAssert("\($0)".hasPrefix("--grace must"), "\($0)")
      }
    }
    XCTAssertThrowsError(try LatePolicy(due: "soon")) {
      XCTAssert("\($0)".hasPrefix("--due: "), "\($0)")
    }
  }

  // MARK: The table

  func testTheTableIsSortedAndHasNoFormulas() throws {
    var broken = graded("=cmd|' /C calc'!A0", [.passed], state: "grader failed")
    broken.counts = false
    broken.reason = "the machine\nis down"
    var compile = graded("ann", [], state: "does not compile")
    compile.errors = [(12, "cannot find \"x\u{1b}[2J\" in scope")]
    var late = graded("bob", [.passed, .passed, .passed, .passed], state: "passes")
    late.submitted = try Date(written: "2026-11-30T00:00Z")
    let policy = try LatePolicy(due: "2026-11-29T12:00Z", late: "25%/day")
    let scored = [late, compile, broken].map(Scoring(policy: policy).score)

    XCTAssertEqual(
      MarksTable.text(scored, showsLateness: true),
      #"""
      student,number,lab,points,of,raw points,late,state,first mistake
      '=cmd|' /C calc'!A0,,lab04,,,,,grader failed,the machine\nis down
      ann,,lab04,0,4,0,,does not compile,"line 12: cannot find ""x\u{1b}[2J"" in scope"
      bob,,lab04,3,4,4,"1 day late, -25%",passes,

      """#)
    XCTAssertEqual(
      MarksTable.text(scored, showsLateness: false),
      MarksTable.text(scored.reversed(), showsLateness: false))
  }

  private func graded(
    _ student: String, _ outcomes: [Outcome], state: String = "fails"
  ) -> GradedLab {
    var graded = GradedLab(student: student, lab: lab, state: state, requirements: names)
    graded.results = zip(names, outcomes).map { name, outcome in
      RequirementResult(outcome, lab: lab.name, requirement: name, isFirst: false)
    }
    return graded
  }

  private func points(_ text: String) throws -> PointsFile {
    try PointsFile(text, requirements: [lab.name: Set(names)])
  }
}
