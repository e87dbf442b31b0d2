// `course talk`: several clients in one terminal, and in a pipe.

import Foundation
import GraderKit
import XCTest

final class TalkTests: XCTestCase {
  // MARK: In a pipe

  func testAnAnswerHasItsClientAndItsTime() throws {
    let run = try talk(1, "a hello", "a repeat 100000")

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    let text = run.output.text
    XCTAssertNotNil(text.firstMatch(of: #/\n +\d+\.\d{3} s  a <- "hello\\n"\n/#), text)
    XCTAssertTrue(text.contains("(100,000 bytes)"), text)
    XCTAssertNotNil(text.firstMatch(of: #/ s  server: 127.0.0.1:\d+ came   \(a\)\n/#), text)
    XCTAssertTrue(text.hasSuffix("the server ended on SIGTERM, as it should\n"), text)
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
    XCTAssertFalse(text.contains("\u{1b}"), "a pipe gets no escape sequences")
  }

  func testLab01sSecondClientWaitsUntilTheFirstLeaves() throws {
    let run = try talk(1, "a hello", "b good evening", "a close")

    let waits = "b is connected, but the server has not accepted it"
    var story = [
      "a connects", #"a -> "hello\n""#, #"a <- "hello\n""#, "b connects", #"b -> "good evening\n""#,
    ]
    if Inspection.isPossible {
      story += [waits, "recv on a's connection"]
    }
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
        "b resets the connection", "reset by peer", "b has left: b open connects it again",
        "c closes",
        "c connects", #"c <- "hello\n""#,
      ], run)
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testWordsThatMakeNoSenseGetASentence() throws {
    let run = try talk(
      1, "hello", "quti", "d hello", "a", "a close", "a open", "a open", "a half-close",
      "b send close",
      "a x", "help")

    assertInOrder(
      [
        #"There is no client "hello": a line begins with one, as in: a hello"#,
        #"There is no client "quti": did you mean quit?"#,
        "There is no client d: they are a to c. --clients 4 gives you d as well",
        "What shall a do? For example: a hello", "a is not connected: a open", "a connects",
        "a is connected already", #"b -> "close\n""#, "a has shut down its sending",
        "sends no more, and still listens: shutdown",
      ], run)
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testWhatTheServerRepeatsIsCounted() throws {
    let run = try talk(with: "repeats", "a hello", "b hello")

    assertInOrder(
      ["server: once more", "server: the same, 2 times more", #"a <- "hello\n""#, "b connects"], run
    )
    XCTAssertEqual(run.output.text.ranges(of: "once more").count, 2, run.output.text)
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

  func testWhatHasNoClientsSaysSo() throws {
    let copy = try Copy.fresh()

    let client = try copy.run(["talk", "8"])
    XCTAssertTrue(client.errors.text.contains("Lab 08 is a client itself"), client.summary)
    XCTAssertEqual(client.ending, .exited(64))
    let many = try copy.run(["talk", "1", "--clients", "27"])
    XCTAssertTrue(many.errors.text.contains("a number from 1 to 26"), many.summary)

    let lab = try XCTUnwrap(Lab.all.first)
    try lab.requireStarter()
    let starter = try copy.run(["talk", "1"])
    XCTAssertTrue(starter.errors.text.contains("step 1 is not written yet"), starter.summary)
    XCTAssertEqual(starter.ending, .exited(1))
    XCTAssertEqual(starter.errors.lines.count, 1)
  }

  // MARK: With servers that harm

  func testAFloodIsCountedAndNotShown() throws {
    let run = try talk(with: "floods", "a hello", "b open", "quit")

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    assertInOrder(["a connects", "a <- \"....", "b connects", "the server ended on SIGTERM"], run)
    XCTAssertTrue(run.output.text.contains(#/server: \.\.\. [\d,]+ more lines, [\d,]+ bytes/#))
    XCTAssertLessThan(run.output.lines.count, 100)
  }

  func testAServerThatDiesEndsTheTalk() throws {
    let run = try talk(with: "dies", "a hello", "b hello")

    XCTAssertEqual(run.ending, .exited(1), run.summary)
    assertInOrder(["a connects", "server: good-bye", "the server ended with status 7"], run)
    XCTAssertFalse(run.output.text.contains("b connects"), run.output.text)
  }

  func testAServerThatIgnoresSIGTERMIsKilled() throws {
    let run = try talk(with: "stays", "a hello")

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    assertInOrder([#"a <- "hello\n""#, "does not end on SIGTERM, as it should: it is killed"], run)
  }

  // MARK: On a terminal

  func testAnAnswerDoesNotGarbleWhatIsTyped() throws {
    let terminal = try harmful("is late").terminal(["talk", "1"], ["MANNER": "is late"])
    defer { terminal.end() }
    try terminal.wait(for: "Your clients: a, b, c.")

    terminal.type("a hello\rb good éve")

    try terminal.wait(until: "the answer") {
      $0.lines.contains { $0.hasSuffix(#"a <- "hello\n""#) }
    }
    try terminal.wait(until: "the line") { $0.cursor == ("> b good éve", 12) }
    XCTAssertEqual(terminal.screen.lines.count { $0.contains("> b") }, 1)
    terminal.type("ning\r")
    try terminal.wait(for: #"b -> "good évening\n""#)
    terminal.type("\u{4}")
    XCTAssertEqual(try terminal.waitForEnd(), .exited(0))
    XCTAssertTrue(terminal.isAsItWas)
  }

  func testTheLineCanBeEdited() throws {
    let terminal = try begin(columns: 50)
    defer { terminal.end() }

    terminal.type("a x\u{15}b oné two\u{17}\u{7f}\u{7f}e\u{1b}[D\u{1b}[D\u{1b}[DX")
    try terminal.wait(until: "the line") { $0.cursor == ("> b Xone", 5) }
    terminal.type("\r")
    try terminal.wait(for: #"b <- "Xone\n""#)
    terminal.type("\u{1b}[A")
    try terminal.wait(until: "the last line") { $0.cursor == ("> b Xone", 8) }
    terminal.type("\u{15}a " + String(repeating: "0123456789", count: 10) + "é")
    try terminal.wait(until: "its end") { $0.cursor.line.hasSuffix("789é") }
    XCTAssertTrue(terminal.screen.cursor.line.count < 50, terminal.screen.cursor.line)
    XCTAssertEqual(terminal.screen.lines.count { $0.hasPrefix("> ") }, 1)

    terminal.resize(columns: 42, rows: 20)
    try terminal.wait(until: "a narrower line") { $0.cursor.line.count < 42 }
    terminal.type("\u{1}\u{4}\u{4}a \r")
    try terminal.wait(for: "(103 bytes)")
    terminal.type("quit\r")
    XCTAssertEqual(try terminal.waitForEnd(), .exited(0))
    XCTAssertTrue(terminal.isAsItWas)
  }

  func testCtrlCLeavesTheTerminalAsItWasAndNothingRunning() throws {
    let terminal = try begin()
    defer { terminal.end() }
    terminal.type("a hello\r")
    try terminal.wait(for: #"a <- "hello\n""#)
    XCTAssertTrue(terminal.settings == (false, false, true))

    terminal.type("b unfini\u{3}")

    XCTAssertEqual(try terminal.waitForEnd(), .exited(130))
    XCTAssertTrue(terminal.isAsItWas)
    XCTAssertEqual(terminal.screen.cursor.column, 0)
    XCTAssertTrue(terminal.screen.text.contains("the server ended on SIGTERM, as it should"))
  }

  func testAGuideThatIsKilledLeavesNothingRunning() throws {
    let terminal = try harmful("stays").terminal(["talk", "1"], ["MANNER": "stays"])
    defer { terminal.end() }
    try terminal.wait(for: "Your clients: a, b, c.")
    terminal.type("a hello\r")
    try terminal.wait(for: #"a <- "hello\n""#)

    terminal.child.send(SIGTERM, alone: true)

    XCTAssertEqual(try terminal.waitForEnd(), .killed(SIGTERM))
    XCTAssertTrue(terminal.isAsItWas)
  }

  func testKeysAreHeardThroughAFlood() throws {
    let terminal = try harmful("floods").terminal(["talk", "1"], ["MANNER": "floods"])
    defer { terminal.end() }
    try terminal.wait(for: "Your clients: a, b, c.")
    terminal.type("a hello\r")
    try terminal.wait(for: "more, in")

    terminal.type("b")
    try terminal.wait(until: "the key") { $0.cursor == ("> b", 3) }
    terminal.type("\u{3}")

    XCTAssertEqual(try terminal.waitForEnd(), .exited(130))
    XCTAssertTrue(terminal.isAsItWas)
  }

  // MARK: How

  /// Talks to a solution in a pipe.
  private func talk(_ number: Int, _ lines: String...) throws -> Child {
    try pipe(lines, into: Copy.fresh(), ["talk", "\(number)", "--solution"])
  }

  /// Talks to a server that harms, in a pipe.
  private func talk(with manner: String, _ lines: String...) throws -> Child {
    try pipe(lines, into: harmful(manner), ["talk", "1"], ["MANNER": manner])
  }

  private func pipe(
    _ lines: [String], into copy: Copy, _ words: [String], _ variables: [String: String] = [:]
  ) throws -> Child {
    let script = "printf '%s\\n' \"$@\" | '\(copy.course)' \(words.joined(separator: " "))"
    return try Child.run(
      ["/bin/sh", "-c", script, "sh"] + lines, environment: testEnvironment(variables),
      within: Deadline(after: 200))
  }

  /// Begins a talk with solution01 on a terminal.
  private func begin(columns: Int = 80) throws -> PseudoTerminal {
    let copy = try Copy.fresh()
    let terminal = try PseudoTerminal(
      [copy.course, "talk", "1", "--solution"], columns: columns)
    try terminal.wait(for: "Your clients: a, b, c.", within: Deadline(after: 200))
    return terminal
  }

  /// A copy whose lab 01 is a server that harms, in the manner that its environment names.
  private func harmful(_ manner: String) throws -> Copy {
    let copy = try Copy.fresh()
    let lab = try XCTUnwrap(Lab.all.first)
    try copy.write(Self.server, to: lab.starterPath)
    try copy.build(lab.name)
    return copy
  }

  private static let server = """
    import Foundation
    import LabKit
    import Sockets

    func serve(_ arguments: Arguments) throws {
      let manner = ProcessInfo.processInfo.environment["MANNER"] ?? ""
      if manner == "stays" { signal(SIGTERM, SIG_IGN) }
      let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
      try announce(listener)
      while true {
        let (client, _) = try listener.accept()
        let bytes = try client.recv(100)
        if manner == "dies" {
          log("good-bye")
          exit(7)
        }
        if manner == "repeats" { for _ in 1...3 { log("once more") } }
        if manner == "is late" { LabKit.sleep(seconds: 1) }
        var count = 0
        while manner == "floods" {
          count += 1
          log("and so on, \\(count)")
          try? client.sendAll([UInt8](repeating: 46, count: 10_000))
        }
        try client.sendAll(bytes)
      }
    }

    run(serve)
    """

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
