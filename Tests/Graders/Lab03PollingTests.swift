// What lab 03 must do: serve all on one thread, by asking each in turn.

import GraderKit
import XCTest

final class Lab03PollingTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .blockingClientSocket }

  // Here it takes more than a missing loop.
  override var onlyOneClient: Mistake { .dies }

  // On a socket that never waits, nearly every moment looks like the end to one who mixes them up.
  override var hangUp: Mistake { .wouldBlockIsTheEnd }

  func testASilentClientStopsNobody() throws {
    try checkASilentClientStopsNobody(else: .blockingClientSocket)
  }

  func testAClientSilentForAWhileIsStillServed() throws {
    try checkAClientSilentForAWhileIsStillServed()
  }

  func testANewcomerIsNotTakenForOneWhoLeft() throws {
    try checkANewcomerIsNotTakenForOneWhoLeft()
  }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(else: .acceptsTooSlowly)
  }

  func testAClientThatDoesNotReadStopsNobody() throws {
    try checkAClientThatDoesNotReadStopsNobody(else: .blockingSendInSweep)
  }

  func testRunsOutOfDescriptorsAndGetsOverIt() throws {
    try checkTooManyClients(launch(descriptors: 32))
  }

  func testOneThreadServesAll() throws {
    try checkClientsAddNoThreads()
  }

  func testIdleCostsLessThanAQuarterOfACore() throws {
    try requireInspection()
    let server = try launch()
    for name in ["A", "B", "C"] { _ = try server.connect(name) }

    try server.expectQuiet(share: 0.25, else: .spins)
  }
}
