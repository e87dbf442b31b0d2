// `course see` tells in a sentence what there is no picture of, and never hangs.

import Foundation
import GraderKit
import XCTest

final class SeeTests: XCTestCase {
  /// A command in place of lab 01, the exit status, and words that must be on standard output and
  /// standard error.
  private static let subjects: [(command: String, status: Int32, output: String, errors: String)] =
    [
      ("yes", 1, "", "[talks-without-end]"),
      ("sleep 100", 1, "", "[never-listens]"),
      ("/nowhere/at/all", 1, "", "it ended with status 127"),
      (shellCommand("solution01"), 0, "until A left", ""),
      // It dies while the others wait.
      (
        "sh -c '\"$0\" \"$@\" & sleep 1; kill -9 $!; exit 3' \(shellCommand("solution01"))", 1,
        "waited", "It ended with status 3"
      ),
      // Here A stays to the end, and no other client is served before it leaves.
      ("\(shellCommand("solution02")) --idle 60", 0, "until A left", ""),
    ]

  func testWhatIsNoServerIsASentence() {
    let runs = concurrently(SeeTests.subjects) { subject in
      Result { try see(["1", "--command", subject.command]) }
    }

    for (subject, run) in zip(SeeTests.subjects, runs) {
      XCTAssertNoThrow(
        try check(run.get(), subject.status, subject.output, subject.errors), subject.command)
    }
  }

  func testASocketThatIsNotClosedIsSaid() throws {
    let lab = Lab.all[0]
    try withTemporaryFolder { folder in
      let source = try text(of: lab.solutionPath).replacing("    client.close()\n", with: "")
      let file = folder.appendingPathComponent("main.swift")
      try source.write(to: file, atomically: true, encoding: .utf8)
      let program = try lab.build(in: folder, from: "a server that closes nothing")

      let run = try see(["1", "--command", "'\(program)'"])

      let held = "A, B and C have left, and the server has not closed their sockets."
      try check(run, 0, Inspection.isPossible ? held : "until A left", "")
    }
  }

  func testAStarterSaysWhichStepComesNext() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let task = try lab.steps().first?.task ?? "no step"

      try check(see(["\(lab.number)", "--command", shellCommand(lab.name)]), 1, "", task)
    }
  }

  func testBadWordsAreASentence() throws {
    try check(see(["1", "--from", "/nowhere"]), 1, "", "There is no file /nowhere")
    try check(
      see(["1", "--from", Subject.root.appendingPathComponent("README.md").path]), 1, "",
      "is no picture")
    try check(see(["1", "--solution", "--command", "yes"]), 64, "", "not both")
  }

  private func check(
    _ run: Seen, _ status: Int32, _ output: String, _ errors: String
  ) throws {
    XCTAssertEqual(run.ending, .exited(status), run.errors)
    for (text, wanted) in [(run.output, output), (run.errors, errors)] {
      // A sentence may be on two lines.
      let said = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      XCTAssertTrue(wanted.isEmpty ? said.isEmpty : said.contains(wanted), "\(wanted): \(said)")
      XCTAssertFalse(said.contains("\u{1b}"), "a pipe has no colors")
    }
  }
}

private typealias Seen = (ending: Ending?, output: String, errors: String)

/// Runs `course see` with these words, in a pipe.
private func see(_ words: [String]) throws -> Seen {
  let course = Subject.products.appendingPathComponent("course").path
  let run = try Child.run([course, "see"] + words, within: Deadline(after: 60))
  return (run.ending, run.output.text, run.errors.text)
}
