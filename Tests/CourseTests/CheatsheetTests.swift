// Proves that every Swift line of CHEATSHEET.md compiles.
//
// The rule by which the sheet is taken apart:
//
// - Each row of a table and each ```swift block is compiled on its own. In a table the column with
//   the heading "Swift" counts, and of its cells all that is `inline code`.
// - What a row or block uses but does not declare is given by the section: the comment
//   `<!-- given: ... -->` is the parameter list of the function in which it is put. It may declare
//   one of these names anew.
// - That function is `throws(SocketError)`, or plain `throws` where the section imports Foundation
//   and where the row or block packs with a `Packer`, or unpacks.
// - A block that begins with a declaration stands at file level, for all of its section.
// - A section is one file, with `import LabKit`, `import Sockets` and the imports that it shows.

import Foundation
import GraderKit
import XCTest

final class CheatsheetTests: XCTestCase {
  private let titles = GraderKit.Section.allCases.map { "\($0.rawValue). \($0.title)" }

  func testTenSectionsStandInOrder() throws {
    let found = try Cheatsheet().sections.map(\.title)

    XCTAssertEqual(found.filter { $0.first?.isNumber == true }, titles)
  }

  func testEverySectionShowsSwift() throws {
    for section in try Cheatsheet().sections where titles.contains(section.title) {
      XCTAssertFalse(section.cells.isEmpty, "\(section.title) has no Swift")
    }
  }

  func testEverySwiftCellHoldsCodeOrADash() throws {
    for section in try Cheatsheet().sections {
      for cell in section.cells where cell.code.isEmpty && cell.text != "-" {
        XCTFail("CHEATSHEET.md:\(cell.line): \(section.title): the Swift cell has no code")
      }
    }
  }

  func testEverySwiftLineCompiles() throws {
    let sheet = try Cheatsheet()

    let run = try compile(sources: sheet.sections.map(\.source))

    let complaints = run.errors.lines.filter(isComplaint)
    for complaint in complaints { XCTFail(sheet.naming(complaint)) }
    if run.ending != .exited(0) && complaints.isEmpty { XCTFail("swiftc: \(run.summary)") }
  }

  /// Warnings count too, but for values that the sheet shows and does not use.
  private func isComplaint(_ line: String) -> Bool {
    if line.contains(": error: ") { return true }
    return line.contains(": warning: ")
      && !line.contains(" was never ") && !line.contains(": expression of type ")
  }
}

/// The cheat sheet, taken apart by the rule at the head of this file.
private struct Cheatsheet {
  private(set) var sections = [Section(title: "the head", line: 1)]

  init() throws {
    for (number, line) in zip(1..., try text(of: "CHEATSHEET.md").components(separatedBy: "\n")) {
      if line.hasPrefix("## ") {
        sections.append(Section(title: String(line.dropFirst(3)), line: number))
      }
      sections[sections.count - 1].take(line, number)
    }
  }

  /// A line of the compiler's, with the section that it speaks of.
  func naming(_ complaint: String) -> String {
    let number = complaint.split(separator: ":").dropFirst().first.flatMap { Int($0) } ?? 0
    let section = sections.last { $0.line <= number }
    return "\(complaint) (section \(section?.title ?? "unknown"))"
  }
}

/// Code that stands together: the cell of a row, or a block.
private struct Snippet {
  let line: Int
  var code: [String] = []
  /// Of a cell, all of it, with what is not code.
  var text: String?

  /// Tells the compiler where this stands, in place of where it finds it. The lines of a cell are all
  /// in one line of the sheet: they are counted behind it, as in `CHEATSHEET.md:25:2`.
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

private struct Section {
  let title: String
  let line: Int
  private var given = ""
  private(set) var cells: [Snippet] = []
  private(set) var blocks: [Snippet] = []
  /// What opened the block, and the headings of the table, that the next line is part of.
  private var fence: String?
  private var headings: [String]?

  init(title: String, line: Int) {
    self.title = title
    self.line = line
  }

  mutating func take(_ line: String, _ number: Int) {
    if line.hasPrefix("```") {
      fence = fence == nil ? line : nil
      if fence == "```swift" { blocks.append(Snippet(line: number + 1)) }
    } else if fence != nil {
      if fence == "```swift" { blocks[blocks.count - 1].code.append(line) }
    } else if line.hasPrefix("|") {
      takeRow(Section.cells(of: line), number)
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

  /// In a table Markdown writes a bar that is meant as `\|`.
  private static func cells(of row: String) -> [String] {
    row.replacingOccurrences(of: "\\|", with: "\0").components(separatedBy: "|")
      .dropFirst().dropLast().map {
        $0.replacingOccurrences(of: "\0", with: "|").trimmingCharacters(in: .whitespaces)
      }
  }

  /// A file for the compiler, which then speaks of the lines of the cheat sheet.
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

/// Compiles the sources as one module, a file each, up to where code would be generated: what the
/// compiler says of data races and of missing returns comes after the type check.
private func compile(sources: [String]) throws -> Child {
  try withTemporaryFolder { folder in
    let files = try sources.enumerated().map { number, source in
      let file = folder.appendingPathComponent("section\(number).swift")
      try source.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    return try compile(
      files, ["-emit-sil", "-wmo", "-module-name", "Cheatsheet", "-o", "/dev/null"])
  }
}
