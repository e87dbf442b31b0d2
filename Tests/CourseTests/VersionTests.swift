// `course --version`, and the version in every report that programs read.

import Foundation
import GraderKit
import XCTest

final class VersionTests: XCTestCase {
  func testItNamesTheCourseTheToolchainAndThePlatform() throws {
    let run = try Copy.fresh().run(["--version"])

    let line = #/Socket Labs \d+\.\d+\.\d+, Swift \d+\.\d+(\.\d+)?, (Linux|macOS) \S+ \S+\n/#
    XCTAssertTrue(run.output.text.wholeMatch(of: line) != nil, run.summary + run.output.text)
    XCTAssertEqual(run.ending, .exited(0))
  }

  func testItNamesTheCommitOfItsOwnRepositoryOnly() throws {
    let copy = try Copy.fresh()
    let git = ["git", "-C", copy.root.path, "-c", "user.name=a", "-c", "user.email=a@example.com"]
    // The copy lies in another repository, perhaps, and has none of its own.
    let without = try copy.run(["--version"])
    for words in [["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]] {
      let run = try? Child.run(git + words, within: .patience)
      guard run?.ending == .exited(0) else { throw XCTSkip("there is no git here") }
    }
    defer { try? copy.remove(".git") }
    let commit = try Child.run(git + ["rev-parse", "--short", "HEAD"], within: .patience)

    let with = try copy.run(["--version"])

    let name = commit.output.lines.first ?? "no commit"
    XCTAssertTrue(with.output.text.contains(" (\(name)), Swift "), with.output.text)
    XCTAssertFalse(without.output.text.contains("("), without.output.text)
  }

  func testTheChangelogBeginsWithTheNextVersionAndThenThisOne() throws {
    let titles = try lines(of: "CHANGELOG.md").filter { $0.hasPrefix("## ") }

    XCTAssertEqual(titles.first, "## Unreleased")
    XCTAssertTrue(titles.dropFirst().first?.hasPrefix("## \(CourseVersion.number) - 20") == true)
  }

  func testEveryReportForProgramsCarriesIt() throws {
    let copy = try Copy.fresh()

    let run = try copy.run(["check", "1", "--json"])

    let document = try JSONSerialization.jsonObject(with: Data(run.output.text.utf8))
    let parts = document as? [String: Any]
    let course = parts?["course"] as? [String: Any]
    XCTAssertEqual(course?["version"] as? String, CourseVersion.number)
    for key in ["toolchain", "platform"] { XCTAssertNotNil(course?[key], key) }
    let lab = (parts?["labs"] as? [[String: Any]])?.first
    let lines = lab?["requirements"] as? [[String: Any]]
    XCTAssertEqual(lines?.first?["version"] as? String, CourseVersion.number, run.summary)
  }
}
