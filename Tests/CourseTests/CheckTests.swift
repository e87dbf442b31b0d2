// `course check`: it builds and grades a lab, and shows the student what's wrong.

import Foundation
import GraderKit
import XCTest

final class CheckTests: XCTestCase {
  private let lab = Lab.all[0]
  /// The answer in the solution's loop. With a return after it, each client gets only one.
  private let again = "    try client.sendAll(bytes)\n"

  func testASolutionPassesAndItsWarningIsShown() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(
      "    visit(client, from: address)\n",
      with: "    let unused = 3\n    visit(client, from: address)\n", in: lab.starterPath)

    let check = try copy.run(["check", "1"])
    let map = try copy.run([], ["PATH": "/nowhere"])
    let solution = try copy.run(["solution", "1"], ["PATH": "/nowhere"])

    XCTAssertEqual(check.ending, .exited(0), check.summary + check.output.text)
    assertPrints(check, "lab01 passes: 20 of 20.\n", "\nBut: line 26: ", "Next: lab 02")
    assertPrints(map, "passes, but      20 of 20  line 26: ")
    // It doesn't ask first.
    assertPrints(solution, "\n-     let unused = 3\n")
  }

  func testAMistakeIsShownInFullWithTheNextStep() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(
      again, with: again + "    let unused = 3\n    return\n", in: lab.starterPath)

    let run = try copy.run(["check", "1"])

    let mistake = Mistake.hangsUp
    XCTAssertEqual(run.ending, .exited(1), run.summary)
    let text = run.output.text.split(separator: "\n").joined(separator: " ")
    assertPrints(
      run, "  FAILED  The first conversation [hangs-up]\n",
      "\n  not checked  16, until the first conversation with lab01 works\n")
    for part in [mistake.name, "the conversation", "the program", mistake.section.reference] {
      XCTAssertTrue(text.contains(part), "\(part) is missing: \(run.output.text)")
    }
    // The warning may be about the mistake. No line is certain, so only the file is named.
    assertPrints(
      run, " pass.\n\(mistake.sentence)\nThe compiler warns:\n  main.swift:47: init",
      "\nNext: \(mistake.nextStep.prefix(40))", "\n  \(lab.starterPath)\n")
    assertFits(run)
  }

  func testACrashIsToldWithItsLineAndOneMistakeIsOneRow() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(
      "    log(\"\\(address) failed: \\(error)\")\n", with: "    fatalError(\"\\(error)\")\n",
      in: lab.starterPath)

    let run = try copy.run(["check", "1"])

    assertPrints(
      run, "  FAILED  A reset does not harm other clients, and ",
      " more requirements\n          [dies-with-its-client]\n",
      "\nIt said: lab01/main.swift:37: Fatal error: recv: Connection reset",
      "\n  Labs/lab01-blocking-echo/main.swift:37\n")
    assertFits(run)
  }

  /// Fails unless the output fits on a screen.
  private func assertFits(_ run: Child) {
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
    XCTAssertLessThanOrEqual(run.output.text.count { $0 == "\n" }, 40, run.output.text)
  }

  func testACompileErrorIsShownAndRemembered() throws {
    let copy = try Copy.fresh()
    try copy.write(
      copy.text(of: lab.starterPath) + "let wrong: Int = \"\"\nlet worse: Int = \"\"\n",
      to: lab.starterPath)

    let check = try copy.run(["check", "1"])
    let map = try copy.run([], ["PATH": "/nowhere"])

    XCTAssertEqual(check.ending, .exited(1))
    assertPrints(
      check, "\n\(lab.starterPath):33:18: error: ",
      "lab01 does not compile. Fix the first error first.\n")
    // Only the first error is shown in full, and only once, although the compiler reports it twice.
    assertPrints(check, "\nThese may only follow from it:\n  main.swift:34: cannot")
    XCTAssertEqual(check.output.lines.count { $0.contains("33:18: error: ") }, 1)
    let row = "> 01 blocking echo       does not compile\n"
    assertPrints(map, row, "\(lab.starterPath):33:")
  }

  func testASecondFileIsNamedAndWhatATerminalObeysIsNot() throws {
    let copy = try Copy.fresh()
    try copy.write(
      copy.text(of: lab.starterPath) + "let wrong: Int = \"\u{1b}[2J\"\n", to: lab.starterPath)

    let escape = try copy.run(["check", "1"])
    try copy.write(copy.text(of: lab.solutionPath), to: "Labs/\(lab.folder)/main copy.swift")
    let second = try copy.run(["check", "1"])

    assertPrints(escape, "\\u{1b}[2J")
    assertPrints(second, "\n\"main copy.swift\" is compiled together with main.swift ")
    for word in ["\u{1b}", "redeclaration"] {
      XCTAssertFalse((escape.output.text + second.output.text).contains(word))
    }
  }

  func testAnUnwrittenStepIsNamedAndABrokenLabIsNoObstacle() throws {
    let copy = try Copy.fresh()
    try copy.replace(
      "  todo(1, \"open a listening socket on 127.0.0.1\")\n",
      with: "  try Socket.createServer(Address(\"127.0.0.1\", port))\n", in: lab.starterPath)
    try copy.write("let wrong: Int = \"\"\n", to: Lab.all[1].starterPath)

    let run = try copy.run(["check", "1", "3"])

    XCTAssertEqual(run.ending, .exited(1))
    assertPrints(
      run, "lab01 is not finished: ", ", until step 2 is written\n",
      "\nNext: write step 2: accept one", "  \(lab.starterPath):19\n", "lab03 is not started.\n",
      "\(Lab.all[2].starterPath):")
    XCTAssertFalse(run.output.text.contains("lab02"), run.output.text)
  }

  func testTheDocumentForProgramsIsAllThatIsPrinted() throws {
    struct Document: Decodable {
      struct Course: Decodable {
        let version: String
        let toolchain: String
        let platform: String
      }
      struct Checked: Decodable {
        let lab: String
        let state: String
        let passed: Int
        let of: Int
        let requirements: [RequirementResult]
      }
      let course: Course
      let labs: [Checked]
    }
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(again, with: again + "    return\n", in: lab.starterPath)
    try copy.remove(Lab.all[2].starterPath)

    let run = try copy.run(["check", "1", "2", "3", "--json"])

    let bytes = Data(try XCTUnwrap(run.output.bytes))
    let document = try JSONDecoder().decode(Document.self, from: bytes)
    XCTAssertEqual(run.ending, .exited(1))
    XCTAssertEqual(document.course.version, CourseVersion.number)
    XCTAssertEqual(document.labs.map(\.lab), ["lab01", "lab02", "lab03"])
    XCTAssertEqual(document.labs.map(\.state), ["fails", "not started", "no main.swift"])
    let first = document.labs[0]
    XCTAssertEqual(first.of, lab.requirements.count)
    XCTAssertEqual(first.passed, first.requirements.count { $0.verdict == .passed })
    XCTAssertTrue(first.requirements.contains { $0.mistake == .hangsUp }, "\(first)")
    XCTAssertEqual(Set(first.requirements.map(\.version)), [CourseVersion.number])
  }

  func testAProgramThatFloodsAndCrashesEndsInAVerdict() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    let place = "  let listener = try Socket(.inet)\n"
    let crash = "  for _ in 0..<50_000 { log(\"flood\") }\n  _ = [0][Int(port) + 1]\n"
    try copy.replace(place, with: crash + place, in: lab.starterPath)

    let run = try copy.run(["check", "1"])

    XCTAssertEqual(run.ending, .exited(1), run.summary)
    assertPrints(run, "lab01 fails: ", "\nNext: ")
  }
}
