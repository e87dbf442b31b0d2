// Tables are read with the place of each cell, and written so that no cell becomes a formula.

import Foundation
import GraderKit
import XCTest

final class CSVTests: XCTestCase {
  func testCellsAreReadAsSpreadsheetsWriteThem() {
    let tables: [(String, [[String]])] = [
      ("", []),
      ("a", [["a"]]),
      ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
      ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
      ("a\rb\r", [["a"], ["b"]]),
      ("a,\n\n,b\n", [["a", ""], [""], ["", "b"]]),
      ("\"a,b\",\"c\"\"d\",\"e\r\nf\"\n", [["a,b", "c\"d", "e\r\nf"]]),
      ("a;b,c;d\n1,5;2;3\n", [["a", "b,c", "d"], ["1,5", "2", "3"]]),
      ("a\tb\n\"c\td\"\te\n", [["a", "b"], ["c\td", "e"]]),
      ("\u{feff}a,b\n", [["a", "b"]]),
      ("a,\"b", [["a", "b"]]),
      ("a,\"b\"c,d\"e\n", [["a", "bc", "d\"e"]]),
    ]
    for (text, rows) in tables {
      let csv = CSV(Array(text.utf8))

      XCTAssertEqual(csv.rows.map { $0.map(\.text) }, rows, text.debugDescription)
      XCTAssertEqual(csv.replacing([]), Array(text.utf8))
    }
  }

  func testACellIsReplacedAndNoOtherByteChanges() {
    let text = "\u{feff}n;\"x \"\"y\"\r\n\"Ä, b\";\"\"\r\nc;\n"
    let csv = CSV(Array(text.utf8))

    let bytes = csv.replacing([(2, 1, "8"), (1, 1, "7"), (9, 9, "0")])

    XCTAssertEqual(
      String(decoding: bytes, as: UTF8.self), "\u{feff}n;\"x \"\"y\"\r\n\"Ä, b\";\"7\"\r\nc;8\n")
  }

  func testOtherEncodingsAreKept() {
    let latin1: [UInt8] = Array("name,points\nM".utf8) + [0xfc] + Array("ller,\n".utf8)
    let units = Array("name\tpoints\r\nMüller\t\r\n".utf16)
    let utf16: [UInt8] = [0xff, 0xfe] + units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    for (bytes, added) in [(latin1, 1), (utf16, 2)] {
      let csv = CSV(bytes)

      let changed = csv.replacing([(1, 1, "7")])

      XCTAssertEqual(csv.rows[1][0].text, "Müller")
      XCTAssertEqual(CSV(changed).rows[1].map(\.text), ["Müller", "7"])
      XCTAssertEqual(changed.count, bytes.count + added)
    }
  }

  func testNoCellBecomesAFormulaOrTwoCells() {
    let cells = [
      ("ann", "ann"), ("", ""), ("7", "7"), ("-7", "-7"), ("=1+1", "'=1+1"), ("+a", "'+a"),
      ("-a", "'-a"), ("@a", "'@a"), ("\ta", "\"'\ta\""), ("\ra", "\"'\ra\""), ("a,b", "\"a,b\""),
      ("a;=1", "\"a;=1\""), ("a\"b", "\"a\"\"b\""), ("=\"a\"", "\"'=\"\"a\"\"\""),
      ("a\nb", "\"a\nb\""), ("a\"\u{301},b", "\"a\"\"\u{301},b\""), (" a", "\" a\""),
    ]
    for (text, cell) in cells { XCTAssertEqual(CSV.cell(text), cell) }
    XCTAssertEqual(CSV.table([["a", "b"], ["=c", "d\r\n"]]), "a,b\n'=c,\"d\r\n\"\n")
  }

  func testRandomBytesAreReadWithoutLoss() {
    var generator = SystemRandomNumberGenerator()
    let pieces =
      ["\"", ",", ";", "\t", "\n", "\r", "a", "\u{feff}"].map { Array($0.utf8) } + [[0xff]]
    for _ in 0..<500 {
      let bytes = (0..<30).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
      let csv = CSV(bytes)
      let ranges = csv.rows.flatMap { $0.map(\.range) }

      XCTAssertEqual(csv.replacing([]), bytes)
      XCTAssertTrue(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    }
  }
}
