// What people read is plain English: phrases that were translated word for word can't come back.

import Foundation
import GraderKit
import XCTest

final class PlainEnglishTests: XCTestCase {
  private let banned = [
    "mend", "mends", "mended", "nobody", "whoever", "for ever", "at last", "one that is",
    "that is none", "that are none",
    "that there is not", "goes on", "go on asking", "has come", "for want of", "behind it",
    "stands in", "stands at", "stands still", "turned away", "turns away", "burns a", "plainest",
    "one sees", "as far as one", "it comes to",
  ]

  func testNoTextHasATranslatedPhrase() throws {
    let banned = banned.map { " \($0) " }
    for path in try texts() {
      var lines = try lines(of: path)[...]
      // The story of an exhibit; its diff is code.
      if path.hasSuffix(".diff") { lines = lines.prefix { !$0.hasPrefix("Caught by: ") } }
      let isSwift = path.hasSuffix(".swift")
      for (index, line) in lines.enumerated()
      where !isSwift || line.contains("//") || line.contains("\"") {
        let letters = line.lowercased().utf8.map(letterOrSpace)
        let words = " \(String(decoding: letters, as: UTF8.self)) "
        for phrase in banned where words.contains(phrase) {
          XCTFail("\(path):\(index + 1):\(phrase)is banned: \(line)")
        }
      }
    }
  }

  private func letterOrSpace(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte ? byte : 32
  }

  /// Every file with text for people, except this one, and what students write.
  private func texts() throws -> [String] {
    let top = ["README.md", "CHEATSHEET.md", "CONTRIBUTING.md"]
    let folders = ["Labs", "Solutions", "Tests"]
    let starters = Lab.all.map(\.starterPath)
    return try top
      + folders.flatMap { folder in
        try FileManager.default.subpathsOfDirectory(
          atPath: Subject.root.appendingPathComponent(folder).path
        ).map { "\(folder)/\($0)" }
      }.filter { path in
        [".md", ".swift", ".diff", ".py"].contains(where: path.hasSuffix)
          && !path.hasSuffix("PlainEnglishTests.swift") && !starters.contains(path)
      }.sorted()
  }
}
