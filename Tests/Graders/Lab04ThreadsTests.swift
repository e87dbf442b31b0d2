// What lab 04 must do: a thread for each client, and never more clients than the limit.

import GraderKit
import XCTest

final class Lab04ThreadsTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .runNotStart }

  override var onlyOneClient: Mistake { .dies }

  func testASilentClientDoesNotBlockTheOthers() throws {
    try checkASilentClientDoesNotBlockTheOthers()
  }
  func testAClientSilentForAWhileIsStillServed() throws { try checkAPausingClientIsServed() }
  func testANewClientIsNotTakenForOneThatDisconnected() throws { try checkANewcomer() }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(
      launch("--clients", "200"), else: .oneClientBlocksTheOthers)
  }

  func testAClientThatDoesNotReadDoesNotBlockTheOthers() throws {
    try checkAClientThatDoesNotReadDoesNotBlockTheOthers(else: .lockHeldWhileTalking)
  }

  func testTheClientOverTheLimitIsToldAndClosed() throws {
    let server = try launch("--clients", "1")
    try greet(server.connect("A"))

    // B's own bytes are unread when it's rejected. That must not cost it the answer.
    let second = try server.holding {
      let second = try server.connect("B")
      second.send("hello\n")
      return second
    }

    try second.expect(
      Array("busy\n".utf8), else: .rejectsInSilence, changed: .notTheWord,
      cut: .rejectsInSilence)
    try second.expectEnd(else: .rejectedStaysOpen, reset: .rejectsWithAReset)
    try expectNothingLeft(ofRejected: 20, server)
  }

  private func expectNothingLeft(ofRejected count: Int, _ server: Server) throws {
    let before = server.descriptors
    for number in 1...count {
      let client = try server.connect("rejected \(number)")
      try client.expect("busy\n", else: .rejectsInSilence)
      try client.expectEnd(else: .rejectedStaysOpen)
      client.close()
    }
    if Inspection.isPossible {
      try server.expectDescriptors(atMost: before + 4, else: .rejectedStaysOpen)
    }
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

    try server.connect("B").expect("busy\n", cut: .rejectsInSilence)
  }

  func testNeverMoreThanTheLimitAtOnce() throws {
    try checkOneAfterAnother()
    // A race shows only sometimes: three tries, each with a new program.
    for _ in 1...3 { try checkThirtyAtOnce(limit: 5) }
  }

  /// Clients connect one by one: two are let in, and nothing lets in a third.
  private func checkOneAfterAnother() throws {
    let server = try launch("--clients", "2")
    let inside = try ["A", "B"].map { try server.connect($0) }
    for client in inside {
      client.send("hello\n")
      if client.first(of: ["hello\n", "busy\n"]) == "busy\n" {
        throw client.finding(.limitOffByOne, "it got \"busy\", but the limit is 2")
      }
    }

    let third = try server.connect("C")
    if !server.wait(for: 10, asleep: 1, until: { third.hasNews || third.hasStopped }) {
      third.send("hello\n")
      server.wait(for: 10, asleep: 1) { third.hasNews || third.hasStopped }
    }
    let fourth = try server.connect("D")
    if third.came("hello\n") {
      fourth.send("hello\n")
      let isLetIn = fourth.first(of: ["hello\n", "busy\n"]) == "hello\n"
      throw server.finding(
        isLetIn ? .ignoresTheLimit : .limitOffByOne,
        "the limit is 2, but \(isLetIn ? "C and D are" : "C is") served beside A and B")
    }
    server.wait(for: 10, asleep: 1) { fourth.hasNews || fourth.hasStopped }
    if Inspection.isPossible && !fourth.isAccepted && !fourth.hasNews && !fourth.hasStopped {
      throw server.finding(.rejectingWaits, "D isn't even accepted after C")
    }
    try third.expect(
      Array("busy\n".utf8), else: .rejectsInSilence, changed: .notTheWord,
      cut: .rejectsInSilence)
    try third.expectEnd(else: .rejectedStaysOpen)
    for client in [fourth, try server.connect("E")] {
      client.send("hello\n")
      if client.first(of: ["hello\n", "busy\n"]) == "hello\n" {
        throw client.finding(.rejectingFreesAPlace, "it's served after C has been rejected")
      }
    }
  }

  /// Thirty clients connect in one moment.
  private func checkThirtyAtOnce(limit: Int) throws {
    let server = try launch("--clients", "\(limit)")
    let clients = try server.connectAtOnce((1...30).map { "client \($0)" })

    // Those over the limit get "busy". If too few do, the others' echoes show who was let in.
    server.wait(asleep: 1) { clients.count { $0.came("busy\n") || $0.hasStopped } >= 30 - limit }
    let others = clients.filter { !$0.came("busy\n") }
    for client in others { client.send("hello\n") }
    // "busy" may come this late: to one client too many, or on a busy machine.
    server.wait {
      others.allSatisfy { $0.came("hello\n") || $0.came("busy\n") || $0.hasStopped }
    }

    let served = others.count { $0.came("hello\n") }
    let told = clients.count { $0.came("busy\n") }
    if served != limit {
      throw server.finding(
        served > limit ? .checkThenAct : .limitTooLow, "\(served) of 30 were served, not \(limit)")
    }
    if told < 30 - limit {
      throw server.finding(
        .rejectsInSilence, "\(told) of the \(30 - limit) over the limit got \"busy\"")
    }
  }

  func testTheLimitHoldsAfterTwoHundredVisits() throws {
    let server = try launch("--clients", "3")
    let before = server.threads
    // First without a rejected client, then with one: each shows in the number of free places.
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
      try server.letVanish("a client that disconnects at once", way, saying: Array("hello\n".utf8))
    }

    let last = try enter(3, server)
    try expectFull(server)
    _ = last
  }

  func testAPlaceIsFreeWhenItsClientHasDisconnected() throws {
    try requireInspection()
    func isServed(_ name: String, by server: Server) throws -> Bool {
      let client = try server.connect(name)
      client.send("hello\n")
      return client.first(of: ["hello\n", "busy\n"]) == "hello\n"
    }
    var last: Server?
    // A machine may be so busy that a place is given back late, but not three times.
    for _ in 1...3 {
      let server = try launch("--clients", "2")
      let first = try greet(server.connect("A"))
      // Other requirements judge the limit.
      if try !isServed("B", by: server) { return }
      first.close()
      server.waitUntilMissed(first)
      server.wait(for: 0.3) { false }
      if try isServed("C", by: server) { return }
      last = server
    }
    if let last, try isServed("D", by: last) {
      throw last.finding(
        .takesAPlaceTooSoon, "C got \"busy\" after A had disconnected, and then D was served")
    }
  }

  private func expectFull(_ server: Server) throws {
    let fourth = try server.connect("the fourth")
    fourth.send("hello\n")
    if fourth.first(of: ["hello\n", "busy\n"]) == "hello\n" {
      throw server.finding(
        .givesBackTwice, "3 clients are being served, and a fourth is served too")
    }
  }

  /// Ends clients, and gives the program time to give their places back.
  private func leave(_ clients: [Peer], _ server: Server, _ threads: Int) throws {
    for client in clients {
      try client.finish()
    }
    server.wait(for: 0.5) { server.threads <= threads }
  }

  func testLaterClientsNeedNoMoreThreads() throws {
    try requireInspection()
    let server = try launch()
    // Threads may exist before the first client, and some time after the last one.
    for client in try enter(50, server) { client.close() }
    let most = server.threads

    let clients = try enter(50, server)

    try server.expectThreads(atMost: max(most, 50) + 10, else: .threadsPileUp)
    _ = clients
  }

  func testNoTwoThreadsUseOneVariableAtOnce() throws {
    try withTemporaryFolder { folder in
      let server = try launchSanitized("--clients", "8", in: folder)
      // One thing at a time, for which the sanitizer needs no luck. If two threads contend for a
      // Mutex, it can't see that one waits for the other.
      func step(_ body: () throws -> Void) throws {
        try body()
        server.wait(for: 0.1) { Inspection(of: server.child)?.isAsleep ?? false }
        try server.expectNoRace()
      }
      for round in 1...2 {
        var clients: [Peer] = []
        for number in 1...9 {
          try step { clients.append(try server.connect("client \(number) of round \(round)")) }
        }
        for client in clients + clients {
          try step {
            client.send("hello\n")
            server.wait(for: 1) { client.hasNews || client.hasStopped }
          }
        }
        for client in clients { try step { client.close() } }
      }
      // Some races need threads that really run at once.
      let clients = try (1...8).map { try server.connect("client \($0) of eight") }
      server.holding { for client in clients { client.send(ascii(400)) } }
      server.wait(for: 5) { clients.allSatisfy { $0.incoming.count >= 400 || $0.hasStopped } }
      try server.expectNoRace(onGlobalsOnly: true)
    }
  }

  /// Connects clients and has them greet. A rejected client tries again, because the program may
  /// not have noticed yet that another one disconnected.
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
        if deadline.isOver {
          throw server.finding(.oneClientBlocksTheOthers, "10 s for \(clients.count) clients")
        }
      } else if deadline.isOver {
        throw server.finding(mistake, "\(client.name) gets no place for 10 s")
      } else {
        client.close()
        server.wait(for: 0.01) { false }
      }
    }
    return clients
  }
}
