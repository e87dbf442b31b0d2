// `course see` says in one sentence why there is no picture, and never hangs.

import Foundation
import GraderKit
import XCTest

final class SeeTests: XCTestCase {
  func testWhatIsNoServerIsASentence() throws {
    // A command in place of lab 01, the exit status, and words on standard output and standard error.
    let subjects: [(command: String, status: Int32, output: String, errors: String)] = [
      ("yes", 1, "", "[talks-without-end]"),
      ("sleep 100", 1, "", "[never-listens]"),
      ("/nowhere/at/all", 1, "", "it ended with status 127"),
      (shellCommand("solution01"), 0, "until A disconnected", ""),
      // It dies while the others wait.
      (
        "sh -c '\"$0\" \"$@\" & sleep 1; kill -9 $!; exit 3' \(shellCommand("solution01"))", 1,
        "waited", "It ended with status 3"
      ),
      // With --idle 60, it never drops A. In lab 02's own scenario, it does.
      ("\(shellCommand("solution02")) --idle 60", 0, "until A disconnected", ""),
    ]

    let runs = concurrently(subjects) { subject in
      Result { try see(["1", "--command", subject.command]) }
    }

    for (subject, run) in zip(subjects, runs) {
      try check(run.get(), subject.status, subject.output, subject.errors)
    }
  }

  func testASocketThatStaysOpenIsReported() throws {
    let lab = Lab.all[0]
    try withTemporaryFolder { folder in
      let source = try text(of: lab.solutionPath).replacing("    client.close()\n", with: "")
      let file = folder.appendingPathComponent("main.swift")
      try source.write(to: file, atomically: true, encoding: .utf8)
      let program = try lab.build(in: folder, from: "a server that closes nothing")

      let run = try see(["1", "--command", "'\(program)'"])

      let held = "A, B and C have disconnected, but the server hasn't closed their sockets."
      check(run, 0, Inspection.isPossible ? held : "until A disconnected", "")
    }
  }

  func testAStarterSaysWhichStepComesNext() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let task = try lab.steps().first?.task ?? "no step"

      try check(see(["\(lab.number)", "--command", shellCommand(lab.name)]), 1, "", task)
    }
  }

  func testABadArgumentGetsASentence() throws {
    try check(see(["1", "--from", "/nowhere"]), 1, "", "There is no file /nowhere")
    try check(
      see(["1", "--from", Subject.root.appendingPathComponent("README.md").path]), 1, "",
      "isn't a picture")
    try check(see(["1", "--solution", "--command", "yes"]), 64, "", "not both")
  }

  private func check(_ run: Seen, _ status: Int32, _ output: String, _ errors: String) {
    XCTAssertEqual(run.ending, .exited(status), run.errors)
    // A sentence may be on two lines. An empty one means no output at all.
    let said = [run.output, run.errors].map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    for (said, wanted) in zip(said, [output, errors]) {
      XCTAssertTrue(wanted.isEmpty ? said.isEmpty : said.contains(wanted), "\(wanted): \(said)")
      XCTAssertFalse(said.contains("\u{1b}"), "a pipe has no colors")
    }
  }
}

private typealias Seen = (ending: Ending?, output: String, errors: String)

private func see(_ words: [String]) throws -> Seen {
  let run = try course(["see"] + words)
  return (run.ending, run.output.text, run.errors.text)
}
