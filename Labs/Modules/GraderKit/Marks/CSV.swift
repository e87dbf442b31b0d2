// Reads tables of other programs, such as an LMS's export, without losing a byte of them.

import Foundation

/// A table with delimiters, as RFC 4180 describes it and as spreadsheets write it.
package struct CSV: Sendable {
  /// A cell, and where it is.
  package struct Field: Sendable {
    /// The place of its bytes, with the quotes.
    package let range: Range<Int>
    package let text: String
    package let isQuoted: Bool
  }

  /// The file as it was read.
  package let bytes: [UInt8]
  package let encoding: Encoding
  /// `,`, `;`, or a tab.
  package let delimiter: UInt8
  /// The rows, of which the first is the header. A blank line is a row with one empty cell.
  package let rows: [[Field]]

  /// How a file stores characters.
  package enum Encoding: Sendable {
    case utf8
    /// What isn't UTF-8 is read as Latin-1, in which each byte is a character.
    case latin1
    /// What some LMSs give to Excel. It's recognized by its byte order mark.
    case utf16(isLittleEndian: Bool)

    var width: Int { if case .utf16 = self { 2 } else { 1 } }

    func encode(_ text: String) -> [UInt8] {
      switch self {
      case .utf8: Array(text.utf8)
      case .latin1: text.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") }
      case .utf16(let isLittleEndian):
        text.utf16.flatMap { unit in
          let bytes = [UInt8(unit >> 8), UInt8(unit & 255)]
          return isLittleEndian ? bytes.reversed() : bytes
        }
      }
    }
  }

  package var header: [String] { rows.first?.map(\.text) ?? [] }

  package init(_ bytes: [UInt8]) {
    var reader = CSVReader(bytes)
    self.bytes = bytes
    encoding = reader.encoding
    delimiter = reader.delimiter
    rows = reader.rows()
  }

  /// Reads a file.
  package init(file: URL) throws(CourseError) {
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw CourseError(description: "\(printable(file.path)) can't be read")
    }
    self.init(Array(data))
    if header.allSatisfy(\.isEmpty) {
      throw CourseError(description: "\(printable(file.path)) has no header line")
    }
  }

  /// The file with other text in these cells, and every other byte as it was. A cell that was in
  /// quotes still is.
  package func replacing(_ changes: [(row: Int, column: Int, text: String)]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    for change in changes.sorted(by: { ($0.row, $0.column) < ($1.row, $1.column) }) {
      guard rows.indices.contains(change.row), rows[change.row].indices.contains(change.column)
      else { continue }
      let field = rows[change.row][change.column]
      let cell = CSV.cell(change.text)
      result += bytes[place..<field.range.lowerBound]
      result += encoding.encode(field.isQuoted && !cell.hasPrefix("\"") ? "\"\(cell)\"" : cell)
      place = field.range.upperBound
    }
    return result + bytes[place...]
  }
}

// MARK: Writing

extension CSV {
  /// A table of text, with LF line ends and commas.
  package static func table(_ rows: [[String]]) -> String {
    rows.map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
  }

  /// The one escape for text in a table. A spreadsheet calculates a cell that begins like a formula,
  /// so such a cell gets an apostrophe; a whole number can't do harm.
  package static func cell(_ text: String) -> String {
    let isFormula =
      text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let safe = isFormula && Int(text) == nil ? "'" + text : text
    // Other delimiters count too: where the decimal mark is a comma, Excel splits at semicolons.
    let isPlain = !safe.unicodeScalars.contains { "\",;\t\r\n".unicodeScalars.contains($0) }
    if isPlain && !safe.hasPrefix(" ") && !safe.hasSuffix(" ") { return safe }
    // Scalar by scalar: a quote with an accent is another character, but the same byte.
    return "\"" + safe.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
