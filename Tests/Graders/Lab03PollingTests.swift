// What lab 03 must do: serve all clients on one thread, by polling each in turn.

import GraderKit
import XCTest

final class Lab03PollingTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .blockingClientSocket }

  override var secondSilence: Mistake { .forgetsAClient }

  override var onlyOneClient: Mistake { .dies }

  override var slowness: Mistake { .acceptsTooSlowly }

  // On a non-blocking socket, a program that confuses the two sees an end nearly every time.
  override var hangUp: Mistake { .wouldBlockIsTheEnd }

  /// If it sleeps while a client waits, every other requirement takes minutes.
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
  func testTheLastMessageCostsNoMoreThanTheFirst() throws { try checkStaysFast() }

  func testAClientThatDoesNotReadDoesNotBlockTheOthers() throws {
    try checkAClientThatDoesNotReadDoesNotBlockTheOthers(else: .blockingSendInSweep)
  }

  func testSurvivesRunningOutOfDescriptors() throws {
    try checkTooManyClients(launch(descriptors: 32))
  }

  func testOneThreadServesAll() throws { try checkClientsAddNoThreads() }

  func testIdleCostsLessThanAQuarterOfACore() throws {
    try requireInspection()
    let server = try launch()
    for name in ["A", "B", "C"] { _ = try server.connect(name) }

    try server.expectQuiet(share: 0.25, else: .spins)
  }
}
