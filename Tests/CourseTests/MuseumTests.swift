// The museum's catalogue lists every exhibit, with the sentence that the graders say.

import Foundation
import GraderKit
import XCTest

final class MuseumTests: XCTestCase {
  func testTheCatalogueListsEveryExhibitInTheRoomOfItsMistake() throws {
    let catalogue = try text(of: "Tests/Mistakes/README.md")

    for (title, mistakes) in Mistake.groups {
      let entries = try mistakes.compactMap(entry)
      if entries.isEmpty { continue }
      let start = try XCTUnwrap(catalogue.range(of: "\n## \(title)\n"), title)
      let room = catalogue[start.upperBound...].prefix { $0 != "#" }
      for entry in entries {
        XCTAssertTrue(room.contains(entry), "the room \"\(title)\" lacks:\n\(entry)")
      }
      XCTAssertEqual(room.matches(of: #/\n- /#).count, entries.count, title)
    }
  }

  /// A mistake's lines in the catalogue; nil if no diff shows it.
  private func entry(for mistake: Mistake) throws -> String? {
    let links = try Lab.all.flatMap { lab in
      try diffs(of: lab).filter { $0.prefix { $0 != "." } == mistake.name }.map { file in
        // `never-closes.after-an-error` is the same mistake, made in another way.
        let way = file.dropFirst(mistake.name.count + 1).replacing("-", with: " ")
        let title = way.isEmpty ? lab.name : "\(lab.name) \(way)"
        return "[\(title)](\(lab.name)/\(file).diff)"
      }
    }
    if links.isEmpty { return nil }
    return "- **\(mistake.name)**. \(mistake.sentence)\n  \(links.joined(separator: ", "))\n"
  }

  private func diffs(of lab: Lab) throws -> [String] {
    let folder = Subject.root.appendingPathComponent("Tests/Mistakes/\(lab.name)").path
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".diff") }.map { String($0.dropLast(5)) }
  }
}
