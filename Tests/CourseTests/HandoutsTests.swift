// Every handout shows its starter's steps, has all its parts, and points to sections that exist.

import GraderKit
import XCTest

final class HandoutsTests: XCTestCase {
  func testEveryHandoutShowsTheStepsAndTheFirstOutputOfItsStarter() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let handout = try text(of: lab.handoutPath)

      for step in try lab.steps() {
        XCTAssertTrue(
          handout.contains("\n\(step.number). **\(step.task)**"),
          "\(lab.handoutPath) has no \"\(step.number). **\(step.task)**\"")
      }
      // Start it with the handout's own arguments, or else on any free port.
      let command = try Regex(
        "(?m)^\\$ swift run \(lab.name)(?: (.*))?$", as: (Substring, Substring?).self)
      let words = handout.firstMatch(of: command)?.1?.split(separator: " ").map(String.init)
      let starter = try Child.run(
        [program(lab.name)] + (words ?? ["0"]), within: .patience)

      XCTAssertEqual(starter.ending, .exited(78), "\(lab.name): \(starter.summary)")
      XCTAssertTrue(
        handout.contains("\n\(starter.errors.text)"),
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
      XCTAssertTrue(handout.contains("](picture.svg)"), lab.handoutPath)
      XCTAssertTrue(
        handout.contains("`swift run course see \(lab.number) --solution`"), lab.handoutPath)
      for hint in 1...3 {
        XCTAssertTrue(
          handout.contains("<summary>Hint \(hint):"), "\(lab.handoutPath) has no hint \(hint)")
      }
    }
  }

  func testTheHandoutsLeadToEverySectionOfTheCheatSheet() throws {
    for lab in Lab.all {
      let words = try text(of: lab.handoutPath).split(whereSeparator: \.isWhitespace)
      let handout = words.joined(separator: " ")
      var found: Set<Section> = []

      for match in handout.matches(of: #/section (\d+), /#) {
        let section = Int(match.1).flatMap(Section.init(rawValue:))
        let title = handout[match.range.upperBound...]
        XCTAssertTrue(
          section.map { title.hasPrefix($0.title) } ?? false,
          "\(lab.handoutPath): there is no section \(match.1), \(title.prefix(20))")
        if let section { found.insert(section) }
      }

      XCTAssertEqual(lab.sections.subtracting(found), [], "\(lab.handoutPath) leaves these out")
    }
    XCTAssertEqual(Set(Lab.all.flatMap(\.sections)), Set(Section.allCases))
  }

  func testTheReadmeListsEveryLab() throws {
    let readme = try text(of: "README.md")

    for lab in Lab.all {
      XCTAssertTrue(readme.contains("](\(lab.handoutPath))"), "README.md does not list \(lab.name)")
    }
  }
}
