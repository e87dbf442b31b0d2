// `course doctor`: it reports what this machine has, and what to do about what's missing.

import Foundation
import GraderKit
import XCTest

final class DoctorTests: XCTestCase {
  func testYouCanDoTheCourseHere() throws {
    let run = try doctor()

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    let lines = run.output.lines
    XCTAssertLessThanOrEqual(lines.count, 24, run.output.text)
    XCTAssertEqual(lines.filter { $0.count > 80 || $0.contains("\u{1b}") }, [])
    let facts = lines.filter { $0.contains(#/^  (ok|--|!!)  \S/#) }
    XCTAssertEqual(facts.count, 14, run.output.text)
    for word in ["course", "Swift", "loopback", ".build", "disk"] {
      XCTAssertTrue(
        facts.contains { $0.hasPrefix("  ok  \(word) ") }, "\(word): \(run.output.text)")
    }
    XCTAssertTrue(lines.last?.hasPrefix("You can do the course here.") == true, run.output.text)
  }

  func testAMissingOrOldSwiftFails() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder.path):/usr/bin:/bin"

      let swift = folder.appendingPathComponent("swift")
      for (version, words) in [("5.10.1", "5.10.1, and the course needs 6.0"), ("", "not there")] {
        try writeScript("echo 'Apple Swift version \(version) (swift-RELEASE)'", to: swift)

        let run = try doctor(["PATH": path])

        XCTAssertEqual(run.ending, .exited(1), run.summary)
        let text = unwrapped(run)
        let fact = try Regex("  !!  Swift .*\(words).*: https://www.swift.org/install\n")
        XCTAssertTrue(text.contains(fact), text)
        assertPrints(run, "can't do the course here yet")
      }
    }
  }

  func testNcIsTriedAndItsUsageNotTrusted() throws {
    // An nc whose first argument says how it ends lines, and whose second says if it hangs.
    let client = """
      import socket, sys, time
      s = socket.create_connection(("127.0.0.1", int(sys.argv[-1])))
      s.sendall(sys.stdin.buffer.read().replace(b"\\n", {"crlf": b"\\r\\n", "lf": b"\\n"}[sys.argv[1]]))
      if sys.argv[2] == "hangs": time.sleep(60)
      s.shutdown(socket.SHUT_WR)
      while s.recv(100): pass
      """
    // Apple's nc lists -N and -C too, but its -N takes a number.
    let apples = """
      [ "$1" != -h ] || { echo 'usage: nc [-46AacCDdEFhklMnOortUuvz] [-N num_probes]'; exit; }
      case $2 in *[!0-9]*) echo 'nc: invalid tcp adaptive write timeout value' >&2; exit 1 ;; esac
      """
    let python = try requirePython()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("client.py").path
      try client.write(toFile: file, atomically: true, encoding: .utf8)
      let nc = folder.appendingPathComponent("nc")

      for (script, row) in [
        ("exec '\(python)' '\(file)' crlf ends \"$@\"", "ok  nc +the command-line client"),
        ("exec '\(python)' '\(file)' lf ends \"$@\"", "--  nc +doesn't support"),
        ("exec '\(python)' '\(file)' crlf hangs \"$@\"", "--  nc +doesn't support"),
        (apples, "--  nc +doesn't support"),
        (nil, "--  nc +isn't installed"),
      ] {
        try? FileManager.default.removeItem(at: nc)
        if let script { try writeScript(script, to: nc) }

        let run = try doctor(["PATH": folder.path])

        XCTAssertTrue(unwrapped(run).contains(try Regex("  \(row)")), run.output.text)
      }
    }
  }

  func testAPortInUseIsReportedWithItsProcess() throws {
    guard let port = Lab.all.compactMap(\.defaultPort).first(where: { isFree($0) }),
      let listener = Listener(port: port)
    else { throw XCTSkip("all ports of the labs are in use") }

    let run = try withExtendedLifetime(listener) { try doctor() }

    let lines = unwrapped(run)
    XCTAssertTrue(lines.contains(#/--  ports +taken: .*or choose another port/#), lines)
    XCTAssertTrue(lines.contains("\(port)"), lines)
    if Inspection.isPossible { XCTAssertTrue(lines.contains("(\(getpid()))"), lines) }
    XCTAssertEqual(run.ending, .exited(0), run.summary)
  }

  func testWhatTheCourseCanDoWithoutDoesNotFail() throws {
    let command = ["/bin/sh", "-c", "ulimit -n 256; exec \"$0\" doctor", program("course")]
    let variables = ["GRADER_PROC": "none", "LC_ALL": "C"]

    let run = try Child.run(
      command, environment: testEnvironment(variables), within: Deadline(after: 60))

    XCTAssertEqual(run.ending, .exited(0), run.summary)
    for words in ["/proc +missing", "descriptors +256, but lab 05 needs", "UTF-8 .* is C:"] {
      XCTAssertTrue(run.output.text.contains(try Regex("  --  " + words)), run.output.text)
    }
    assertPrints(run, "Some exercises use what")
    XCTAssertEqual(run.output.lines.filter { $0.count > 80 }, [])
  }

  /// Its output, with one line per fact.
  private func unwrapped(_ run: Child) -> String {
    run.output.text.replacing(#/\n {19}/#, with: " ")
  }

  private func doctor(_ variables: [String: String] = [:]) throws -> Child {
    try course(["doctor"], variables)
  }
}
