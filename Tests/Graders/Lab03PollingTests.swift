// What lab 03 must do: serve all clients on one thread, by polling each in turn.

import GraderKit
import XCTest

final class Lab03PollingTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .blockingClientSocket }

  override var secondSilence: Mistake { .forgetsAClient }

  override var onlyOneClient: Mistake { .dies }

  override var slowness: Mistake { .acceptsTooSlowly }

  // A program that takes wouldBlock for the end of the stream sees an end nearly every time.
  override var hangUp: Mistake { .wouldBlockIsTheEnd }

  /// Also checks that it doesn't sleep while a client waits, or the other tests would take minutes.
  override func meet() throws {
    try super.meet()
    let server = try start(options)
    var late = (welcomes: 0, answers: 0)
    for number in 1...4 {
      let client = try server.connect("client \(number)")
      if try isKeptWaiting(client, server) { late.welcomes += 1 }
      if try isKeptWaiting(client, server) { late.answers += 1 }
    }
    if late.answers > 2 { throw server.finding(.answersLate, "it rests while a message waits") }
    if late.welcomes > 2 {
      throw server.finding(.acceptsTooSlowly, "it rests while a client waits")
    }
    server.stop()
  }

  private func isKeptWaiting(_ client: Peer, _ server: Server) throws -> Bool {
    let naps = server.naps
    client.send("hello\n")
    server.wait(for: 0.3) { client.came("hello\n") }
    let isKeptWaiting = !client.came("hello\n") && server.restsInstead(napsBefore: naps)
    try client.expect("hello\n")
    return isKeptWaiting
  }

  func testASilentClientDoesNotBlockTheOthers() throws {
    try checkASilentClientDoesNotBlockTheOthers()
  }
  func testAClientSilentForAWhileIsStillServed() throws { try checkAPausingClientIsServed() }
  func testANewClientIsNotTakenForOneThatDisconnected() throws { try checkANewcomer() }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(launch(), else: .acceptsTooSlowly)
  }

  func testClientsThatSendWithoutPauseDoNotStarveTheOthers() throws { try checkNoClientStarves() }
  func testNothingIsLostWhenSendHasNoRoom() throws { try checkNoRoom() }
  func testQueuedBytesAreSentWhileOthersSend() throws { try checkQueuesDrainMeanwhile() }
  func testTheLastMessageCostsNoMoreThanTheFirst() throws { try checkStaysFast() }

  func testAClientThatDoesNotReadDoesNotBlockTheOthers() throws {
    try checkAClientThatDoesNotReadDoesNotBlockTheOthers(else: .blockingSendInSweep)
  }

  func testAResetWithBytesUnsentEndsThatConnection() throws {
    try requireInspection()
    let server = try launch()
    let client = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
    client.send(ascii(16 << 20))
    server.waitUntilStalled(client)
    let before = server.descriptors

    server.reset(client)
    let next = try greet(server.connect("B"), else: .oneClientBlocksTheOthers)

    try server.expectDescriptors(atMost: before, else: .leaksDescriptors)
    _ = next
  }

  func testSurvivesRunningOutOfDescriptors() throws {
    try checkTooManyClients(launch(descriptors: 32))

    let server = try launch(descriptors: 32)
    let first = try greet(server.connect("A"))
    let crowd = try server.connectAtOnce((1...60).map { "client \($0)" }, all: false)
    let late = try (1...4).count { _ in try isKeptWaiting(first, server) }
    if late > 2 {
      throw server.finding(.restsTooOften, "it rests while no descriptor is left and A waits")
    }
    _ = crowd
  }

  func testRestsOnlyAfterASweepThatFoundNothing() throws {
    try requireInspection()
    // Each turn of A moves one byte, so every sweep finds something.
    let server = try launch(weather: "short-recv=1")
    let client = try greet(server.connect("A"))
    let silent = try server.connectAtOnce((1...20).map { "silent \($0)" })
    let bytes = ascii(2000)
    client.send(bytes)

    var (before, naps) = (server.naps, 0)
    server.wait {
      // Count the naps before the bytes, so that no nap came after the last byte.
      let now = server.naps
      if !client.hasNews { before = now }
      naps = now - before
      return client.newCount == bytes.count || client.hasStopped || naps > 200
    }

    if naps > 200 && client.newCount < bytes.count {
      throw server.finding(
        .restsTooOften, "it rested \(naps) times while it echoed \(client.newCount) bytes to A",
        about: client)
    }
    try client.expect(bytes)
    _ = silent
  }

  func testOneThreadServesAll() throws { try checkClientsAddNoThreads() }

  func testIdleCostsLessThanAQuarterOfACore() throws {
    try requireInspection()
    let server = try launch()
    for name in ["A", "B", "C"] { _ = try server.connect(name) }

    try server.expectQuiet(share: 0.25, else: .spins)
  }
}
