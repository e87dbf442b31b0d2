// The table of mistakes is complete: each is listed and used, and says what to do and what to read.

import Foundation
import GraderKit
import XCTest

final class MistakeTableTests: XCTestCase {
  func testEveryMistakeIsListedOnceAndReportedByAGrader() throws {
    let kit = try sources(in: "Labs/Modules/GraderKit")
    let table = try kit.filter { $0.contains("Mistake+") }.map(text).joined()
    let code = try (kit.filter { !$0.contains("Mistake+") } + sources(in: "Tests/Graders"))
      .map(text).joined()
    let used = Set(code.split(separator: ".").map { $0.prefix { $0.isLetter || $0.isNumber } })

    let declared = table.matches(of: #/public static let (\w+) = Mistake\(\n +"([\w-]+)"/#)

    XCTAssertEqual(Mistake.all.map(\.name).sorted(), declared.map { String($0.2) }.sorted())
    XCTAssertEqual(Set(Mistake.all).count, Mistake.all.count)
    XCTAssertEqual(declared.map(\.1).filter { !used.contains($0) }, [])
  }

  func testEveryMistakeHasASentenceAndANextStep() {
    for mistake in Mistake.all {
      XCTAssertTrue(mistake.sentence.hasSuffix("."), mistake.name)
      XCTAssertTrue(mistake.nextStep.hasSuffix("."), mistake.name)
    }
    XCTAssertGreaterThan(Set(Mistake.all.map(\.sentence)).count, Mistake.all.count - 4)
  }

  func testTheCatalogOfTheMuseumListsEveryDiffUnderItsMistake() throws {
    let catalog = try text(of: "Tests/Mistakes/README.md")
    let written = try WrittenMistake.all()

    for (title, mistakes) in Mistake.groups {
      let entries = mistakes.compactMap { entry(for: $0, in: written) }
      if entries.isEmpty { continue }
      let start = try XCTUnwrap(catalog.range(of: "\n## \(title)\n"), title)
      let room = catalog[start.upperBound...].prefix { $0 != "#" }
      for entry in entries {
        XCTAssertTrue(room.contains(entry), "the room \"\(title)\" lacks:\n\(entry)")
      }
      XCTAssertEqual(room.matches(of: #/\n- /#).count, entries.count, title)
    }
  }

  /// A mistake's lines in the catalog; nil if no diff shows it.
  private func entry(for mistake: Mistake, in museum: [WrittenMistake]) -> String? {
    let links = museum.filter { $0.name == mistake.name }.map { written in
      // `never-closes.after-an-error` is the same mistake, made in another way.
      let way = written.file.dropFirst(mistake.name.count + 1).replacing("-", with: " ")
      let lab = written.lab.name
      return "[\(way.isEmpty ? lab : "\(lab) \(way)")](\(lab)/\(written.file).diff)"
    }
    if links.isEmpty { return nil }
    return "- **\(mistake.name)**. \(mistake.sentence)\n  \(links.joined(separator: ", "))\n"
  }

  private func sources(in folder: String) throws -> [String] {
    let path = Subject.root.appendingPathComponent(folder).path
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      .filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
  }
}
