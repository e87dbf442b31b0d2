// Proves that every Swift line of CHEATSHEET.md compiles.
//
// How the sheet is taken apart:
//
// - Each table row and each ```swift block is compiled on its own. In a table, only the `inline code` of
//   the column "Swift" counts.
// - The section's comment `<!-- given: ... -->` is the parameter list of the function around a row or
//   block. It declares names for the row or block, which may redeclare them.
// - That function is `throws(SocketError)`, or plain `throws` if the section imports Foundation or the row
//   or block uses a `Packer`.
// - A block that begins with a declaration is at file level, and the whole section can use it.
// - A section is one file, with `import LabKit`, `import Sockets` and the imports that it shows.

import Foundation
import GraderKit
import XCTest

final class CheatsheetTests: XCTestCase {
  func testAllSectionsAreThereAndShowSwift() throws {
    let titles = Section.allCases.map { "\($0.rawValue). \($0.title)" }
    let numbered = try SheetSection.all().filter { $0.title.first?.isNumber == true }

    XCTAssertEqual(numbered.map(\.title), titles)
    for section in numbered {
      XCTAssertFalse(section.cells.isEmpty, "\(section.title) has no Swift")
      for cell in section.cells where cell.code.isEmpty && cell.text != "-" {
        XCTFail("CHEATSHEET.md:\(cell.line): \(section.title): the Swift cell has no code")
      }
    }
  }

  func testEverySwiftLineCompiles() throws {
    let run = try withTemporaryFolder { folder in
      let files = try SheetSection.all().enumerated().map { number, section in
        let file = folder.appendingPathComponent("section\(number).swift")
        try section.source.write(to: file, atomically: true, encoding: .utf8)
        return file.path
      }
      // SIL, because the compiler finds data races and missing returns only after the type check.
      return try compile(
        files, ["-emit-sil", "-wmo", "-module-name", "Cheatsheet", "-o", "/dev/null"])
    }

    let complaints = run.errors.lines.filter(isComplaint)
    for complaint in complaints { XCTFail(complaint) }
    if run.ending != .exited(0) && complaints.isEmpty { XCTFail("swiftc: \(run.summary)") }
  }

  /// Warnings count too, except for values that the sheet shows and doesn't use.
  private func isComplaint(_ line: String) -> Bool {
    if line.contains(": error: ") { return true }
    return line.contains(": warning: ")
      && !line.contains(" was never ") && !line.contains(": expression of type ")
  }
}

/// The cell of a table row, or a block.
private struct Snippet {
  let line: Int
  var code: [String] = []
  /// The whole cell, including what isn't code; nil for a block.
  var text: String?

  /// Makes the compiler report lines of the cheat sheet. The second piece of code in a cell on line 25
  /// is `CHEATSHEET.md:25:2`.
  var location: String {
    text == nil
      ? "#sourceLocation(file: \"CHEATSHEET.md\", line: \(line))"
      : "#sourceLocation(file: \"CHEATSHEET.md:\(line)\", line: 1)"
  }

  /// Whether it may throw a `PackerError`.
  var packs: Bool { code.contains { $0.contains("Packer(") || $0.contains("pack(") } }

  var isDeclaration: Bool {
    let word = code.first?.prefix { $0 != " " } ?? ""
    return text == nil && ["import", "func", "struct", "class", "final"].contains(word)
  }
}

private struct SheetSection {
  let title: String
  private var given = ""
  private(set) var cells: [Snippet] = []
  private(set) var blocks: [Snippet] = []
  /// The line that opened the current block, and the headings of the current table.
  private var fence: String?
  private var headings: [String]?

  static func all() throws -> [SheetSection] {
    var sections = [SheetSection(title: "the head")]
    for (number, line) in zip(1..., try lines(of: "CHEATSHEET.md")) {
      if line.hasPrefix("## ") { sections.append(SheetSection(title: String(line.dropFirst(3)))) }
      sections[sections.count - 1].take(line, number)
    }
    return sections
  }

  private init(title: String) { self.title = title }

  private mutating func take(_ line: String, _ number: Int) {
    if line.hasPrefix("```") {
      fence = fence == nil ? line : nil
      if fence == "```swift" { blocks.append(Snippet(line: number + 1)) }
    } else if fence != nil {
      if fence == "```swift" { blocks[blocks.count - 1].code.append(line) }
    } else if line.hasPrefix("|") {
      takeRow(SheetSection.cells(of: line), number)
    } else {
      headings = nil
      if line.hasPrefix("<!-- given: ") { given = String(line.dropFirst(12).dropLast(4)) }
    }
  }

  private mutating func takeRow(_ row: [String], _ number: Int) {
    guard let headings else {
      self.headings = row
      return
    }
    guard let column = headings.firstIndex(of: "Swift"), row.first != "---" else { return }
    let cell = column < row.count ? row[column] : ""
    let parts = zip(0..., cell.components(separatedBy: "`"))
    let code = parts.filter { $0.0 % 2 == 1 }.map(\.1)
    cells.append(Snippet(line: number, code: code, text: cell))
  }

  /// In a table, Markdown writes a literal bar as `\|`.
  private static func cells(of row: String) -> [String] {
    row.replacingOccurrences(of: "\\|", with: "\0").components(separatedBy: "|")
      .dropFirst().dropLast().map {
        $0.replacingOccurrences(of: "\0", with: "|").trimmingCharacters(in: .whitespaces)
      }
  }

  var source: String {
    let imports = Set((cells + blocks).flatMap(\.code).filter { $0.hasPrefix("import ") })
    var lines = ["import LabKit", "import Sockets"] + imports.sorted()
    for snippet in cells + blocks {
      let code = snippet.code.map { imports.contains($0) ? "" : $0 }
      let isPlain = imports.contains("import Foundation") || snippet.packs
      let effect = isPlain ? "throws" : "throws(SocketError)"
      let head = "func line\(snippet.line)(\(given)) \(effect) {"
      lines.append(snippet.location)
      lines += snippet.isDeclaration ? code : [head, snippet.location] + code + ["}"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
