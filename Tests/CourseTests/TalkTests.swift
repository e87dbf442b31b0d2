// `course talk` in a pipe: what each client sends and gets, and what the server does.

import GraderKit
import XCTest

final class TalkTests: XCTestCase {
  func testAnAnswerHasItsClientAndItsTime() throws {
    let run = try talk(1, "a hello", "a repeat 100000")

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    let text = run.output.text
    XCTAssertNotNil(text.firstMatch(of: #/\n +\d+\.\d{3} s  a <- "hello\\n"\n/#), text)
    XCTAssertTrue(text.contains("(100,000 bytes)"), text)
    XCTAssertNotNil(text.firstMatch(of: #/ s  server: 127.0.0.1:\d+ connected   \(a\)\n/#), text)
    XCTAssertTrue(text.hasSuffix("the server ended on SIGTERM, as it should\n"), text)
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
    XCTAssertFalse(text.contains("\u{1b}"), "a pipe gets no escape sequences")
  }

  func testASecondClientWaitsUntilTheFirstLeaves() throws {
    let run = try talk(1, "a hello", "b good evening", "a close")

    let waits = "b is connected, but the server has not accepted it"
    var story = [
      "a connects", #"a -> "hello\n""#, #"a <- "hello\n""#, "b connects", #"b -> "good evening\n""#,
    ]
    if Inspection.isPossible { story += [waits, "recv on a's connection"] }
    assertInOrder(story + ["a closes", #"b <- "good evening\n""#, "b closes"], run)
    let silent = try talk(1, "a open", "b open", "a hello")
    if Inspection.isPossible { assertInOrder(["b connects", waits, "a -> "], silent) }
  }

  func testTheServerSeesAClientsCloseResetAndHalfClose() throws {
    let run = try talk(
      5, "a hello", "a half-close", "a again", "b open", "b reset", "b hello", "c hello", "c close",
      "c open", "c hello")

    assertInOrder(
      [
        "a shuts down its sending", "a <- the end", "a has shut down its sending", "b connects",
        "b resets the connection", "reset by peer",
        "b has disconnected. To connect it again, type: b open",
        "c closes", "c connects", #"c <- "hello\n""#,
      ], run)
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testWordsThatMakeNoSenseGetASentence() throws {
    let run = try talk(
      1, "hello", "quti", "d hello", "a", "a close", "a open", "a open", "a half-close",
      "b send close", "a x", "help")

    assertInOrder(
      [
        #"There is no client "hello": a line begins with one, as in: a hello"#,
        #"There is no client "quti": did you mean quit?"#,
        "There is no client d: the clients are a to c. --clients 4 gives you d too",
        "What should a do? For example: a hello", "a isn't connected. Type: a open", "a connects",
        "a is already connected", #"b -> "close\n""#, "a has shut down its sending",
        "sends no more, but can still receive: shutdown",
      ], run)
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testLabs06And07SpeakTheirOwnLanguage() throws {
    let messages = try talk(6, "a où est-ce ?", "b caf")
    assertInOrder(
      [#"a -> "où est-ce ?\r\n""#, #"a <- "OÙ EST-CE ?\r\n""#, #"b <- "CAF\r\n""#], messages)

    let numbers = try talk(7, "a -7 / 2", "a 1/0", "a 1 x 2", "a hello", "a 3000000000 + 1")
    assertInOrder(
      [
        "a -> -7 / 2   (ff ff ff f9 00 00 00 02 2f)", "a <- -3   (00 ff ff ff ff ff ff ff fd)",
        "a <- division by zero   (01 00 00 00 00 00 00 00 00)", "a <- unknown operator",
        "such as: a 6 * 7", "not 3000000000",
      ], numbers)
  }

  // MARK: With a server that misbehaves

  func testAForgottenEndARepetitionAndAnIgnoredSignalAreSaid() throws {
    let run = try misbehave(
      "a hello", "a half-close", "b drop", "c open", "b again", "b open", "c say it three times",
      "b ignore SIGTERM")

    assertInOrder(
      [
        #"a <- "hello\n""#, "a shuts down its sending",
        "a waits for the end: the server has not closed", "its socket",
        "b <- the end", #"b -> "again\n""#,
        "the server has closed b's connection; type: b open",
        "b connects",
        "server: once more", "server: the same, 2 times more", #"c <- "say it three times\n""#,
        #"b <- "ignore SIGTERM\n""#, "didn't end on SIGTERM, as it should, so it was killed",
      ], run)
    XCTAssertEqual(run.output.text.ranges(of: "once more").count, 1, run.output.text)
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testAFloodIsCountedAndNotShown() throws {
    let run = try misbehave("a flood", "b open", "quit")

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    assertInOrder(["a connects", "a <- \"....", "b connects", "the server ended on SIGTERM"], run)
    XCTAssertTrue(run.output.text.contains(#/server: \.\.\. [\d,]+ more lines, [\d,]+ bytes/#))
    XCTAssertLessThan(run.output.lines.count, 100)
  }

  func testAServerThatDiesEndsTheTalk() throws {
    let run = try misbehave("a die", "b hello")

    XCTAssertEqual(run.ending, .exited(1), run.summary)
    assertInOrder(["a connects", "server: good-bye", "the server ended with status 7"], run)
    XCTAssertFalse(run.output.text.contains("b connects"), run.output.text)
  }

  // MARK: Helpers

  private func talk(_ number: Int, _ lines: String...) throws -> Child {
    try TalkFolder.shared.get().talk(["\(number)", "--solution"], lines)
  }

  private func misbehave(_ lines: String...) throws -> Child {
    try TalkFolder.shared.get().talk(["1"], lines)
  }

  private func assertInOrder(
    _ pieces: [String], _ run: Child, file: StaticString = #filePath, line: UInt = #line
  ) {
    let text = run.output.text
    var rest = text[...]
    for piece in pieces {
      guard let range = rest.firstRange(of: piece) else {
        return XCTFail(
          "\(piece) does not come there:\n\(text)\(run.errors.text)", file: file, line: line)
      }
      rest = rest[range.upperBound...]
    }
  }
}
