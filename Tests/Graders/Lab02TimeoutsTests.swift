// What lab 02 must do: never wait forever.

import GraderKit
import XCTest

final class Lab02TimeoutsTests: Lab01BlockingEchoTests {
  override var hasTimeouts: Bool { true }

  override var options: [String] { Lab.timeouts.options }

  @discardableResult
  override func greet(_ client: Peer, else mistake: Mistake? = nil) throws -> Peer {
    client.send("hello\n")
    try client.expect(
      Array("hello\n".utf8), else: mistake ?? silence,
      suspects: [WrongReply(.timeoutAtOnce, instead: Array("timeout\n".utf8))])
    return client
  }

  func testASilentClientIsToldAndDropped() throws {
    // More than the listener's timeout of 1 s, which accepted sockets inherit on Linux.
    let server = try launch("--idle", "1.5")
    server.ifItDies = .exitsOnTimeout
    let silent = try server.connect("A")
    let start = server.now
    try greet(silent)

    try expectTimeout(silent, of: server, after: 1.5)
    // The kernel may be one tick early.
    let time = silent.lastArrival - start
    if time > 2.7, try isLate([3, 6, 12], of: server) {
      throw server.finding(
        .dropsTooLate, "A had 1.5 s, but got the word after \(fixed(time, 2)) s",
        about: silent, by: .whatCame)
    }
    if time < 1.48 {
      throw server.finding(
        .dropsTooSoon, "A had 1.5 s, but got the word after \((time * 100).rounded() / 100) s",
        about: silent, by: .whatCame)
    }
    try expectEnd(silent)
  }

  func testTheWordTimeoutIsWholeWhenSendTakesThreeBytesAtATime() throws {
    let server = try launch("--idle", "0.5", weather: "short-send=3")

    try server.connect("A").expect("timeout\n", cut: .timeoutIsADisconnect)
  }

  /// Whether clients get nearly twice these idle times: a busy machine isn't late by as much.
  private func isLate(_ times: [Double], of server: Server) throws -> Bool {
    for idle in times {
      let server = try launch("--idle", "\(idle)")
      let client = try greet(server.connect("a client with \(idle) s"))
      let start = server.now
      try expectTimeout(client, of: server, after: idle)
      if client.lastArrival - start < 1.8 * idle { return false }
    }
    return true
  }

  private func expectTimeout(_ client: Peer, of server: Server, after idle: Double) throws {
    let start = server.now
    func isTold() -> Bool { client.hasNews || client.hasStopped }
    // Wait longer than the default: a timeout that is too long differs from none.
    if !server.wait(asleep: idle + 2, until: isTold), server.wait(asleep: 4, until: isTold),
      client.came("timeout\n")
    {
      throw server.finding(
        .dropsTooLate,
        "\(client.name) had \(idle) s, but got the word after "
          + "\((client.lastArrival - start).rounded()) s", about: client, by: .whatCame)
    }
    try client.expect(
      Array("timeout\n".utf8), else: .timeoutOnlyOnListener, changed: .notTheWord,
      cut: .timeoutIsADisconnect,
      suspects: [WrongReply(.notTheWord, instead: Array("timeout".utf8))])
  }

  private func expectEnd(_ client: Peer) throws {
    try client.expectEnd(
      else: .neverCloses, changed: .notTheWord,
      suspects: [WrongReply(.keepsASilentClient, instead: Array("timeout\n".utf8))])
  }

  func testAClientThatNeverSendsIsDroppedAndTheNextIsServed() throws {
    let server = try launch("--idle", "0.5")
    server.ifItDies = .exitsOnTimeout
    let silent = try server.connect("A")
    let next = try server.connect("B")

    next.send("hello\n")

    try expectTimeout(silent, of: server, after: 0.5)
    try expectEnd(silent)
    try next.expect("hello\n", else: .stopsAfterFirstClient)
  }

  func testASlowClientHasTheWholeIdleTime() throws {
    let server = try launch("--idle", "60")
    let silent = try server.connect("A")
    // More than the listener's timeout.
    server.wait(for: 1.5) { silent.hasNews || silent.hasStopped }
    silent.send("hello\n")
    try silent.expect("hello\n", changed: .dropsTooSoon, cut: .dropsTooSoon)
    silent.close()

    let slow = try server.connect("B", receiveBuffer: 1 << 16, isReading: false)
    let bytes = ascii(16 << 20)
    slow.send(bytes)
    server.waitUntilStalled(slow)
    let naps = server.naps
    // After a send that timed out halfway, the program sends the rest.
    server.wait(for: 3) { slow.hasStopped }
    // If it woke, a timeout has expired, and the next one soon will.
    if server.naps > naps { server.wait(for: 10) { slow.hasStopped } }
    slow.isReading = true
    try slow.expect(bytes, cut: .sendTimeoutTooShort)
  }

