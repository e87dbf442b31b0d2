// `course`: the map tells from the files where a student stands, and at once where nothing changed.

import GraderKit
import XCTest

final class MapTests: XCTestCase {
  /// Where no command is found, so that nothing can be built.
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

  func testTheMapWorksOutWhatChangedAndRemembersIt() throws {
    let copy = try Copy.fresh()
    let lab = Lab.all[0]
    try copy.solve(lab)

    let first = try copy.run([])
    let second = try copy.run([], nowhere)

    XCTAssertTrue(
      first.output.text.contains("  01 blocking echo       passes           18 of 18\n"),
      first.summary + first.output.text)
    XCTAssertTrue(first.output.text.contains("1 of 9 labs, 18 of "), first.output.text)
    XCTAssertTrue(first.output.text.contains("> 02 timeouts"), first.output.text)
    XCTAssertEqual(first.output.text, second.output.text)

    // The result belongs to the content of the files, also when that returns.
    try copy.restore()
    XCTAssertTrue(try copy.run([], nowhere).output.text.contains("0 of 9 labs"))
    try copy.solve(lab)
    XCTAssertEqual(try copy.run([], nowhere).output.text, first.output.text)
  }

  func testALabThatDoesNotCompileIsCalledSoWithTheFirstErrorNext() throws {
    let copy = try Copy.fresh()
    let path = Lab.all[1].starterPath
    try copy.solve(Lab.all[1])
    try copy.write(copy.text(of: path) + "let number: Int = \"five\"\n", to: path)
    let line = try copy.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.contains("\"five\"") }.map { $0 + 1 }

    let run = try copy.run([])

    let there = "02 timeouts            does not compile\n"
    XCTAssertTrue(run.output.text.contains(there), run.output.text)
    XCTAssertTrue(run.output.text.contains("\(path):\(line ?? 0):"), run.output.text)
    XCTAssertTrue(run.output.text.contains("> 02"), run.output.text)
  }

  func testALabWithoutItsFileTakesNoOtherLabAlong() throws {
    let copy = try Copy.fresh()
    try copy.remove(Lab.all[2].starterPath)

    let map = try copy.run([])
    let document = try copy.run(["check", "2", "3", "--json"])
    let reset = try copy.run(["reset", "3"])

    XCTAssertTrue(
      map.output.text.contains("> 03 polling             no main.swift\n"), map.summary)
    XCTAssertTrue(map.output.text.contains("\nNext: swift run course reset 3 puts"), map.summary)
    XCTAssertEqual(document.ending, .exited(1))
    XCTAssertTrue(document.output.text.contains("\"state\" : \"no main.swift\""), document.summary)
    XCTAssertTrue(document.output.text.contains("\"state\" : \"not started\""), document.summary)
    XCTAssertEqual(reset.output.text, "\(Lab.all[2].starterPath) is the starter again.\n")
  }

  func testColourIsForTerminalsAndNotForWhoWantsNone() throws {
    let copy = try Copy.fresh()
    try copy.solve(Lab.all[0])
    _ = try copy.run([])

    let colored = try copy.terminal([])
    defer { colored.end() }
    try colored.wait(for: "Next:")
    let plain = try copy.terminal([], ["NO_COLOR": "1"])
    defer { plain.end() }
    try plain.wait(for: "Next:")

    XCTAssertTrue(String(decoding: colored.bytes, as: UTF8.self).contains("\u{1b}[32m"))
    XCTAssertFalse(String(decoding: plain.bytes, as: UTF8.self).contains("\u{1b}[32m"))
  }
}
