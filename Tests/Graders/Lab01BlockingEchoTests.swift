// What lab 01 must do, and every echo server after it.

import GraderKit
import Libc
import XCTest

/// The requirements of an echo server. Labs 02 to 05, and 09, are echo servers too: their graders inherit
/// these, and add their own.
class Lab01BlockingEchoTests: Grader {
  /// The mistake to name when nobody is served after the first client.
  var onlyOneClient: Mistake { .stopsAfterFirstClient }

  /// The mistake to name when each of them is served, and all of them far too late.
  var slowness: Mistake { .answersLate }

  /// Where one is served at a time, the next one is served when the first has left.
  override func meet() throws {
    try super.meet()
    if oneAtATime != nil { return }
    let server = try start(options)
    server.ifItDies = onlyOneClient
    let first = try server.connect("A")
    try greet(first)
    first.close()
    try greet(server.connect("B"), else: onlyOneClient)
    server.stop()
  }

  /// Sees to it that the program has opened what it opens once, and has all its processes.
  func settle(_ server: Server) throws {}

  // MARK: At the door

  func testTakesThePortItIsGiven() throws { try checkTakesThePortItIsGiven() }
  func testListensOnLoopbackOnly() throws { try checkListensOnLoopbackOnly() }
  func testStartsAgainAtOnceOnTheSamePort() throws { try checkStartsAgainAtOnceOnTheSamePort() }
  func testTellsWhenItsPortIsTaken() throws { try checkTellsWhenItsPortIsTaken() }
  func testTellsWhenAnArgumentIsBad() throws { try checkTellsWhenAnArgumentIsBad() }
  func testEndsAtOnceWhenToldTo() throws { try checkEndsAtOnceWhenToldTo() }

  // MARK: What comes back

  func testEchoesALine() throws {
    let client = try launch().connect("A")

    // Not everything that is sent ends in a newline.
    for half in ["hel", "lo\n"] {
      client.send(half)
      try client.expect(half, else: .waitsForNewline)
    }
  }

  func testEchoesEveryByteValue() throws {
    let client = try launch().connect("A")

    client.send([65, 0, 66, 10])
    try client.expect([65, 0, 66, 10], else: .stopsAtNUL, changed: .stopsAtNUL)

    // The two bytes of an é, the second only when the first has come back.
    for bytes in [[0xc3], [0xa9], Array(0...255)] as [[UInt8]] {
      client.send(bytes)
      try client.expect(bytes, else: .textNotBytes, changed: .textNotBytes)
    }
  }

  func testEchoesFourMebibytesUnchanged() throws {
    let client = try launch().connect("A")
    let bytes = ascii(4 << 20 + 7)

    // Again and again: what is kept of a visit must not fill up.
    for _ in 1...5 {
      client.send(bytes)
      try client.expect(bytes, else: .partialSendDropped, changed: .partialSendDropped)
    }
  }

  func testEchoesAllWhenSendTakesThreeBytesAtATime() throws {
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
      try client.expect("message \(number)\n", else: .oneRecvIsEverything)
      // A right server is done in a fraction of a second; ten seconds are far too long.
      if server.now > 10 { throw server.finding(.answersLate, "10 s for \(number) messages") }
    }

    // As long as a buffer may be, to the byte.
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
    // B waits in the listen queue, if it must, until A has left.
    for client in [try server.connect("A"), try server.connect("B")] {
      try greet(client, else: onlyOneClient)
      client.close()
    }
    server.ifItHangsUp = hangUp

    server.ifItDies = .endsWithASilentClient
    let silent = try server.connect("C")
    silent.finishSending()
    try silent.expectEnd(else: .neverCloses)

    try greet(server.connect("D"))
  }

  func testAHalfClosingClientGetsTheRestThenTheEnd() throws {
    let server = try launch()
    let client = try server.connect("A", receiveBuffer: 1 << 16)
    let bytes = ascii(1 << 20 + 7)
    // Whole as long as it stays: what is lost after that is lost for its leaving.
    // A short line behind it lets go of what somebody keeps until a message is over.
    client.send(pieces: [bytes, [10]])
    try client.expect(bytes + [10], else: .partialSendDropped, changed: .partialSendDropped)

    // More than the kernel's buffers hold on their way back.
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

  func testNoticesThatAClientHasLeft() throws {
    let server = try launch()
    try settle(server)
    let client = try server.connect("A")
    try greet(client)

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
      let client = try server.connect("client \(number)")
      try greet(client)
      client.close()
      // A right server is done in a fraction of a second.
      if server.now > 10 { throw server.finding(slowness, "10 s for \(number) clients") }
    }
    // A few may be opened once and kept; fifty may not.
    try server.expectDescriptors(atMost: before + 4, else: .neverCloses)

    server.ifItDies = .diesWithItsClient
    for number in 1...20 {
      let client = try server.connect("reset \(number)")
      try greet(client)
      client.reset()
    }
    try server.expectDescriptors(atMost: before + 4, else: .leaksDescriptors)
  }

  func testAResetHarmsNobodyElse() throws {
    let server = try launch()
    try settle(server)
    let broken = try server.connect("A")
    try greet(broken)

    server.ifItDies = .diesWithItsClient
    broken.reset()
    server.waitUntilMissed(broken)

    try greet(server.connect("B"), else: .oneClientBlocksTheOthers)
  }

  func testAResetWithBytesUnderWayHarmsNobodyElse() throws {
    let server = try launch()
    try settle(server)
    server.ifItDies = .diesWithItsClient
    let broken = try server.connect("A", receiveBuffer: 1 << 16)
    broken.isReading = false

    // More than the kernel's buffers hold: the server is in the middle of a send.
    broken.send(ascii(32 << 20))
    server.waitUntilStalled(broken)
    broken.reset()
    server.waitUntilMissed(broken)

    try greet(server.connect("B"), else: .oneClientBlocksTheOthers)
  }

  func testWhoVanishesBeforeAcceptHarmsNobody() throws {
    let server = try launch()
    try settle(server)

    // One that ends of any broken connection has not learned the first lesson yet.
    try requireUnharmed(server, "B", else: .diesWithItsClient) { _ in
      let broken = try server.connect("A")
      try greetNext(broken, of: server)
      broken.reset()
      server.waitUntilMissed(broken)
    }
    for (number, way) in Vanishing.allCases.enumerated() {
      let name = "B\(number + 2)"
      try requireUnharmed(server, name, else: .diesWithAVanishedClient) { processes in
        try server.letVanish(
          "A\(number + 2)", way, saying: Array("hello\n".utf8), holding: processes)
      }
    }
  }

  /// Requires that the process to which this happens serves the next client, who has this name.
  ///
  /// - Parameter event: gets those processes that take the next client; nil is all of them.
  func requireUnharmed(
    _ server: Server, _ name: String, else mistake: Mistake, by event: ([pid_t]?) throws -> Void
  ) throws {
    server.ifItDies = mistake
    try event(nil)

    let next = try server.connect(name, else: mistake)
    try greetNext(next, of: server, cut: .closedSocketStillWatched)
    next.close()
  }

  /// Has a client greet when others have come and gone.
  func greetNext(_ client: Peer, of server: Server, cut: Mistake? = nil) throws {
    client.send("hello\n")
    try client.expect("hello\n", else: .neverCloses, cut: cut)
  }
}
