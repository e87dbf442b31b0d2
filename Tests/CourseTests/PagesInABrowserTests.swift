// index.html in a real browser: its script sorts, searches, and filters, and no other script runs.

import Foundation
import GraderKit
import XCTest

final class PagesInABrowserTests: XCTestCase {
  func testSortsAndRunsNoOtherScript() throws {
    let (page, log) = try load("index.html?sort=3", of: try PaperClass())

    XCTAssertTrue(page.contains("<title>Socket Labs</title>"), String(page.prefix(1000)))
    XCTAssertTrue(page.contains("5 of 5 students"), log)
    XCTAssertNil(page.firstMatch(of: #/id="controls"[^>]*hidden/#))
    // Each has one point more than the one before.
    XCTAssertEqual(points(in: page), ["0", "1", "2", "3", "4"])
    XCTAssertNotNil(page.firstMatch(of: #/<th[^>]*aria-sort="ascending"[^>]*><button[^>]*>Lab 01/#))
    assertIsQuiet(log)
  }

  func testSearchesAndFilters() throws {
    let (page, log) = try load(
      "index.html?search=LOVELACE+hangs&state=passes", of: try PaperClass())

    XCTAssertTrue(page.contains("1 of 5 students"), log)
    XCTAssertEqual(page.matches(of: #/<tr[^>]*hidden/#).count, 4)
    assertIsQuiet(log)
  }

  func testAPageOfAStudentRunsNoScript() throws {
    let paper = try PaperClass()
    let path = try paper.paths("html").first { $0.contains("document-title-injected") }
    let (page, log) = try load(path ?? "none", of: paper)

    XCTAssertTrue(page.contains("<title>&lt;/pre&gt;"), String(page.prefix(1000)))
    assertIsQuiet(log)
  }

  /// The points of the first lab, in the order of the rows.
  private func points(in page: String) -> [String] {
    let table = page.firstMatch(of: #/(?s)<table id="class".*?</table>/#)?.0 ?? ""
    return table.matches(of: #/<td[^>]*data-label="Lab 01[^>]*data-key="(\d+)"/#)
      .map { String($0.1) }
  }

  /// If the policy of the page doesn't name the digests of its styles and its script, the browser
  /// refuses them, and says which digests they have.
  private func assertIsQuiet(_ log: String, line: UInt = #line) {
    let complaints = log.split(separator: "\n").filter { $0.contains("CONSOLE") }
    XCTAssertEqual(complaints, [], line: line)
  }

  /// Loads a page, and returns what it is after its script has run, with the browser's log.
  private func load(_ page: String, of paper: PaperClass) throws -> (page: String, log: String) {
    let browser = try requireBrowser()
    return try withTemporaryFolder { folder in
      let run = try Child.run(
        [
          browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions",
          "--user-data-dir=\(folder.path)", "--enable-logging=stderr", "--dump-dom",
          "file://\(paper.pages.path)/\(page)",
        ], within: Deadline(after: 60))
      XCTAssertEqual(run.ending, .exited(0), run.summary + run.errors.text)
      return (run.output.text, run.errors.text)
    }
  }

  /// Returns the path of Chromium or Chrome, or skips the test.
  private func requireBrowser() throws -> String {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths =
      folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
      + ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    guard let path = paths.first(where: FileManager.default.isExecutableFile) else {
      throw XCTSkip("there is neither Chromium nor Chrome here")
    }
    return path
  }
}
