// Help for a student who is stuck: `course hint`, `course solution`, `course reset`.

import Foundation
import GraderKit
import XCTest

final class HintTests: XCTestCase {
  private let lab = Lab.all[0]

  func testHintsComeOneAtATimeWithTheNumberLeft() throws {
    let copy = try Copy.fresh()
    for step in 1...3 {
      try copy.replace("todo(\(step)", with: "_ = (\(step)", in: lab.starterPath)
    }

    let hints = try (1...5).map { _ in try copy.run(["hint", "1"]).output.text }

    XCTAssertTrue(hints[0].hasPrefix("lab01, step 4: send back every byte"), hints[0])
    let number = try XCTUnwrap(hints[0].firstMatch(of: #/Hint 1 of (\d+)/#)?.1)
    let count = try XCTUnwrap(Int(number))
    XCTAssertGreaterThan(count, 4)
    for (index, hint) in hints.enumerated() {
      XCTAssertTrue(hint.contains("\nHint \(index + 1) of \(count)"), hint)
      let left = count - index - 1
      XCTAssertTrue(left == 0 || hint.contains("\n\(left) more: swift run course hint 1\n"), hint)
      XCTAssertEqual(hint.split(separator: "\n").filter { $0.count > 80 }, [])
    }
  }

  func testEveryStepOfEveryLabHasAHint() throws {
    let copy = try Copy.fresh()
    for lab in Lab.all {
      for step in try lab.steps() {
        let hint = try copy.run(["hint", "\(lab.number)"]).output.text

        XCTAssertTrue(
          hint.split(separator: "\n").joined(separator: " ").contains("step \(step.number): "), hint
        )
        XCTAssertTrue(hint.contains("\nHint 1 of "), hint)
        try copy.replace(
          "todo(\(step.number), ", with: "_ = (\(step.number), ", in: lab.starterPath)
      }
    }
  }

  func testTheSolutionIsShownAsADifference() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)

    let same = try copy.run(["solution", "1", "--anyway"])
    try copy.replace(
      "while true {\n    let bytes", with: "while 1 > 0 {\n    let bytes", in: lab.starterPath)
    let other = try copy.run(["solution", "1", "--anyway"])

    XCTAssertEqual(same.output.text, "\(lab.starterPath) is the solution, line by line.\n")
    XCTAssertEqual(other.ending, .exited(0), other.summary)
    assertPrints(other, "\n-   while 1 > 0 {\n+   while true {\n")
  }

  func testALabThatFailsAsksBeforeItShowsTheSolution() throws {
    let copy = try Copy.fresh()

    let piped = try copy.run(["solution", "1"])
    XCTAssertEqual(piped.ending, .exited(64))
    XCTAssertFalse(piped.output.text.contains("accept"), piped.output.text)
    let anyway = try copy.run(["solution", "1", "--anyway"])
    assertPrints(anyway, "listener.accept()")

    for (answer, isShown) in [("n\r", false), ("\r", false), ("y\r", true)] {
      let terminal = try copy.terminal(["solution", "1"])
      try terminal.wait(for: "[y/N]")
      terminal.type(answer)
      _ = try terminal.waitForEnd()
      XCTAssertEqual(terminal.screen.text.contains("listener.accept()"), isShown, answer)
    }
  }

  func testResetRestoresEveryStarterAndKeepsTheStudentsFile() throws {
    let copy = try Copy.fresh()
    for lab in Lab.all {
      let own = "// What a student wrote, for lab \(lab.number).\n"
      try copy.write(own, to: lab.starterPath)

      let run = try copy.run(["reset", "\(lab.number)"])

      XCTAssertEqual(run.ending, .exited(0), run.summary)
      XCTAssertEqual(try copy.text(of: lab.starterPath), try text(of: lab.starterPath), lab.name)
      let kept = try XCTUnwrap(run.output.text.firstMatch(of: #/is kept in (\S+)\n/#)?.1)
      XCTAssertEqual(try copy.text(of: String(kept)), own)
      try copy.remove("Labs/\(lab.folder)/.kept")
    }

    let again = try copy.run(["reset", "1"])

    XCTAssertEqual(again.output.text, "\(lab.starterPath) is the starter already.\n")
    XCTAssertThrowsError(try copy.text(of: "Labs/\(lab.folder)/.kept"))
  }
}
