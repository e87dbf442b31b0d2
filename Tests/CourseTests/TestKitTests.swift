// What the tests of the guide stand on: a terminal, and a copy of the package.

import Foundation
import GraderKit
import XCTest

final class TestKitTests: XCTestCase {
  func testTextOnTheScreenIsAsAPersonSeesIt() {
    var screen = Screen(columns: 10, rows: 3)

    screen.write(Array("\u{1b}[32mgreen\u{1b}[0m\r\n12%\r\u{1b}[K34%\n\r".utf8))
    screen.write(Array("\u{c3}".utf8.prefix(1)))
    screen.write(Array("abcdefghij".utf8) + Array("kl\u{8}\u{8}\u{1b}[1A!".utf8))

    XCTAssertEqual(screen.lines.first, "green")
    XCTAssertEqual(screen.lines[1], "34%")
    XCTAssertEqual(screen.lines.last, "kl")
    XCTAssertEqual(screen.lines[2], "!bcdefghij")
    XCTAssertEqual(screen.text.prefix(9), "green\n12%")
  }

  func testCtrlCIsASignal() throws {
    let script = "echo ready; read word; echo $word; read word"
    let terminal = try PseudoTerminal(["/bin/sh", "-c", script])
    defer { terminal.end() }
    try terminal.wait(for: "ready")
    XCTAssertTrue(terminal.isAsItWas)

    terminal.type("hello\r")
    try terminal.wait(for: "hello")  // As it is typed.
    try terminal.wait(for: "hello")
    terminal.type("\u{3}")

    XCTAssertEqual(try terminal.waitForEnd(), .killed(2))
  }

  func testTheTerminalsSettingsAndSizeAreSeen() throws {
    let script = "stty -echo; trap 'stty size' WINCH; echo ready; while :; do read word; done"
    let terminal = try PseudoTerminal(["/bin/sh", "-c", script])
    defer { terminal.end() }
    try terminal.wait(for: "ready")

    terminal.resize(columns: 40, rows: 10)
    // The shell obeys its trap between two commands.
    terminal.type("\r")

    try terminal.wait(for: "10 40")
    XCTAssertFalse(terminal.settings.showsKeys)
    XCTAssertTrue(terminal.settings.givesLines)
    XCTAssertFalse(terminal.isAsItWas)
  }

  func testWhatDoesNotComeIsAnErrorWithTheScreen() throws {
    let terminal = try PseudoTerminal(["/bin/sh", "-c", "echo one; exit 3"])
    defer { terminal.end() }

    XCTAssertThrowsError(try terminal.wait(for: "two")) { error in
      XCTAssertEqual(
        "\(error)", "\"two\" is not to be seen\nthe program ended with status 3\none\n")
    }
  }

  func testTheCopyIsAStudentsOfItsOwn() throws {
    let copy = try Copy.fresh()
    let lab = Lab.blockingEcho
    let original = try text(of: lab.starterPath)

    try copy.write("not Swift", to: lab.starterPath)
    try copy.write("more", to: "Labs/more/file.txt")
    XCTAssertEqual(try text(of: lab.starterPath), original)
    XCTAssertEqual(try copy.text(of: lab.starterPath), "not Swift")

    let again = try Copy.fresh()
    XCTAssertEqual(try again.text(of: lab.starterPath), original)
    XCTAssertThrowsError(try again.text(of: "Labs/more/file.txt"))
    let help = try again.run(["help"])
    XCTAssertEqual(help.ending, .exited(0), help.summary)
    XCTAssertTrue(help.output.text.contains("swift run course\n"), help.summary)
  }
}
