// Every handout names the steps as its starter does, gives three hints, and points where there is
// something.

import GraderKit
import XCTest

final class HandoutsTests: XCTestCase {
  func testEveryHandoutNamesTheStepsOfItsStarter() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let handout = try text(of: lab.handoutPath)

      for step in try lab.steps() {
        XCTAssertTrue(
          handout.contains("\n\(step.number). **\(step.task)**"),
          "\(lab.handoutPath) has no \"\(step.number). **\(step.task)**\"")
      }
    }
  }

  func testEveryHandoutShowsTheFirstWordsOfItsStarter() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let starter = try Child.run(
        [Subject.products.appendingPathComponent(lab.name).path, "0"], within: .patience)

      XCTAssertTrue(
        try text(of: lab.handoutPath).contains("\n\(starter.errors.text)"),
        "\(lab.handoutPath) does not show: \(starter.errors.text)")
    }
  }

  func testEveryHandoutHasItsParts() throws {
    let parts = [
      "What hurt", "You will be able to", "Run it", "Predict first", "Steps", "Check",
      "Going further", "What still hurts", "Hints",
    ]
    for lab in Lab.all {
      let handout = try text(of: lab.handoutPath)

      let headings = handout.split(separator: "\n").filter { $0.hasPrefix("## ") }
      XCTAssertEqual(headings.map { String($0.dropFirst(3)) }, parts, lab.handoutPath)
      for hint in 1...3 {
        XCTAssertTrue(
          handout.contains("<summary>Hint \(hint):"), "\(lab.handoutPath) has no hint \(hint)")
      }
    }
  }

  func testEveryMistakePointsToASectionOfTheCheatSheet() throws {
    let cheatSheet = try text(of: "CHEATSHEET.md")

    for section in Section.allCases {
      let heading = "\n## \(section.rawValue). \(section.title)\n"
      XCTAssertTrue(cheatSheet.contains(heading), "there is no section\(heading)")
    }
  }

  func testEveryMistakeHasASentenceAndANextStep() {
    let sentences = Mistake.allCases.map(\.sentence)

    for mistake in Mistake.allCases {
      XCTAssertTrue(mistake.sentence.hasSuffix("."), mistake.rawValue)
      XCTAssertTrue(mistake.nextStep.hasSuffix("."), mistake.rawValue)
    }
    XCTAssertGreaterThan(Set(sentences).count, sentences.count - 2)
  }
}
