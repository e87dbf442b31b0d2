// The table of mistakes is whole: each is listed, used, and says what to do and where to read on.

import Foundation
import GraderKit
import XCTest

final class MistakeTableTests: XCTestCase {
  func testEveryMistakeIsListedOnce() throws {
    let declared = try table().matches(of: #/public static let (\w+) = Mistake\(\n +"([\w-]+)"/#)

    XCTAssertEqual(Mistake.all.map(\.name).sorted(), declared.map { String($0.2) }.sorted())
    XCTAssertEqual(Set(Mistake.all).count, Mistake.all.count)
  }

  func testEveryMistakeIsNamedByAGrader() throws {
    let graders = try sources(in: "Tests/Graders") + sources(in: "Labs/Modules/GraderKit")
    let code = try graders.filter { !$0.contains("Mistake+") }.map(text).joined()

    for mistake in try table().matches(of: #/public static let (\w+) = /#) {
      XCTAssertNotNil(code.firstMatch(of: try Regex("\\.\(mistake.1)\\b")), String(mistake.1))
    }
  }

  func testEveryMistakeHasASentenceAndANextStep() {
    for mistake in Mistake.all {
      XCTAssertTrue(mistake.sentence.hasSuffix("."), mistake.name)
      XCTAssertTrue(mistake.nextStep.hasSuffix("."), mistake.name)
    }
    XCTAssertGreaterThan(Set(Mistake.all.map(\.sentence)).count, Mistake.all.count - 4)
  }

  func testEveryMistakePointsToASectionOfTheCheatSheet() throws {
    let cheatSheet = try text(of: "CHEATSHEET.md")

    for section in Section.allCases {
      let heading = "\n## \(section.rawValue). \(section.title)\n"
      XCTAssertTrue(cheatSheet.contains(heading), "there is no section\(heading)")
    }
  }

  /// The files in which mistakes are declared, as one text.
  private func table() throws -> String {
    try sources(in: "Labs/Modules/GraderKit").filter { $0.contains("Mistake+") }.map(text).joined()
  }

  private func sources(in folder: String) throws -> [String] {
    let path = Subject.root.appendingPathComponent(folder).path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
  }
}
