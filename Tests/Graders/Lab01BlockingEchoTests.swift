// What lab 01 must do, and every echo server after it.

import GraderKit
import Libc
import XCTest

/// The requirements of an echo server. The graders of labs 02 to 05 and 09 inherit them.
class Lab01BlockingEchoTests: Grader {
  /// The mistake to name if only the first client is served.
  var onlyOneClient: Mistake { .stopsAfterFirstClient }

  /// The mistake to name if all clients are served, but far too late.
  var slowness: Mistake { .answersLate }

  override func meet() throws {
    try super.meet()
    if oneAtATime != nil { return }
    let server = try start(options)
    server.ifItDies = onlyOneClient
    let first = try greet(server.connect("A"))
    first.close()
    try greet(server.connect("B"), else: onlyOneClient)
    server.stop()
  }

  /// Waits until the program has all its processes, and has opened everything that it opens once.
  func settle(_ server: Server) throws {}

  // MARK: Starting and stopping

  func testTakesThePortItIsGiven() throws { try checkTakesThePortItIsGiven() }
  func testListensOnLoopbackOnly() throws { try checkListensOnLoopbackOnly() }
  func testStartsAgainAtOnceOnTheSamePort() throws { try checkStartsAgainAtOnceOnTheSamePort() }
  func testTellsWhenItsPortIsInUse() throws { try checkTellsWhenItsPortIsInUse() }
  func testTellsWhenAnArgumentIsBad() throws { try checkTellsWhenAnArgumentIsBad() }
  func testEndsAtOnceOnASignal() throws { try checkEndsAtOnceOnASignal() }
  func testNoSocketIsClosedTwice() throws { try checkClosesNoSocketTwice() }

  /// Whether waits have a limit in this lab.
  var hasTimeouts: Bool { false }

  func testWaitsForASilentClient() throws {
    // A timeout of a minute ends a wait at once.
    let server = try launch(weather: hasTimeouts ? nil : "short-timeout=10000")
    server.ifItDies = .limitsAWait
    for name in ["A", "B"] {
      server.wait(for: 0.05) { server.child.hasEnded() }
      let client = try greet(server.connect(name))
      server.wait(for: 0.05) { client.hasStopped }
      client.send("hello\n")
      try client.expect("hello\n", changed: .limitsAWait, cut: .limitsAWait)
      client.close()
    }
  }

  // MARK: What comes back

  func testEchoesALine() throws {
    let client = try launch().connect("A")

    for half in ["hel", "lo\n"] {
      client.send(half)
      try client.expect(half, else: .waitsForNewline)
    }
  }

  func testEchoesEveryByteValue() throws {
    let server = try launch()
    let client = try server.connect("A")

    client.send([65, 0, 66, 10])
    try client.expect([65, 0, 66, 10], else: .stopsAtNUL, changed: .stopsAtNUL)

    // The two bytes of an é, one at a time.
    for bytes in [[0xc3], [0xa9], Array(0...255)] as [[UInt8]] {
      client.send(bytes)
      try client.expect(bytes, else: .textNotBytes, changed: .textNotBytes)
    }
    // Alone, and at the beginning and the end of a message.
    var draw = Draw(for: server)
    let drawn = (1...10).map { _ in draw.some(500, of: awkwardBytes + Array(0...255)) }
    for bytes in awkwardBytes.map({ [$0] }) + awkwardBytes.map({ [$0, 65, $0] }) + drawn {
      client.send(bytes)
      try client.expect(bytes, else: .losesBytes, changed: .changesBytes)
    }
  }

  func testEchoesFourMebibytesUnchanged() throws {
    let client = try launch().connect("A")
    let bytes = ascii(4 << 20 + 7)

    // Several times: a buffer that the program keeps must not fill up.
    for _ in 1...5 {
      client.send(bytes)
      try client.expect(bytes, else: .partialSendDropped, changed: .partialSendDropped)
    }
  }

  func testEchoesAllWhenSendTakesThreeBytesAtATime() throws { try expectWholeEcho() }

  /// Expects a whole echo though each send takes only three bytes.
  func expectWholeEcho() throws {
    let client = try launch(weather: "short-send=3").connect("A")
    let alphabet = "abcdefghijklmnopqrstuvwxyz\n"

    client.send(alphabet)

    try client.expect(alphabet, else: .partialSendDropped, changed: .partialSendDropped)
  }

  func testEchoesManySmallMessagesInOrder() throws {
    let server = try launch()
    let client = try server.connect("A")

    for number in 1...300 {
      client.send("message \(number)\n")
      try client.expect("message \(number)\n", else: secondSilence)
      // A correct server needs a fraction of a second.
      if server.now > 10 { throw server.finding(.answersLate, "10 s for \(number) messages") }
    }

    // The sizes of common buffers, to the byte.
    for exponent in 9...15 {
      let message = ascii(1 << exponent)
      client.sendAtOnce(message)
      try client.expect(message, else: .waitsForMore)
    }

    let burst = (1...1000).map { "message \($0)\n" }
    for message in burst { client.send(message) }
    try client.expect(burst.joined())
  }

