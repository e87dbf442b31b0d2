// What lab 02 must do: never wait forever.

import GraderKit
import XCTest

final class Lab02TimeoutsTests: Lab01BlockingEchoTests {
  override var options: [String] { Lab.timeouts.options }

  func testASilentClientIsToldAndDropped() throws {
    // More than the listener's timeout of 1 s, which accepted sockets inherit on Linux.
    let server = try launch("--idle", "1.5")
    server.ifItDies = .exitsOnTimeout
    let silent = try server.connect("A")
    let start = server.now
    try greet(silent)

    try expectTimeout(silent)
    // The kernel may be one tick early.
    let time = silent.lastArrival - start
    if time < 1.48 {
      throw server.finding(
        .dropsTooSoon, "A was to have 1.5 s, and was told after \((time * 100).rounded() / 100) s",
        about: silent, by: .whatCame)
    }
    try silent.expectEnd(else: .neverCloses)
  }

  func testTheWordTimeoutIsWholeWhenSendTakesThreeBytesAtATime() throws {
    let server = try launch("--idle", "0.5", weather: "short-send=3")

    try server.connect("A").expect("timeout\n", cut: .timeoutIsADisconnect)
  }

  private func expectTimeout(_ client: Peer) throws {
    try client.expect(
      Array("timeout\n".utf8), else: .timeoutOnlyOnListener, changed: .notTheWord,
      cut: .timeoutIsADisconnect,
      suspects: [WrongReply(.notTheWord, instead: Array("timeout".utf8))])
  }

  func testAClientThatNeverSpeaksIsDroppedAndTheNextIsServed() throws {
    let server = try launch("--idle", "0.5")
    server.ifItDies = .exitsOnTimeout
    let silent = try server.connect("A")
    let next = try server.connect("B")

    next.send("hello\n")

    try expectTimeout(silent)
    try silent.expectEnd(else: .neverCloses, changed: .neverCloses)
    try next.expect("hello\n", else: .stopsAfterFirstClient)
  }

  func testAClientThatKeepsTalkingStays() throws {
    try withTimeouts([0.5, 1, 2, 5, 10]) { idle in
      let server = try launch("--idle", "\(idle)")
      var last = server.now
      let client = try server.connect("A")

      for number in 1...3 {
        server.wait(for: idle / 2) { client.hasStopped }
        let before = server.now
        client.send("message \(number)\n")
        // If the grader was slow, A was silent too long and may be dropped.
        if server.now - last >= idle { return false }
        last = before
        try client.expect(
          "message \(number)\n", changed: .timeoutFromConnect, cut: .timeoutFromConnect)
      }
      return true
    }
  }

  func testADisconnectIsNoticedAtOnce() throws {
    let server = try launch("--idle", "60")
    let half = try greet(server.connect("A"))

    half.finishSending()
    try half.expectEnd(else: .disconnectIsATimeout, changed: .disconnectIsATimeout)

    let whole = try server.connect("B")
    whole.close()
    try greet(server.connect("C"), else: .disconnectIsATimeout)
  }

  func testAClientThatDoesNotReadIsDropped() throws {
    let bytes = ascii(64 << 20)
    try withTimeouts([0.5, 1, 2, 5, 10]) { idle in
      let server = try launch("--idle", "\(idle)")
      // First a reset, which isn't silence.
      server.ifItDies = .diesWithItsClient
      let broken = try greet(server.connect("one who breaks off"))
      server.reset(broken)
      let gone = try greet(server.connect("one who leaves"))
      gone.close()

      server.ifItDies = .exitsOnTimeout
      let lazy = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
      lazy.send(bytes)
      server.waitUntilStalled(lazy)
      // If it leaves A's bytes unread, the program waits for A to read.
      let isHeldUp = lazy.unsent == 0 || !lazy.hasStopped && server.unread(of: lazy) != 0
      let next = try server.connect("B")

      // Twice the idle time: a send that timed out halfway is followed by one for the rest.
      next.send("hello\n")
      try next.expect("hello\n", else: .sendHasNoTimeout, asleep: 2 * idle + 3)

      // If the grader was slow, A was silent too long and was dropped for that, maybe with a reset.
      lazy.isReading = true
      server.wait { lazy.hasStopped }
      return isHeldUp && !lazy.ended(with: "timeout\n")
    }
  }

  func testSaysThatItWaitsAndGoesOnWaiting() throws {
    let server = try launch()
    server.ifItDies = .exitsOnTimeout
    let words = server.child.errors.lines.count

    if !server.wait(for: 10, until: { server.child.errors.lines.count >= words + 2 }) {
      throw server.finding(.saysNothingWhileWaiting, "for 10 s nobody came, and it said nothing")
    }

    try greet(server.connect("A"))
  }

  func testWaitingCostsNothing() throws {
    try requireInspection()
    let server = try launch()
    let client = try greet(server.connect("A"))

    // First it waits for a silent client, then for a new one.
    try server.expectQuiet(share: 0.05, else: .spins)
    try client.finish()
    try server.expectQuiet(share: 0.05, else: .spins)
  }
}
