// `course --version`, and the version in the changelog.

import GraderKit
import XCTest

final class VersionTests: XCTestCase {
  func testItNamesTheCourseTheToolchainAndThePlatform() throws {
    let run = try course(["--version"])

    let line =
      #/Socket Labs \d+\.\d+\.\d+( \(\w+\))?, Swift \d+\.\d+(\.\d+)?, (Linux|macOS) \S+ \S+\n/#
    XCTAssertTrue(run.output.text.wholeMatch(of: line) != nil, run.summary + run.output.text)
    XCTAssertEqual(run.ending, .exited(0))
  }

  func testItNamesTheCommitOfItsOwnRepositoryOnly() throws {
    let copy = try Copy.fresh()
    let git = ["git", "-C", copy.root.path, "-c", "user.name=a", "-c", "user.email=a@example.com"]
    // The package may be in a repository, but the copy has none of its own.
    let without = try copy.run(["--version"])
    for words in [["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "Begin"]] {
      let run = try? Child.run(git + words, within: .patience)
      guard run?.ending == .exited(0) else { throw XCTSkip("there is no git here") }
    }
    defer { try? copy.remove(".git") }
    let commit = try Child.run(git + ["rev-parse", "--short", "HEAD"], within: .patience)

    let with = try copy.run(["--version"])

    let name = commit.output.lines.first ?? "no commit"
    assertPrints(with, " (\(name)), Swift ")
    XCTAssertFalse(without.output.text.contains("("), without.output.text)
  }

  func testTheChangelogBeginsWithTheNextVersionAndThenThisOne() throws {
    let titles = try lines(of: "CHANGELOG.md").filter { $0.hasPrefix("## ") }

    XCTAssertEqual(titles.first, "## Unreleased")
    XCTAssertTrue(titles.dropFirst().first?.hasPrefix("## \(CourseVersion.number) - 20") == true)
  }
}
