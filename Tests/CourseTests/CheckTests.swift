// `course check`: one lab is built and graded, and its student reads what is wrong.

import Foundation
import GraderKit
import XCTest

final class CheckTests: XCTestCase {
  private let lab = Lab.all[0]
  /// What goes on after an answer, in the solution: without it, each client gets one.
  private let again = "    try client.sendAll(bytes)\n"

  func testASolutionPassesWithALineARequirement() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)

    let run = try copy.run(["check", "1"])

    XCTAssertEqual(run.ending, .exited(0), run.summary + run.output.text)
    for requirement in lab.requirements {
      XCTAssertTrue(
        run.output.lines.contains("  passed  \(requirement.sentence)"), requirement.sentence)
    }
    XCTAssertTrue(run.output.text.contains("lab01 passes: 18 of 18.\n"), run.output.text)
    XCTAssertTrue(run.output.text.contains("Next: lab 02"), run.output.text)
  }

  func testAMistakeIsToldInFullWithTheNextStep() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(
      again, with: again + "    let unused = 3\n    return\n", in: lab.starterPath)

    let run = try copy.run(["check", "1"])

    let mistake = Mistake.hangsUp
    XCTAssertEqual(run.ending, .exited(1), run.summary)
    let text = run.output.text.split(separator: "\n").joined(separator: " ")
    XCTAssertTrue(run.output.text.contains("  FAILED  The first conversation\n"), text)
    for part in [mistake.name, "the conversation", "the program", mistake.section.reference] {
      XCTAssertTrue(text.contains(part), "\(part) is missing: \(run.output.text)")
    }
    // It may be the mistake that the compiler warns of.
    XCTAssertTrue(run.output.text.contains("\n  line 47: warning: init"), run.output.text)
    XCTAssertTrue(run.output.text.contains("\nNext: \(mistake.nextStep.prefix(40))"), text)
    let place = #/\n  Labs/lab01-blocking-echo/main.swift:\d+, perhaps in \w+( or \w+)?\n/#
    XCTAssertTrue(run.output.text.contains(place), run.output.text)
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
  }

  func testACompileErrorIsShownAndThatOfAnotherLabIsNot() throws {
    let copy = try Copy.fresh()
    for lab in Lab.all.prefix(2) {
      try copy.write(
        copy.text(of: lab.starterPath) + "let wrong: Int = \"\"\nlet worse: Int = \"\"\n",
        to: lab.starterPath)
    }
    try copy.solve(Lab.all[2])

    let wrong = try copy.run(["check", "1"])
    let right = try copy.run(["check", "3"])

    XCTAssertEqual(wrong.ending, .exited(1))
    XCTAssertTrue(wrong.output.text.contains("\n\(lab.starterPath):33:18: error: "), wrong.summary)
    XCTAssertTrue(
      wrong.output.text.contains("lab01 does not compile. Fix the first error first.\n"),
      wrong.output.text)
    XCTAssertFalse(wrong.output.text.contains("lab02"), wrong.output.text)
    // Only the first is told in full.
    XCTAssertTrue(wrong.output.text.contains("\n  line 34: error: cannot"), wrong.output.text)
    // Both say it once, though the compiler says it twice.
    XCTAssertEqual(wrong.output.lines.count { $0.contains("33:18: error: ") }, 1)
    XCTAssertEqual(right.ending, .exited(0), right.output.text)
  }

  func testAStepThatIsNotWrittenIsNamedWithItsPlace() throws {
    let copy = try Copy.fresh()

    let unstarted = try copy.run(["check", "1"])
    try copy.replace(
      "  todo(1, \"open a listening socket on 127.0.0.1\")\n",
      with: "  try Socket.createServer(Address(\"127.0.0.1\", port))\n", in: lab.starterPath)
    let begun = try copy.run(["check", "1"])

    XCTAssertEqual(unstarted.ending, .exited(1))
    XCTAssertTrue(unstarted.output.text.contains("lab01 is not started.\n"), unstarted.summary)
    XCTAssertTrue(unstarted.output.text.contains("  \(lab.starterPath):14\n"), unstarted.summary)
    XCTAssertEqual(begun.ending, .exited(1))
    XCTAssertTrue(begun.output.text.contains("lab01 is not finished: "), begun.output.text)
    XCTAssertTrue(begun.output.text.contains(", until step 2 is written\n"), begun.output.text)
    XCTAssertTrue(begun.output.text.contains("\nNext: write step 2: take one"), begun.output.text)
    XCTAssertTrue(begun.output.text.contains("  \(lab.starterPath):19\n"), begun.output.text)
  }

  func testWhatTheCompilerWarnsOfIsALessonThatIsMissed() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(
      "    visit(client, from: address)\n",
      with: "    let unused = 3\n    visit(client, from: address)\n", in: lab.starterPath)

    let check = try copy.run(["check", "1"])
    let map = try copy.run([], ["PATH": "/nowhere"])

    XCTAssertEqual(check.ending, .exited(0), check.output.text)
    XCTAssertTrue(check.output.text.contains("\nBut: line 26: "), check.output.text)
    XCTAssertTrue(map.output.text.contains("passes, but      18 of 18  line 26: "), map.summary)
  }

  func testTheDocumentForProgramsIsAllThatIsPrinted() throws {
    struct Document: Decodable {
      struct Checked: Decodable {
        let lab: String
        let state: String
        let passed: Int
        let of: Int
        let requirements: [RequirementResult]
      }
      let labs: [Checked]
    }
    let copy = try Copy.fresh()
    try copy.solve(lab)
    try copy.replace(again, with: again + "    return\n", in: lab.starterPath)

    let run = try copy.run(["check", "1", "2", "--json"])

    let bytes = Data(try XCTUnwrap(run.output.bytes))
    let document = try JSONDecoder().decode(Document.self, from: bytes)
    XCTAssertEqual(run.ending, .exited(1))
    XCTAssertEqual(document.labs.map(\.lab), ["lab01", "lab02"])
    XCTAssertEqual(document.labs.map(\.state), ["fails", "not started"])
    let first = document.labs[0]
    XCTAssertEqual(first.of, lab.requirements.count)
    XCTAssertEqual(first.passed, first.requirements.count { $0.verdict == .passed })
    XCTAssertTrue(
      first.requirements.contains { $0.mistake == .hangsUp }, "\(first)")
  }

  func testAProgramThatCrashesOrFloodsEndsInAVerdict() throws {
    let copy = try Copy.fresh()
    try copy.solve(lab)
    let right = try copy.text(of: lab.starterPath)
    let wrongs = [
      "a crash": "  let none: [Int] = []\n  log(\"\\(none[port == 0 ? 1 : 0])\")\n",
      "a flood": "  for _ in 0..<300_000 { log(\"flood\") }\n  _ = [0][Int(port)+1]\n",
    ]

    for (name, wrong) in wrongs {
      let place = "  let listener = try Socket(.inet)\n"
      try copy.write(right.replacing(place, with: wrong + place), to: lab.starterPath)
      let run = try copy.run(["check", "1"])

      XCTAssertEqual(run.ending, .exited(1), "\(name): \(run.summary)")
      XCTAssertTrue(run.output.text.contains("lab01 fails: "), "\(name): \(run.output.text)")
      XCTAssertTrue(run.output.text.contains("\nNext: "), name)
    }
  }
}