  func testAClientThatKeepsSendingStays() throws {
    try withTimeouts([0.5, 1, 2, 5, 10]) { idle in
      let server = try launch("--idle", "\(idle)")
      var last = server.now
      let client = try server.connect("A")

      for number in 1...3 {
        server.wait(for: idle / 2) { client.hasStopped }
        let before = server.now
        if number == 1 && client.hasStopped && before - last < idle / 2 {
          throw server.finding(
            .dropsTooSoon, "A had \(idle) s, and was dropped after \(fixed(before - last, 2)) s",
            about: client, by: .whatCame)
        }
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
    let broken = try greet(server.connect("C"), else: .disconnectIsATimeout)

    // A program that handles the reset sends nothing to C, so no send of it fails.
    server.ifItDies = .diesWithItsClient
    server.reset(broken)
    try greet(server.connect("D"), else: .oneClientBlocksTheOthers)
    if server.hasSentInVain {
      throw server.finding(
        .resetIsATimeout, "C was silent and then reset its connection; after that, a send failed")
    }
  }

  func testAClientThatDoesNotReadIsDropped() throws {
    let bytes = ascii(64 << 20)
    try withTimeouts([0.5, 1, 2, 5, 10]) { idle in
      let server = try launch("--idle", "\(idle)")
      // First a reset, which isn't silence.
      server.ifItDies = .diesWithItsClient
      let broken = try greet(server.connect("a client that resets"))
      server.reset(broken)
      let gone = try greet(server.connect("a client that disconnects"))
      gone.close()

      server.ifItDies = .exitsOnTimeout
      let lazy = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
      lazy.send(bytes)
      server.waitUntilStalled(lazy)
      // If it leaves A's bytes unread, the program waits for A to read.
      let isHeldUp = lazy.unsent == 0 || !lazy.hasStopped && server.unread(of: lazy) != 0
      let next = try server.connect("B")

      // Twice the idle time: after a send that timed out halfway, the program sends the rest.
      next.send("hello\n")
      if !server.wait(asleep: 2 * idle + 2, until: { next.hasNews }) {
        // If no client is dropped in time, that's the cause.
        let server = try launch("--idle", "0.5")
        try expectTimeout(server.connect("C"), of: server, after: 0.5)
      }
      try next.expect("hello\n", else: .sendHasNoTimeout, asleep: 0.1)

      // If the grader was slow, A was silent too long and was dropped for that, maybe with a reset.
      lazy.isReading = true
      server.wait { lazy.hasStopped }
      return isHeldUp && !lazy.ended(with: "timeout\n")
    }
  }

  func testAnEchoThatTimesOutEndsWithoutTheWord() throws {
    try requireInspection()
    let server = try launch("--idle", "0.5")
    let lazy = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
    lazy.send(ascii(2 << 20))
    // When the program closes, nothing may be unread, or a reset would discard the word.
    var pieces = 0
    while pieces < 2000, !server.hasReadAndSends(to: lazy) {
      lazy.send(ascii(1 << 14))
      pieces += 1
    }
    let naps = server.naps
    server.wait(for: 0.3) { server.received(from: lazy) == 2 << 20 + pieces << 14 }
    let read = server.received(from: lazy)

    // After a send that timed out halfway, the program sends the rest, and then perhaps the word.
    server.wait { server.naps > naps + 1 || server.isSending(8) }
    lazy.isReading = true
    server.wait { lazy.hasStopped }

    // However late A reads, everything that the program has read must arrive before the word.
    if lazy.ended(with: "timeout\n") && lazy.newCount - 8 < read {
      // If each send may lose bytes, the word isn't to blame.
      try expectWholeEcho()
      let count = grouped(lazy.newCount - 8)
      throw server.finding(
        .timeoutInAnEcho, "A got \(count) of \(grouped(read)) bytes, and then the word",
        about: lazy, by: .whatCame)
    }
  }

  func testAnErrorOfAcceptIsNotATimeout() throws {
    try requireInspection()
    let server = try launch()
    let free = server.firstFreeDescriptor(of: server.child.pid)
    let last = try greet(server.connect("A"))
    if !server.starve(server.child.pid, from: free) {
      throw skip("this system doesn't let the grader set limits")
    }

    // The last free descriptor is taken, so no other client gets one.
    try last.finish()

    // The program may end because of that, or wait until a descriptor is free.
    try server.expectQuiet(share: 0.25, orEnd: true, else: .everyErrorIsATimeout)
  }

  func testSaysThatItIsWaitingAndKeepsWaiting() throws {
    let server = try launch()
    server.ifItDies = .exitsOnTimeout
    let words = server.child.errors.lines.count

    if !server.wait(for: 10, until: { server.child.errors.lines.count >= words + 2 }) {
      throw server.finding(
        .saysNothingWhileWaiting, "for 10 s no client connected, and it said nothing")
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
