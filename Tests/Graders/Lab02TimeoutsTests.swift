// What lab 02 must do: never wait for ever.

import GraderKit
import XCTest

final class Lab02TimeoutsTests: Lab01BlockingEchoTests {
  override var options: [String] { Lab.timeouts.options }

  func testASilentClientIsToldAndDropped() throws {
    // More than the second of the listener, whose timeout Linux hands on to the sockets it accepts.
    let server = try launch("--idle", "1.5")
    server.ifItDies = .exitsOnTimeout
    let silent = try server.connect("A")
    let start = server.now
    try greet(silent)

    try expectTimeout(silent)
    // A kernel that counts in ticks may be one tick early.
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
        // If the grader was slow, A was silent for too long, and may be dropped.
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
    let half = try server.connect("A")
    try greet(half)

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
      // A broken connection is no silence.
      server.ifItDies = .diesWithItsClient
      let broken = try server.connect("one who breaks off")
      try greet(broken)
      broken.reset()
      server.waitUntilMissed(broken)
      let gone = try server.connect("one who leaves")
      try greet(gone)
      gone.close()

      server.ifItDies = .exitsOnTimeout
      let lazy = try server.connect("A", receiveBuffer: 1 << 16)
      lazy.isReading = false
      lazy.send(bytes)
      server.waitUntilStalled(lazy)
      // With bytes of A before it, the program can only be waiting for A to read.
      let isHeldUp = lazy.unsent == 0 || !lazy.hasStopped && server.unread(of: lazy) != 0
      let next = try server.connect("B")

      // Twice the idle time: a send that timed out halfway is followed by one for the rest.
      next.send("hello\n")
      try next.expect("hello\n", else: .sendHasNoTimeout, asleep: 2 * idle + 3)

      // If the grader was slow, A was silent for too long, and was dropped for that. The word that
      // says so may be lost in a reset.
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
    let client = try server.connect("A")
    try greet(client)

    // First for a client that is silent, then for nobody in particular.
    try server.expectQuiet(share: 0.05, else: .spins)
    client.finishSending()
    try client.expectEnd(else: .neverCloses)
    try server.expectQuiet(share: 0.05, else: .spins)
  }
}
