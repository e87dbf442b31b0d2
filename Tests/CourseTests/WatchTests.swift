// `course watch`: a check at every save, and keys, on a terminal.

import GraderKit
import XCTest

final class WatchTests: XCTestCase {
  private let lab = Lab.all[0]

  func testEverySaveIsCheckedAndKeysAreObeyed() throws {
    let copy = try Copy.fresh()
    let watch = try copy.terminal(["watch", "1"])
    defer { watch.end() }
    try watch.wait(for: "lab01 is not started")
    try watch.wait(for: "q quit")

    try copy.solve(lab)
    try watch.wait(for: "lab01 passes: 18 of 18.", within: Deadline(after: 120))
    try watch.wait(for: "q quit")
    // What was there before has gone from the screen.
    XCTAssertFalse(watch.screen.visible.contains { $0.contains("not started") })

    try copy.write("nonsense\n" + copy.text(of: lab.starterPath), to: lab.starterPath)
    try watch.wait(for: "lab01 does not compile.", within: Deadline(after: 60))
    try watch.wait(for: "q quit")

    watch.type("n")
    try watch.wait(for: "lab02 is not started", within: Deadline(after: 60))
    try watch.wait(for: "q quit")
    watch.type("h")
    try watch.wait(for: "Hint 1 of ")
    watch.type("h")
    try watch.wait(for: "Hint 2 of ")

    watch.type("q")
    XCTAssertEqual(try watch.waitForEnd(), .exited(0))
    XCTAssertTrue(watch.isAsItWas)
  }

  func testASaveInTheMiddleOfACheckBeginsAnother() throws {
    let copy = try Copy.fresh()
    try copy.solve(Lab.all[1])
    // A silent client is never dropped, and it takes many seconds to be sure of that.
    try copy.replace(
      "    try client.setReceiveTimeout(idle)\n", with: "", in: Lab.all[1].starterPath)
    let watch = try copy.terminal(["watch", "2"])
    defer { watch.end() }
    try watch.wait(for: " of 26", within: Deadline(after: 120))

    try copy.restore()

    try watch.wait(for: "lab02 is not started", within: Deadline(after: 60))
    XCTAssertFalse(watch.screen.text.contains("lab02 fails"))
  }

  func testCtrlCInTheMiddleOfACheckLeavesNothingAndTheTerminalAsItWas() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace("    client.close()\n", with: "", in: lab.starterPath)
    let watch = try copy.terminal(["watch", "1"])
    defer { watch.end() }
    try watch.wait(for: " of 18", within: Deadline(after: 120))
    XCTAssertFalse(watch.settings.givesLines)

    watch.type("\u{3}")

    // Nothing that it started is alive then either.
    XCTAssertEqual(try watch.waitForEnd(), .killed(SIGINT))
    XCTAssertTrue(watch.isAsItWas)
  }

  func testInAPipeItPrintsPlainTextAndEndsWhenTold() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    let watch = try Program([copy.course, "watch", "1"], "the guide watches")
    defer { watch.stop() }

    let isChecked = watch.wait(for: 120) {
      watch.child.output.text.contains("lab01 passes: 18 of 18.")
    }

    XCTAssertTrue(isChecked, watch.child.summary)
    XCTAssertFalse(watch.child.output.text.contains("\u{1b}"))
    watch.child.send(SIGTERM)
    XCTAssertTrue(watch.wait(for: 10) { watch.child.hasEnded() })
  }
}
