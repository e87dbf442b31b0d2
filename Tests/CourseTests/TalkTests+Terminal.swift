// `course talk` on a terminal: answers arrive while you type, and every key is read, even in a flood.

import GraderKit
import XCTest

extension TalkTests {
  func testAnAnswerDoesNotGarbleWhatIsTyped() throws {
    let terminal = try begin("1")

    terminal.type("a be late\rb good éve")

    try terminal.wait(until: "the answer") {
      $0.lines.contains { $0.hasSuffix(#"a <- "be late\n""#) }
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
    let terminal = try begin("1", "--solution", columns: 50)

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
    let terminal = try begin("1", "--solution")
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
    let terminal = try begin("1")
    terminal.type("a ignore SIGTERM\r")
    try terminal.wait(for: #"a <- "ignore SIGTERM\n""#)

    terminal.child.send(SIGTERM, alone: true)

    XCTAssertEqual(try terminal.waitForEnd(), .killed(SIGTERM))
    XCTAssertTrue(terminal.isAsItWas)
  }

  func testKeysAreReadDuringAFlood() throws {
    let terminal = try begin("1")
    terminal.type("a flood\r")
    try terminal.wait(for: "more, in")

    terminal.type("b")
    try terminal.wait(until: "the key") { $0.cursor == ("> b", 3) }
    terminal.type("\u{3}")

    XCTAssertEqual(try terminal.waitForEnd(), .exited(130))
    XCTAssertTrue(terminal.isAsItWas)
  }

  private func begin(_ words: String..., columns: Int = 80) throws -> PseudoTerminal {
    try TalkFolder.shared.get().terminal(words, columns: columns)
  }
}
