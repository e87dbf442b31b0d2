// The guide's command line: a usage error gets one sentence, and a suggestion if possible.

import GraderKit
import XCTest

final class CommandTests: XCTestCase {
  func testWhatMakesNoSenseGetsOneSentenceAndStatus64() throws {
    let sentences = [
      "chekc": "there is no command chekc: did you mean check?",
      "wathc 1": "there is no command wathc: did you mean watch?",
      "xyzzy": "there is no command xyzzy: choose from "
        + "map, check, watch, hint, see, talk, solution, reset, doctor, grade",
      "check --jsno": "there is no option --jsno: did you mean --json?",
      "doctor --xyzzy": "there is no option --xyzzy",
      "check 12": "there is no lab \"12\": the labs are 1 to 9",
      "hint 1 2": "course hint takes one lab at a time",
      "see": "which lab? For example: swift run course see 1",
      "see 1 --svg": "--svg needs a value: --svg FILE",
      "see 1 --svg --solution": "--svg needs a value: --svg FILE",
      "check --all=yes": "--all takes no value: leave out \"=yes\"",
      "doctor 3": "course doctor takes no argument \"3\"",
      "talk 8":
        "lab08 is a client itself. Start a server for it with python3 -m http.server 8000, "
        + "then swift run lab08 127.0.0.1 8000",
      "grade": "which submissions? For example: swift run course grade submissions",
      "grade a b": "course grade takes one folder or archive of submissions",
      "grade a --labs 3-12": "--labs must name labs from 1 to 9, such as 1-5, not 3-12",
      "grade a --shard 9/8": "--shard must be a part of a whole, such as 2/8, not 9/8",
      "grade a --column A --column B": "--column is there twice",
      "grade a --column A": "--column needs the table that has it: --template EXPORT.csv",
      "grade a --late 10%/day": "--late needs a due date: --due \"2026-11-30 23:59\"",
      "grade a --format jnuit": "there is no format jnuit: did you mean junit?",
      "talk 1 --clients 27": "--clients must be a whole number from 1 to 26, not 27",
    ]

    for (words, sentence) in sentences {
      let run = try course(words.split(separator: " ").map(String.init))

      XCTAssertEqual(run.ending, .exited(64), words)
      XCTAssertEqual(run.errors.text, "course: \(sentence)\n", words)
      XCTAssertEqual(run.output.text, "", words)
    }
  }

  func testALabIsNamedByItsNumberOrItsName() throws {
    let copy = try Copy.fresh()

    for word in ["4", "04", "lab04", "lab04-threads", "solution04"] {
      let run = try copy.run(["reset", word])

      XCTAssertEqual(
        run.output.text, "Labs/lab04-threads/main.swift is the starter already.\n", word)
    }
    XCTAssertThrowsError(try copy.text(of: "Labs/lab04-threads/.kept"))
  }

  func testHelpNamesEveryCommandIn80Columns() throws {
    for words in [["help"], ["--help"], ["-h"]] {
      let run = try course(words)

      XCTAssertEqual(run.ending, .exited(0))
      for name in ["check", "watch", "hint", "see", "talk", "solution", "reset", "doctor", "grade"]
      {
        assertPrints(run, "\n  \(name) ")
      }
      XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [], "\(words)")
    }
    let one = try course(["check", "--help"])
    assertPrints(one, "\n  check [N...]")
    XCTAssertFalse(one.output.text.contains("watch"), one.summary)
    assertPrints(try course(["grade", "--help"]), "\n  grade ", "\n      --roster FILE.csv\n")
  }

  func testAReaderThatLeavesEarlyEndsItInSilence() throws {
    let run = try Child.run(
      ["/bin/sh", "-c", "\"$0\" help | head -n 1", program("course")], within: .patience)

    XCTAssertEqual(run.output.lines.count, 1, run.summary)
    XCTAssertEqual(run.errors.text, "")
  }

  func testTalkBuildsItsServerAndAClosedInputIsEmpty() throws {
    let copy = try Copy.fresh()

    let starter = try copy.run(["talk", "1"])
    let closed = try Child.run(
      ["/bin/sh", "-c", "exec \"$0\" talk 1 --solution <&-", copy.course],
      within: Deadline(after: 200))

    XCTAssertTrue(starter.errors.text.contains("step 1 is not written yet"), starter.summary)
    XCTAssertEqual(starter.ending, .exited(1))
    XCTAssertEqual(starter.errors.lines.count, 1)
    XCTAssertEqual(closed.ending, .exited(0), closed.summary)
    assertPrints(closed, "the server ended on SIGTERM")
  }
}
