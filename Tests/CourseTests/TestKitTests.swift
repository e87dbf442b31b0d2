// Tests of what the guide is tested with: a terminal, and a copy of the package.

import GraderKit
import XCTest

final class TestKitTests: XCTestCase {
  func testTextOnTheScreenIsAsAPersonSeesIt() {
    var screen = Screen(columns: 10, rows: 3)

    screen.write(Array("\u{1b}[32mgreen\u{1b}[0m\r\n12%\r\u{1b}[K34%\n\r".utf8))
    screen.write(Array("\u{c3}".utf8.prefix(1)))
    screen.write(Array("abcdefghij".utf8) + Array("kl\u{8}\u{8}\u{1b}[1C!".utf8))

    XCTAssertEqual(screen.lines.first, "green")
    XCTAssertEqual(screen.lines[1], "34%")
    XCTAssertEqual(screen.lines.last, "k!")
    XCTAssertEqual(screen.lines[2], "abcdefghij")
    XCTAssertEqual(screen.text.prefix(9), "green\n12%")
  }

  func testTextThatNeverAppearsIsAnErrorWithTheScreen() throws {
    let terminal = try PseudoTerminal(["/bin/sh", "-c", "echo one; exit 3"])
    defer { terminal.end() }

    XCTAssertThrowsError(try terminal.wait(for: "two")) { error in
      XCTAssertEqual(
        "\(error)", "\"two\" did not appear\nthe program ended with status 3\none\n")
    }
  }

  func testTheCopyIsIndependentAndRestored() throws {
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
  }
}
