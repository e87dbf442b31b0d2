// `course`: the map shows from the files where the student is, and builds only what changed.

import GraderKit
import XCTest

final class MapTests: XCTestCase {
  /// A PATH without any command, so that nothing can be built.
  private let nowhere = ["PATH": "/nowhere"]

  func testAFreshMapIsThereWithoutBuildingAnything() throws {
    let copy = try Copy.fresh()

    let run = try copy.run([], nowhere)

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    XCTAssertEqual(run.output.lines.count { $0.hasSuffix("not started") }, Lab.all.count)
    XCTAssertTrue(run.output.text.contains("0 of 9 labs, 0 of "), run.output.text)
    let step = "Next: read Labs/lab01-blocking-echo/README.md, then write step 1: open a\n"
    XCTAssertTrue(run.output.text.contains(step), run.output.text)
    XCTAssertTrue(
      run.output.text.contains("  Labs/lab01-blocking-echo/main.swift:14\n"), run.output.text)
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
  }

  func testTheMapChecksWhatChangedAndRemembersItByItsContent() throws {
    let copy = try Copy.fresh()
    try copy.solve(Lab.all[0])

    let first = try copy.run([])
    let second = try copy.run([], nowhere)
    try copy.restore()
    let restored = try copy.run([], nowhere)
    try copy.solve(Lab.all[0])
    let again = try copy.run([], nowhere)

    let row = "  01 blocking echo       passes           18 of 18\n"
    XCTAssertTrue(first.output.text.contains(row), first.summary + first.output.text)
    XCTAssertTrue(first.output.text.contains("1 of 9 labs, 18 of "), first.output.text)
    XCTAssertTrue(first.output.text.contains("> 02 timeouts"), first.output.text)
    XCTAssertEqual(second.output.text, first.output.text)
    XCTAssertTrue(restored.output.text.contains("0 of 9 labs"), restored.output.text)
    XCTAssertEqual(again.output.text, first.output.text)
  }

  func testALabWithoutItsFileAffectsNoOtherLab() throws {
    let copy = try Copy.fresh()
    try copy.remove(Lab.all[2].starterPath)

    let map = try copy.run([], nowhere)
    let reset = try copy.run(["reset", "3"])

    XCTAssertTrue(
      map.output.text.contains("> 03 polling             no main.swift\n"), map.summary)
    XCTAssertTrue(map.output.text.contains("\nNext: swift run course reset 3 puts"), map.summary)
    XCTAssertEqual(reset.output.text, "\(Lab.all[2].starterPath) is the starter again.\n")
  }

  func testColorIsForTerminalsWithoutNO_COLOR() throws {
    let copy = try Copy.fresh()

    for (variables, isColored) in [([:], true), (["NO_COLOR": "1"], false)] {
      let terminal = try copy.terminal([], variables)
      defer { terminal.end() }
      try terminal.wait(for: "Next:")

      // SGR 2 is faint.
      let isFaint = String(decoding: terminal.bytes, as: UTF8.self).contains("\u{1b}[2m")
      XCTAssertEqual(isFaint, isColored)
    }
  }
}
