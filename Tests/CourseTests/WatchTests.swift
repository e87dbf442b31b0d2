// `course watch`: it checks a lab at every save, and reads keys.

import GraderKit
import XCTest

final class WatchTests: XCTestCase {
  private let lab = Lab.all[0]

  func testEverySaveIsCheckedAndKeysWork() throws {
    let copy = try Copy.fresh()
    let watch = try copy.terminal(["watch", "1"])
    try watch.wait(for: "lab01 is not started")
    try watch.wait(for: "q quit")

    try copy.solve(lab)
    try watch.wait(for: "lab01 passes: 20 of 20.", within: Deadline(after: 120))
    try watch.wait(for: "q quit")
    // The screen was cleared.
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

  func testASaveDuringACheckStartsAnotherAndCtrlCEndsItAndAllItStarted() throws {
    let copy = try Copy.fresh()
    try copy.solve(Lab.all[1])
    // A silent client is never dropped, and the grader needs many seconds to be sure of that.
    let path = Lab.all[1].starterPath
    try copy.replace("    try client.setReceiveTimeout(idle)\n", with: "", in: path)
    let watch = try copy.terminal(["watch", "2"])
    try watch.wait(for: " of \(Lab.all[1].requirements.count)", within: Deadline(after: 120))

    try copy.write(copy.text(of: path) + "// Saved again.\n", to: path)
    try watch.wait(for: "Lab 02 timeouts", within: Deadline(after: 60))
    try watch.wait(for: " of \(Lab.all[1].requirements.count)", within: Deadline(after: 60))

    XCTAssertFalse(watch.screen.text.contains("lab02 fails"))
    XCTAssertFalse(watch.settings.givesLines)
    watch.type("\u{3}")
    XCTAssertEqual(try watch.waitForEnd(), .killed(SIGINT))
    XCTAssertTrue(watch.isAsItWas)
  }

  func testInAPipeItPrintsPlainTextAndEndsOnSIGTERM() throws {
    let copy = try Copy.fresh()
    let watch = try Program([copy.course, "watch", "1"], "the guide watches")
    defer { watch.stop() }

    let isChecked = watch.wait(for: 120) {
      watch.child.output.text.contains("lab01 is not started.")
    }

    XCTAssertTrue(isChecked, watch.child.summary)
    XCTAssertFalse(watch.child.output.text.contains("\u{1b}"))
    watch.child.send(SIGTERM)
    XCTAssertTrue(watch.wait(for: 10) { watch.child.hasEnded() })
  }
}
