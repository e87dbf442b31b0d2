// The pages of a class: nothing of a submission becomes HTML, Markdown, a link, or a file's name.

import Foundation
import GraderKit
import XCTest

final class PagesTests: XCTestCase {
  /// Zoë Müller's page. The digits are the beginning of the name's digest.
  private let zoe = "students/zoe-muller-56120948"

  func testHTMLHasOnlyItsOwnElements() throws {
    let paper = try PaperClass()
    let pages = try paper.paths("html")
    XCTAssertEqual(pages.count, 1 + PaperClass.names.count, "\(pages)")

    for path in pages {
      let page = try paper.text(path)
      let isIndex = path == "index.html"
      XCTAssertEqual(page.matches(of: #/<script/#).count, isIndex ? 1 : 0, path)
      for word in ["<img", "</pre></title>", "<b>bold", "=\"document", "javascript:"] {
        XCTAssertFalse(page.contains(word), "\(path) contains \(word)")
      }
      assertHasNoControls(page, path)
      for link in page.matches(of: #/(?:href|id)="([^"]*)"/#).map({ String($0.1) }) {
        XCTAssertNotNil(link.wholeMatch(of: #/[#a-z0-9\-\/]+(\.html)?(#lab\d\d)?/#), link)
        let file = link.prefix { $0 != "#" }
        if file.hasSuffix(".html") { XCTAssertNoThrow(try paper.text(String(file)), link) }
      }
    }
    let index = try paper.text("index.html")
    for text in ["&lt;img src=x", "\\u{1b}[31m", "hangs-up", Mistake.hangsUp.sentence, "late"] {
      XCTAssertTrue(index.contains(text), "\(text) is missing")
    }
  }

  func testThePolicyNamesTheDigests() throws {
    let index = try PaperClass().text("index.html")
    for (element, pattern) in [
      ("style", #/(?s)<style>(.*?)<\/style>/#), ("script", #/(?s)<script>(.*?)<\/script>/#),
    ] {
      let text = try XCTUnwrap(index.firstMatch(of: pattern)?.1)
      let digest = try digest(of: text)
      XCTAssertTrue(
        index.contains("\(element)-src 'sha256-\(digest)'"),
        "Labs/course/Grade/Document.swift must name sha256-\(digest) for its \(element)")
    }
  }

  /// SHA-256 in Base64. Skips the test without OpenSSL.
  private func digest(of text: Substring) throws -> String {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("text")
      try Data(text.utf8).write(to: file)
      let command = "openssl dgst -sha256 -binary '\(file.path)' | openssl base64"
      let run = try Child.run(["/bin/sh", "-c", command], within: .patience)
      guard let line = run.output.lines.first, line.count == 44 else {
        throw XCTSkip("there is no openssl here")
      }
      return line
    }
  }

  func testFilesAreNamedByLettersAndDigits() throws {
    let paths = try PaperClass().paths("md")

    XCTAssertEqual(paths.count, PaperClass.names.count)
    for path in paths {
      XCTAssertNotNil(path.wholeMatch(of: #/students/[a-z0-9-]{1,70}\.md/#), path)
    }
    for (name, count) in ["ada-lovelace": 2, "zoe-muller": 1] {
      XCTAssertEqual(paths.count { $0.hasPrefix("students/\(name)-") }, count, "\(paths)")
    }
  }

  func testMarkdownHasOnlyItsOwnMarks() throws {
    let paper = try PaperClass()
    for path in try paper.paths("md") {
      let page = try paper.text(path)
      assertHasNoControls(page, path)
      var fence: String?
      var headings: [Substring] = []
      for line in page.split(separator: "\n") {
        let isFence = line.hasPrefix("```")
        if let open = fence {
          // Only a line of at least as many backticks ends a block.
          if line.allSatisfy({ $0 == "`" }) && line.count >= open.count { fence = nil }
        } else if isFence {
          fence = String(line.prefix { $0 == "`" })
        } else {
          if line.hasPrefix("#") { headings.append(line) }
          // Without what is escaped or in code, no sign remains that makes HTML or a link.
          let rest = line.replacing(#/(`+).*?[^`]\1(?!`)/#, with: "").replacing(#/\\./#, with: "")
          XCTAssertFalse(rest.contains(#/[<\[\]`]|:\/\//#), "\(path): \(line)")
        }
      }
      XCTAssertNil(fence, "\(path) doesn't end a block of code")
      // The name, two labs, a failure, warnings, and the files that were left out.
      XCTAssertEqual(headings.count, 6, "\(headings)")
    }
  }

  func testAPageReadsLikeTheGuide() throws {
    let page = try PaperClass().text("\(zoe).md")

    for text in [
      "# Zoë Müller\n", "## Lab 01 blocking echo: fails, 2 of 20 points\n", "### Echoes a line\n",
      "**\(Mistake.hangsUp.sentence)** `hangs-up`\n", "The conversation:\n\n", "   0.500 s  ",
      "The program:\n\n", "**The next step:** ", Mistake.hangsUp.section.reference,
      "## Lab 04 threads: does not compile, 0 of 32 points\n", "isolation landlock, seed 17",
      "Socket Labs 1.0.0, Swift 6.3.1, Linux", "it is a symbolic link",
    ] {
      XCTAssertTrue(page.contains(text), "\(text) is missing:\n\(page)")
    }
  }

  func testWarningsFollowTheMistakes() throws {
    let paper = try PaperClass()
    for (path, title) in ["\(zoe).html": "<h3>Compiler", "\(zoe).md": "### Compiler"] {
      let parts = try paper.text(path).split(separator: "\(title) warnings")
      XCTAssertEqual(parts.count, 2, path)
      XCTAssertTrue(parts[0].contains(Mistake.hangsUp.nextStep), path)
    }
  }

  func testSaysOnceHowLabsWereGraded() throws {
    let paper = try PaperClass()
    let pages = try paper.paths("md").map(paper.text)

    // Ada Lovelace's labs have different seeds.
    XCTAssertEqual(pages.map { $0.matches(of: #/Graded on/#).count }.sorted(), [1, 1, 1, 1, 2])
    XCTAssertTrue(pages.contains { $0.contains("Lab 04 threads: Graded on 2026-11-27") })
  }

  func testLinksSimilarProgramsInTheOrderOfTheirTable() throws {
    let index = try PaperClass().text("index.html")

    let section = try XCTUnwrap(index.firstMatch(of: #/(?s)<section id="similar">.*?</section>/#)).0
    XCTAssertEqual(section.matches(of: #/>(\d+)%</#).map { $0.1 }, ["80", "93"])
    XCTAssertEqual(section.matches(of: #/<li><a href="students//#).count, 6)
    XCTAssertTrue(section.contains(SimilarPair.note.prefix(40)), "\(section)")
  }

  func testLimitsAloneAreSaidLoudly() throws {
    let (limited, isolated) = (try PaperClass(isolation: "limits"), try PaperClass())
    for path in ["index.html", "\(zoe).html", "\(zoe).md"] {
      XCTAssertTrue(try limited.text(path).contains("without isolation"), path)
      XCTAssertFalse(try isolated.text(path).contains("without isolation"), path)
    }
  }

  private func assertHasNoControls(_ page: String, _ path: String) {
    let controls = page.unicodeScalars.filter {
      $0 != "\n" && $0.properties.generalCategory == .control || $0 == "\u{2028}"
    }
    XCTAssertTrue(controls.isEmpty, "\(path) contains \(controls.map(\.value))")
  }
}
