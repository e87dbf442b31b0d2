// A report says what the program was doing when it failed, and nothing else.

import Foundation
import GraderKit
import XCTest

final class EvidenceTests: XCTestCase {
  func testNamesTheCallAndWhoWaits() throws {
    let server = try solution()
    let silent = try server.connect("A")
    let other = try server.connect("B")
    other.send("hello\n")

    assertReport(
      of: try other.expect("hello\n", asleep: 0.3),
      says: [
        "blocked in recv on A's connection, so B waits",
        "B's connection: not accepted yet; 6 bytes waiting",
      ], not: ["processor time", "CLOSE_WAIT", "descriptors", "memory"])
    _ = silent
  }

  func testNamesTheOneWhoDoesNotRead() throws {
    let server = try solution()
    let lazy = try server.connect("A", receiveBuffer: 1 << 16)
    lazy.isReading = false
    lazy.send([UInt8](repeating: 7, count: 32 << 20))
    server.waitUntilStalled(lazy)
    let other = try server.connect("B")
    other.send("hello\n")

    assertReport(
      of: try other.expect("hello\n", asleep: 0.3),
      says: ["blocked in send on A's connection, and A does not read, so B waits"],
      not: ["processor time", "A's connection:"])
  }

  func testSaysNothingOfWhatTheProgramDoesWhenWhatCameIsWrong() throws {
    let server = try solution()
    let client = try server.connect("A")
    client.send("hello\n")

    assertReport(
      of: try client.expect("HELLO\n"), says: ["got \"hello\\n\" instead of"],
      not: ["blocked", "running", "it has read"])
  }

  func testTellsHowMuchProcessorTimeWasUsed() throws {
    let server = try python("c, _ = s.accept()\nwhile True: c.recv(10)")
    let client = try server.connect("A")
    client.finishSending()

    assertReport(
      of: try client.expectEnd(else: .neverCloses),
      says: [
        "running: N ms of CPU time in the last N ms, and it never slept",
        "A's connection in CLOSE_WAIT: A has ended its sending, but your program has not closed it",
      ], not: ["blocked", "it has read"])
  }

  func testCountsConnectionsThatWereNotClosed() throws {
    let server = try python("all = []\nwhile True: all.append(s.accept()); all[-1][0].recv(10)")
    for number in 1...5 { try server.connect("client \(number)").close() }
    let last = try server.connect("A")
    last.send("hello\n")

    assertReport(
      of: try last.expect("hello\n", asleep: 0.3),
      says: [
        "5 connections in CLOSE_WAIT: the clients disconnected, but your program has not closed them",
        "blocked in accept", "it has read everything that A sent",
      ], not: ["processor time", "so "])
  }

  func testCountsBytesThatLieUnread() throws {
    let server = try python("c, _ = s.accept()\nwhile True: time.sleep(60)")
    let client = try server.connect("A")
    client.send("seventeen letters")

    assertReport(
      of: try client.expect("seventeen letters", asleep: 0.3),
      says: ["blocked in sleep", "A's connection: 17 bytes that the program has not read"],
      not: ["processor time", "it has read"])
  }

  func testTellsThatTheDescriptorsAreUsedUp() throws {
    let server = try python(
      "import os, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))\n"
        + "c, _ = s.accept()\ntry:\n  while True: os.dup(0)\nexcept OSError: time.sleep(60)")
    let client = try server.connect("A")

    assertReport(
      of: try client.expect("hello\n", asleep: 0.3),
      says: ["N descriptors open, which is its limit"], not: ["CLOSE_WAIT"])
  }

  func testTellsByWhichSignalTheProgramEnded() throws {
    for (signal, words) in [
      (SIGPIPE, "it was killed by SIGPIPE: it sent to a closed connection"),
      (SIGSEGV, "it was killed by SIGSEGV: it used invalid memory"),
      (SIGKILL, "it was killed by SIGKILL, but not by the grader:"),
    ] {
      let server = try solution()
      let client = try server.connect("A")
      kill(server.child.pid, signal)
      client.send("hello\n")

      assertReport(
        of: try client.expect("hello\n", asleep: 0.3), says: [words],
        not: ["blocked", "running", "CLOSE_WAIT"])
    }
  }

  func testShowsWhatTheProgramSaysAndObeysNothingOfIt() throws {
    let server = try python(
      "c, (_, port) = s.accept()\nprint(f'127.0.0.1:{port}\\t\\33[2J', file=sys.stderr, flush=True)\n"
        + "print('word ' * 40, file=sys.stderr, flush=True)\ntime.sleep(60)")
    let client = try server.connect("A")

    let report = assertReport(
      of: try client.expect("hello\n", asleep: 0.3), says: ["\\t\\u{1b}[2J   (A)"], not: ["\u{1b}"])
    let widest = report.split(separator: "\n").dropFirst().map(\.count).max() ?? 0
    XCTAssertLessThanOrEqual(widest, 100, report)
  }

  // MARK: The programs, and their reports

  private var servers: [Server] = []

  override func setUpWithError() throws {
    if !Inspection.isPossible { throw XCTSkip("this system has no /proc") }
  }

  override func tearDown() {
    for server in servers { server.stop() }
  }

  private func launch(_ command: [String]) throws -> Server {
    servers.append(try Server(Subject(command)))
    return servers[servers.count - 1]
  }

  private func solution() throws -> Server { try launch([program("solution01")]) }

  /// A server that listens on the socket `s`, then runs these lines.
  private func python(_ lines: String) throws -> Server {
    try requirePython()
    let script = """
      import socket, sys, time
      s = socket.create_server(("127.0.0.1", 0))
      print("it listening on 127.0.0.1:%d" % s.getsockname()[1], flush=True)
      \(lines)
      """
    return try launch(["python3", "-c", script])
  }

  /// Fails unless the check throws a report with these words, where N stands for any number. Returns
  /// the report.
  @discardableResult
  private func assertReport(
    of check: @autoclosure () throws -> Void, says words: [String], not others: [String],
    line: UInt = #line
  ) -> String {
    var report = "no report"
    do { try check() } catch { report = "\(error)" }
    let plain = report.replacing(#/\d[\d,]*/#, with: "N")
    for word in words where !report.contains(word) && !plain.contains(word) {
      XCTFail("no \(word) in \(report)", line: line)
    }
    for other in others where report.contains(other) {
      XCTFail("\"\(other)\" does not belong in \(report)", line: line)
    }
    return report
  }
}
