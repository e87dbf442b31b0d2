// `course`: the map finds the student's place from the files, and builds only what changed.

import GraderKit
import XCTest

final class MapTests: XCTestCase {
  /// A PATH without any command, so nothing can be built.
  private let nowhere = ["PATH": "/nowhere"]

  func testAFreshMapIsThereWithoutBuildingAnything() throws {
    let copy = try Copy.fresh()

    let run = try copy.run([], nowhere)

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    XCTAssertEqual(run.output.lines.count { $0.hasSuffix("not started") }, Lab.all.count)
    assertPrints(run, "0 of 9 labs, 0 of ")
    let step = "Next: read Labs/lab01-blocking-echo/README.md, then write step 1: open a\n"
    assertPrints(run, step, "  Labs/lab01-blocking-echo/main.swift:14\n")
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

    let row = "  01 blocking echo       passes           20 of 20\n"
    assertPrints(first, row, "1 of 9 labs, 20 of ", "> 02 timeouts")
    XCTAssertEqual(second.output.text, first.output.text)
    assertPrints(restored, "0 of 9 labs")
    XCTAssertEqual(again.output.text, first.output.text)
  }

  func testALabWithoutItsFileAffectsNoOtherLab() throws {
    let copy = try Copy.fresh()
    try copy.remove(Lab.all[2].starterPath)

    let map = try copy.run([], nowhere)
    let reset = try copy.run(["reset", "3"])

    assertPrints(
      map, "> 03 polling             no main.swift\n", "\nNext: swift run course reset 3 restores")
    XCTAssertEqual(reset.output.text, "\(Lab.all[2].starterPath) is the starter again.\n")
  }

  func testColorIsForTerminalsWithoutNO_COLOR() throws {
    let copy = try Copy.fresh()

    for (variables, isColored) in [([:], true), (["NO_COLOR": "1"], false)] {
      let terminal = try copy.terminal([], variables)
      try terminal.wait(for: "Next:")

      // SGR 2 is faint.
      let isFaint = String(decoding: terminal.bytes, as: UTF8.self).contains("\u{1b}[2m")
      XCTAssertEqual(isFaint, isColored)
    }
  }
}
