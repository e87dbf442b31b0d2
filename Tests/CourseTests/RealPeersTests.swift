// The solutions of labs 06 to 08 work with real programs: netcat, and Python's struct and web server.

import Foundation
import GraderKit
import XCTest

final class RealPeersTests: XCTestCase {
  func testNetcatGetsItsLinesInCapitals() throws {
    if Netcat.tried() != .works { throw XCTSkip("no nc here knows -C and -N") }
    let server = try solution(.messages)
    defer { server.stop() }

    let client = try shell(
      "printf 'good \\303\\251vening\\nsecond\\n' | nc -C -N 127.0.0.1 \(server.port)")

    XCTAssertEqual(client.output.text, "GOOD ÉVENING\r\nSECOND\r\n", client.summary)
  }

  func testPythonCalculatesInStructs() throws {
    let script = """
      import socket, struct, sys
      s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
      for a, b, op in [(6, 7, b"*"), (-7, 2, b"/"), (-7, 2, b"%"), (1, 0, b"/"), (1, 2, b"x")]:
          s.sendall(struct.pack("!ii1s", a, b, op))
          print(*struct.unpack("!Bq", s.recv(9, socket.MSG_WAITALL)))
      """
    try requirePython()
    let server = try solution(.binary)
    defer { server.stop() }

    let client = try shell("exec python3 -c \"$0\" \"$1\"", script, "\(server.port)")

    XCTAssertEqual(client.output.lines, ["0 42", "0 -3", "0 -1", "1 0", "2 0"], client.summary)
  }

  func testTheSolutionFetchesAFileFromPythonsWebServer() throws {
    let body = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &>> 3) })
    try requirePython()
    try withTemporaryFolder { folder in
      try body.write(to: folder.appendingPathComponent("page.bin"))
      // Unbuffered (-u), because its first line names the port.
      let command = "exec python3 -u -m http.server --bind 127.0.0.1 --directory \"$0\" 0"
      let server = try Program(["/bin/sh", "-c", command, folder.path], "a web server starts")
      defer { server.stop() }
      var port: Substring?
      server.wait {
        port = server.child.output.text.firstMatch(of: #/ port (\d+) /#)?.1
        return port != nil
      }
      let found = try XCTUnwrap(port, "no web server starts: \(server.child.summary)")

      let page = folder.appendingPathComponent("page.out").path
      let client = try shell(
        "exec \"$0\" 127.0.0.1 \"$1\" /page.bin > \"$2\"", program(Lab.client.solution), "\(found)",
        page)

      XCTAssertEqual(client.ending, .exited(0), client.summary)
      XCTAssertTrue(
        client.errors.text.contains("127.0.0.1:\(found) sent 300000 bytes"), client.summary)
      XCTAssertTrue(FileManager.default.contents(atPath: page) == body, "the page has changed")
    }
  }

  private func solution(_ lab: Lab) throws -> Server {
    try Server(Subject([program(lab.solution)]))
  }

  private func shell(_ command: String, _ arguments: String...) throws -> Child {
    try Child.run(["/bin/sh", "-c", command] + arguments, within: .patience)
  }
}
