// What lab 04 must do: a thread for each client, and never more clients than the limit.

import GraderKit
import XCTest

final class Lab04ThreadsTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .runNotStart }

  override var onlyOneClient: Mistake { .dies }

  func testASilentClientStopsNobody() throws { try checkASilentClientStopsNobody() }
  func testAClientSilentForAWhileIsStillServed() throws { try checkAPausingClientIsServed() }
  func testANewcomerIsNotTakenForOneWhoLeft() throws { try checkANewcomer() }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(
      launch("--clients", "200"), else: .oneClientBlocksTheOthers)
  }

  func testAClientThatDoesNotReadStopsNobody() throws {
    try checkAClientThatDoesNotReadStopsNobody(else: .lockHeldWhileTalking)
  }

  func testTheClientOverTheLimitIsToldAndClosed() throws {
    let server = try launch("--clients", "1")
    try greet(server.connect("A"))

    // Its own bytes are unread when it's rejected, which must not cost it the answer.
    let second = try server.holding {
      let second = try server.connect("B")
      second.send("hello\n")
      return second
    }

    try second.expect(
      Array("busy\n".utf8), else: .turnsAwayInSilence, changed: .notTheWord,
      cut: .turnsAwayInSilence, suspects: [WrongReply(.notTheWord, instead: Array("busy".utf8))])
    try second.expectEnd(else: .neverCloses)
  }

  override func testNoSocketIsClosedTwice() throws {
    try super.testNoSocketIsClosedTwice()
    let server = try launch("--clients", "1")
    try greet(server.connect("A"))
    let second = try server.connect("B")
    server.wait { second.hasStopped }
    try server.expectNoSecondClose()
  }

  func testTheWordBusyIsWholeWhenSendTakesThreeBytesAtATime() throws {
    let server = try launch("--clients", "1", weather: "short-send=3")
    try greet(server.connect("A"), else: .partialSendDropped)

    try server.connect("B").expect("busy\n", cut: .turnsAwayInSilence)
  }

  func testNeverMoreThanTheLimitAtOnce() throws {
    // A race shows only sometimes: three tries, each with a new program.
    for trial in 1...3 {
      let (server, served) = try letThirtyIn(limit: 5)
      if served == 5 { continue }
      // A wrong comparison gives the same number each time.
      let isOffByOne = try trial == 1 && abs(served - 5) == 1 && letThirtyIn(limit: 5).1 == served
      let mistake: Mistake =
        isOffByOne ? .limitOffByOne : served > 5 ? .checkThenAct : .limitTooLow
      throw server.finding(mistake, "\(served) of 30 were let in, not 5")
    }
  }

  /// Thirty clients connect in one moment; returns how many of them are served.
  private func letThirtyIn(limit: Int) throws -> (server: Server, served: Int) {
    let server = try launch("--clients", "\(limit)")
    let clients = try server.connectAtOnce((1...30).map { "client \($0)" })

    // Those over the limit get "busy". If too few do, the others' echoes show who was let in.
    server.wait(asleep: 1) { clients.count { $0.came("busy\n") || $0.hasStopped } >= 30 - limit }
    let others = clients.filter { !$0.came("busy\n") }
    for client in others { client.send("hello\n") }
    // "busy" may come this late: to one client too many, or on a busy machine.
    let isAnswered = { (client: Peer) in client.came("hello\n") || client.came("busy\n") }
    server.wait { others.allSatisfy { isAnswered($0) || $0.hasStopped } }

    let served = others.count { $0.came("hello\n") }
    let told = clients.count { $0.came("busy\n") }
    if let other = others.first(where: { !isAnswered($0) && $0.hasNews }) {
      throw server.finding(.notTheWord, "\(other.name) was to be told \"busy\" and a newline")
    }
    if served <= limit && told < 30 - limit {
      throw server.finding(
        .turnsAwayInSilence, "\(told) of the \(30 - limit) over the limit were told")
    }
    if served > limit {
      // With so many clients, even a late check sees that it's full.
      let late = try server.connect("one more")
      late.send("hello\n")
      if late.first(of: ["hello\n", "busy\n"]) == "hello\n" {
        throw server.finding(.ignoresTheLimit, "with \(served) inside one more is let in")
      }
    }
    return (server, served)
  }

  func testTheLimitHoldsAfterTwoHundredVisits() throws {
    let server = try launch("--clients", "3")
    let before = server.threads
    // First without a rejected client, then with one: both show in the places that are left.
    try leave(enter(3, server), server, before)
    let second = try enter(3, server)
    try expectFull(server)
    try leave(second, server, before)
    try leave(enter(3, server, else: .limitTooLow), server, before)

    for visit in 0..<200 {
      let client = try enter(1, server)[0]
      switch visit % 3 {
      case 0: client.close()
      case 1: client.reset()
      default: client.finishSending()
      }
    }

    for way in Vanishing.allCases {
      try server.letVanish("one who is gone at once", way, saying: Array("hello\n".utf8))
    }

    let last = try enter(3, server)
    try expectFull(server)
    _ = last
  }

  private func expectFull(_ server: Server) throws {
    let fourth = try server.connect("the fourth")
    fourth.send("hello\n")
    if fourth.first(of: ["hello\n", "busy\n"]) == "hello\n" {
      throw server.finding(.givesBackTwice, "with 3 inside the fourth is let in")
    }
  }

  /// Ends clients, and gives the program time to give their places back.
  private func leave(_ clients: [Peer], _ server: Server, _ threads: Int) throws {
    for client in clients {
      try client.finish()
    }
    server.wait(for: 0.5) { server.threads <= threads }
  }

  func testThreadsReturnAfterFiftyClients() throws {
    try requireInspection()
    let server = try launch()
    let before = server.threads

    let clients = try enter(50, server)
    for client in clients { client.close() }

    try server.expectThreads(atMost: before + 4, else: .threadsPileUp)
  }

  /// Connects so many clients and has them greet. One that is rejected tries again: the program may not
  /// have noticed yet that another disconnected.
  private func enter(
    _ count: Int, _ server: Server, else mistake: Mistake = .countNeverLowered
  ) throws -> [Peer] {
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
        throw server.finding(mistake, "\(client.name) finds no place for 10 s")
      } else {
        client.close()
        server.wait(for: 0.01) { false }
      }
    }
    return clients
  }
}