  // MARK: The end of a connection

  func testServesOneClientAfterAnother() throws {
    let server = try launch()
    server.ifItDies = onlyOneClient
    server.ifItHangsUp = onlyOneClient
    // B waits in the listen queue, if it must, until A has disconnected.
    for client in [try server.connect("A"), try server.connect("B")] {
      try greet(client, else: onlyOneClient)
      client.close()
    }
    server.ifItHangsUp = hangUp

    server.ifItDies = .endsWithASilentClient
    let silent = try server.connect("C")
    try silent.finish()

    try greet(server.connect("D"))
  }

  func testAHalfClosingClientGetsTheRestThenTheEnd() throws {
    let server = try launch()
    let client = try server.connect("A", receiveBuffer: 1 << 16)
    let bytes = ascii(1 << 20 + 7)
    // First without an end of the stream: what is lost later is lost because of the end. The short
    // line releases what a program keeps until a message ends.
    client.send(pieces: [bytes, [10]])
    try client.expect(bytes + [10], else: .partialSendDropped, changed: .partialSendDropped)

    // More than the kernel's buffers hold on the way back.
    let more = ascii(8 << 20)
    client.isReading = false
    client.send(more)
    client.finishSending()
    server.waitUntilStalled(client)
    client.isReading = true

    try client.expect(
      more, else: .partialSendDropped, changed: .partialSendDropped, cut: .dropsOnHalfClose)
    try client.expectEnd(else: .neverCloses, reset: .dropsOnHalfClose)
  }

  func testNoticesThatAClientHasDisconnected() throws {
    let server = try launch()
    try settle(server)
    let client = try greet(server.connect("A"))

    client.finishSending()

    server.wait(for: 1) { client.hasStopped }
    if Inspection.isPossible { try server.expectQuiet(share: 0.5, else: .spins) }
    try client.expectEnd(else: .neverCloses)
  }

  func testDescriptorsReturnAfterFiftyClients() throws {
    try requireInspection()
    let server = try launch()
    try settle(server)
    let before = server.descriptors

    for number in 1...50 {
      let client = try greet(server.connect("client \(number)"))
      client.close()
      // A correct server needs a fraction of a second.
      if server.now > 10 { throw server.finding(slowness, "10 s for \(number) clients") }
    }
    // The program may open and keep a few, but not fifty.
    try server.expectDescriptors(atMost: before + 4, else: .neverCloses)

    server.ifItDies = .diesWithItsClient
    for number in 1...20 {
      let client = try greet(server.connect("reset \(number)"))
      client.reset()
    }
    try server.expectDescriptors(atMost: before + 4, else: .leaksDescriptors)
  }

  func testAResetDoesNotHarmOtherClients() throws {
    let server = try launch()
    try settle(server)
    let broken = try greet(server.connect("A"))

    server.ifItDies = .diesWithItsClient
    server.reset(broken)

    try greet(server.connect("B"), else: .oneClientBlocksTheOthers)
  }

  func testAResetWithBytesUnderwayDoesNotHarmOtherClients() throws {
    let server = try launch()
    try settle(server)
    server.ifItDies = .diesWithItsClient
    let broken = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)

    // More than the kernel's buffers hold: the server is in the middle of a send.
    broken.send(ascii(32 << 20))
    server.waitUntilStalled(broken)
    server.reset(broken)

    try greet(server.connect("B"), else: .oneClientBlocksTheOthers)
  }

  func testTheServerSurvivesAClientThatVanishesBeforeAccept() throws {
    let server = try launch()
    try settle(server)

    // First a plain reset: if the program ends because of that, the rest says nothing new.
    try requireUnharmed(server, "B", else: .diesWithItsClient) { _ in
      let broken = try server.connect("A")
      try greetNext(broken, of: server)
      server.reset(broken)
    }
    for (number, way) in Vanishing.allCases.enumerated() {
      let name = "B\(number + 2)"
      try requireUnharmed(server, name, else: .diesWithAVanishedClient) { processes in
        try server.letVanish(
          "A\(number + 2)", way, saying: Array("hello\n".utf8), holding: processes)
      }
    }
  }

  /// Requires that the process that sees this event serves the next client.
  ///
  /// - Parameter event: gets the processes to suspend meanwhile; nil means all of them.
  func requireUnharmed(
    _ server: Server, _ name: String, else mistake: Mistake, by event: ([pid_t]?) throws -> Void
  ) throws {
    server.ifItDies = mistake
    try event(nil)

    let next = try server.connect(name, else: mistake)
    try greetNext(next, of: server, cut: .closedSocketStillWatched)
    next.close()
  }

  /// Has a client greet after others have disconnected.
  func greetNext(_ client: Peer, of server: Server, cut: Mistake? = nil) throws {
    client.send("hello\n")
    try client.expect("hello\n", else: .neverCloses, cut: cut)
  }
}
