// What lab 04 must do: a thread for each client, and never more clients than the limit.

import GraderKit
import XCTest

final class Lab04ThreadsTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .runNotStart }

  // Here it takes more than a missing loop.
  override var onlyOneClient: Mistake { .dies }

  func testASilentClientStopsNobody() throws {
    try checkASilentClientStopsNobody(else: .runNotStart)
  }

  func testAClientSilentForAWhileIsStillServed() throws {
    try checkAClientSilentForAWhileIsStillServed()
  }

  func testANewcomerIsNotTakenForOneWhoLeft() throws {
    try checkANewcomerIsNotTakenForOneWhoLeft()
  }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(else: .oneClientBlocksTheOthers)
  }

  func testAClientThatDoesNotReadStopsNobody() throws {
    try checkAClientThatDoesNotReadStopsNobody(else: .lockHeldWhileTalking)
  }

  func testTheClientOverTheLimitIsToldAndClosed() throws {
    let server = try launch("--clients", "1")
    let first = try server.connect("A")
    first.send("hello\n")
    try first.expect("hello\n")

    let second = try server.connect("B")

    try second.expect("busy\n", else: .turnsAwayInSilence, cut: .turnsAwayInSilence)
    try second.expectEnd(else: .neverCloses)
  }

  func testTheWordBusyIsWholeWhenSendTakesThreeBytesAtATime() throws {
    let server = try launch("--clients", "1", weather: "short-send=3")
    let first = try server.connect("A")
    first.send("hello\n")
    try first.expect("hello\n", else: .partialSendDropped)

    let second = try server.connect("B")

    let isSilent = second.look(atNext: 5).isEmpty
    try second.expect("busy\n", cut: isSilent ? .turnsAwayInSilence : .partialSendDropped)
  }

  func testNeverMoreThanTheLimitAtOnce() throws {
    // Three times, on a program of its own each: where it is a matter of luck, luck has three tries.
    let trials = try (1...3).map { _ in try letThirtyIn(limit: 5) }

    for (server, served) in trials where served != 5 {
      let isConstant = trials.allSatisfy { $0.served == served }
      let isOffByOne = isConstant && abs(served - 5) == 1
      let mistake: Mistake =
        isOffByOne ? .limitOffByOne : served > 5 ? .checkThenAct : .limitTooLow
      throw server.finding(mistake, "\(served) of 30 were let in, not 5")
    }
  }

  /// Thirty come in one moment; returns how many of them are served.
  private func letThirtyIn(limit: Int) throws -> (server: Server, served: Int) {
    let server = try launch("--clients", "\(limit)")
    let clients = try server.connectAtOnce((1...30).map { "client \($0)" })

    // Those over the limit are told so. If too few are, those let in show by their echoes.
    server.wait(asleep: nil) { clients.count { $0.came("busy\n") } >= 30 - limit }
    let others = clients.filter { !$0.came("busy\n") }
    for client in others { client.send("hello\n") }
    server.wait { others.allSatisfy { $0.came("hello\n") || $0.hasStopped } }

    let served = others.count { $0.came("hello\n") }
    if served <= limit && others.count > limit {
      throw server.finding(
        .turnsAwayInSilence, "\(30 - others.count) of the \(30 - limit) over the limit were told")
    }
    return (server, served)
  }

  func testTheLimitHoldsAfterTwoHundredVisits() throws {
    let server = try launch("--clients", "3")
    for visit in 0..<200 {
      let client = try enter(1, server)[0]
      switch visit % 3 {
      case 0: client.close()
      case 1: client.reset()
      default: client.finishSending()
      }
    }

    let clients = try enter(3, server)
    let fourth = try server.connect("the fourth")

    try fourth.expect("busy\n", else: .turnsAwayInSilence, cut: .turnsAwayInSilence)
    _ = clients
  }

  func testThreadsReturnAfterFiftyClients() throws {
    try requireInspection()
    let server = try launch()
    let before = server.threads

    let clients = try enter(50, server)
    for client in clients { client.close() }

    try server.expectThreads(atMost: before + 4, else: .threadsPileUp)
  }

  /// Lets so many clients in and has them greet. One that finds no place tries again: the last one
  /// to leave may not have been missed yet.
  private func enter(_ count: Int, _ server: Server) throws -> [Peer] {
    let deadline = Deadline.patience
    var clients: [Peer] = []
    while clients.count < count {
      let client = try server.connect("client \(clients.count + 1)")
      client.send("hello\n")
      let answer = client.first(of: ["hello\n", "busy\n"])
      if answer == nil && !client.hasStopped {
        throw server.finding(.oneClientBlocksTheOthers, "\(client.name) gets no answer at all")
      }
      if answer == "hello\n" {
        clients.append(client)
      } else if deadline.isOver {
        throw server.finding(.countNeverLowered, "\(client.name) finds no place for 10 s")
      } else {
        client.close()
        server.wait(for: 0.01) { false }
      }
    }
    return clients
  }
}
