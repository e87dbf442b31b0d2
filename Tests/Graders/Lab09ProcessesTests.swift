// What lab 09 must do: workers share a listener, are replaced, and end with their parent.

import GraderKit
import Libc
import XCTest

final class Lab09ProcessesTests: Lab01BlockingEchoTests {
  override func meet() throws {
    let server = try start(options)
    try server.expectWorkers(2, else: .miscountsWorkers)
    let client = try server.connect("A")
    client.send("hello\n")
    server.wait { client.came("hello\n") || client.hasStopped || server.losesWorkers }
    try client.expect("hello\n")
    try greet(client, else: .oneRecvIsEverything)
    if server.wait(for: 0.1, until: { server.workers.count > 2 }) {
      try server.expectWorkers(2, else: .miscountsWorkers)
    }
    // A is silent from here on.
    try greetByAnyWorker(server.connect("B"), of: server, "A is silent, and B gets no answer")
    server.stop()
  }

  override func settle(_ server: Server) throws {
    try greetEach(server.expectWorkers(2, else: .miscountsWorkers), of: server)
  }

  /// Only one worker gets clients meanwhile, so the one that serves the next has seen the event.
  override func requireUnharmed(
    _ server: Server, _ name: String, else mistake: Mistake, by event: ([pid_t]?) throws -> Void
  ) throws {
    let workers = try server.expectWorkers(2, else: .miscountsWorkers)
    try server.holding([workers[1]]) {
      try event([workers[0]])
      let next = try server.connect(name)
      try greetNext(next, of: server)
      next.close()
    }
    if !server.lives(workers[0]) {
      throw server.finding(
        mistake == .diesWithItsClient ? .workerDiesWithItsClient : mistake,
        "worker \(workers[0]) ended with the client that disconnected")
    }
  }

  override func greetNext(_ client: Peer, of server: Server, cut: Mistake? = nil) throws {
    try greetByAnyWorker(client, of: server, "\(client.name) gets no answer")
  }

  // MARK: Which process serves

  func testStartsAsManyWorkersAsAsked() throws {
    for count in [nil, 1, 4] {
      let server = try count.map { try launch("--workers", "\($0)") } ?? launch()
      let count = count ?? 2

      try server.expectWorkers(count, else: .miscountsWorkers)
      // An extra worker would appear now.
      server.wait(for: 0.2) { server.workers.count > count }
      try server.expectWorkers(count, else: .miscountsWorkers)
    }
  }

  func testEveryWorkerServes() throws {
    let (server, workers) = try launch(workers: 3)

    for worker in workers {
      // Several times, because a single client may reach the right worker by luck.
      for number in 1...5 { try connect("\(worker)'s \(number)", to: worker, of: server).close() }
    }
  }

  func testTheParentServesNoClient() throws {
    let (server, workers) = try launch(workers: 2)

    let client = try server.holding(workers) {
      let client = try server.connect("A")
      client.send("hello\n")
      if server.wait(for: 3, asleep: 0.5, until: { client.came("hello\n") }) {
        throw server.findingOfAStranger(beside: 2, "\(client.name) should wait for a worker")
      }
      return client
    }
    try client.expect("hello\n")
  }

  func testAsManyClientsAsWorkersAreServedAtOnce() throws {
    let (server, workers) = try launch(workers: 3)

    // All connect while one worker is free. It must leave two to the others.
    let clients = try server.holding(Array(workers.dropFirst())) {
      let clients = try server.connectAtOnce(["A", "B", "C"])
      for client in clients { client.send("hello, \(client.name)\n") }
      server.wait { clients.contains { $0.came("hello, \($0.name)\n") } }
      return clients
    }
    for client in clients {
      let hello = "hello, \(client.name)\n"
      if !server.wait(until: { client.came(hello) || client.hasStopped }) {
        throw server.finding(
          .idleWorkers, "three workers, three clients, and \(client.name) gets no answer",
          came: .nothing(isStuck: false))
      }
      try client.expect(hello, changed: .mixesClientsUp)
    }

    let next = try server.connect("the next")
    next.send("hello\n")
    clients[1].close()
    try next.expect("hello\n", else: .idleWorkers)
    try greet(clients[0])
  }

  func testAWorkerOutlivesABrokenConnection() throws {
    let (server, workers) = try launch(workers: 2)
    let broken = try connect("A", to: workers[0], of: server)

    broken.reset()

    // The worker itself or its replacement serves B, after the reset.
    try server.holding([workers[1]]) {
      try greetByAnyWorker(
        server.connect("B"), of: server, "A has disconnected, and B gets no answer")
    }
    if !server.lives(workers[0]) {
      throw server.finding(.workerDiesWithItsClient, "worker \(workers[0]) served A, and has ended")
    }
  }

  func testIdleCostsNextToNothing() throws {
    try requireInspection()
    let (server, workers) = try launch(workers: 3)
    try greetEach(workers, of: server)
    let client = try connect("A", to: workers[0], of: server)

    try server.expectQuiet(share: 0.05, else: .looksAgainAndAgain)
    try server.expectSleep(of: [server.child.pid] + workers, else: .looksAgainAndAgain)
    try greet(client)
  }

  // MARK: When a worker ends

  func testAnIdleWorkerThatEndsIsReplaced() throws {
    let (server, workers) = try launch(workers: 2)

    // The last one first: what it inherits may include the others' descriptors.
    for (worker, signal) in zip(workers.reversed(), [SIGTERM, SIGKILL]) {
      let survivors = server.workers.filter { $0 != worker }
      try server.end([worker], by: signal)
      let others = try server.expectWorkers(2, else: .workerNotReplaced)
      if let worker = survivors.first(where: { !server.lives($0) }) {
        throw server.finding(.restartsEverybody, "worker \(worker) has ended too")
      }
      try connect("the client of \(others[1])", to: others[1], of: server).close()
    }
  }

  func testAWorkerThatEndsByItselfIsReplaced() throws {
    try requireInspection()
    let (server, first) = try launch(workers: 2)
    try server.end([first[0]], by: SIGKILL)
    let workers = try server.expectWorkers(2, else: .workerNotReplaced)

    // A worker that is still starting has files open that it will close. After a visit it has none.
    let visitor = try connect("the first client", to: workers[0], of: server)
    visitor.finishSending()
    try visitor.expectEnd(else: .neverCloses)
    guard server.starve(workers[0]) else {
      throw skip("this system doesn't let the grader set limits")
    }
    // The worker accepts this client or exits. If it accepts, its next accept fails, and it may
    // exit then. A worker that lives on is right too.
    try server.holding([workers[1]]) {
      let client = try server.connect("A")
      client.send("hello\n")
      server.wait(for: 2, asleep: 0.5) { client.came("hello\n") || !server.lives(workers[0]) }
      client.close()
      server.wait(for: 2, asleep: 0.5) { !server.lives(workers[0]) }
    }

    try server.expectWorkers(2, else: .replacesOnlyTheKilled)
  }

  func testAWorkerThatEndsDisconnectsOnlyItsOwnClient() throws {
    let (server, workers) = try launch(workers: 3)
    server.ifItHangsUp = .restartsEverybody
    let clients = try workers.map { try connect("client of \($0)", to: $0, of: server) }

    try server.end([workers[1]], by: SIGKILL)

    server.wait { clients[1].hasStopped }
    if !clients[1].hasStopped {
      throw server.findingOfAStranger(
        beside: 3, "\(clients[1].name) is still connected, but not to its worker")
    }
    let others = try server.expectWorkers(3, else: .workerNotReplaced)
    if !others.contains(workers[0]) || !others.contains(workers[2]) {
      throw server.finding(.restartsEverybody, "workers that the grader didn't kill have ended too")
    }
    for client in [clients[0], clients[2]] { try greet(client, else: .restartsEverybody) }
    try greet(connect("newcomer", to: others[2], of: server))
    try clients[0].finish()
  }

  func testAllWorkersThatEndAtOnceAreReplaced() throws {
    let (server, workers) = try launch(workers: 4)

    // The parent is suspended meanwhile, so that it learns of all of them at once.
    try server.holding([server.child.pid]) { try server.end(workers, by: SIGKILL) }

    let others = try server.expectWorkers(4, else: .oneDeathASignal)
    try greetEach(others, of: server)
    try server.expectNoZombies()
  }

  func testNoZombieAndNoDescriptorIsLeftOfTwentyWorkers() throws {
    try requireInspection()
    let (server, workers) = try launch(workers: 2)
    try greetEach(workers, of: server)
    let limits = [server.child.pid, workers[1]].map { server.descriptors(of: $0) + 4 }
    var last = workers

    for _ in 1...10 {
      try server.end(last, by: SIGKILL)
      last = try server.expectWorkers(2, else: .workerNotReplaced)
    }

    // An extra worker would appear now.
    server.wait(for: 2, asleep: 0.5) { server.workers.count > 2 }
    try server.expectWorkers(2, else: .miscountsWorkers)
    try server.expectNoZombies()
    try greetEach(last, of: server)
    for (process, limit) in zip([server.child.pid, last[1]], limits) {
      try server.expectDescriptors(of: process, atMost: limit, else: .leaksWithEachWorker)
    }
  }

  func testTriesAgainIfAWorkerCannotBeStarted() throws {
    // First without the failure, which would otherwise be blamed for everything.
    for weather in [nil, "no-process=3"] {
      let server = try launch(weather: weather)
      let workers = try server.expectWorkers(2, else: .miscountsWorkers)
      try server.end([workers[0]], by: SIGKILL)
      if weather != nil { server.ifItDies = .givesUpOnAWorker }
      try server.expectWorkers(2, else: weather == nil ? .workerNotReplaced : .givesUpOnAWorker)
    }
    try checkPauseBetweenTries()
  }

  /// While no start of a worker succeeds, the parent tries again a few times a second. Only the
  /// parent is watched: if the program ignores the weather, a new worker has much to do.
  private func checkPauseBetweenTries() throws {
    let server = try launch(weather: "process-limit=2")
    try server.end([server.expectWorkers(2, else: .miscountsWorkers)[0]], by: SIGKILL)
    let (start, used) = (server.now, server.exactProcessorTime)
    let words = server.child.errors.lines.count

    server.wait(for: 0.5) { server.child.hasEnded() }

    let lines = server.child.errors.lines.count - words
    let (seconds, time) = (server.now - start, server.exactProcessorTime - used)
    if time > 0.4 * seconds || Double(lines) > 500 * seconds {
      throw server.finding(
        .retriesWithoutAPause,
        "in \(fixed(seconds, 2)) s the parent used \(fixed(time, 2)) s of CPU time and printed "
          + "\(lines) lines")
    }
  }

  // MARK: When the parent ends

  func testNoWorkerOutlivesItsParent() throws {
    for signal in [SIGKILL, SIGTERM, SIGINT] { try checkNoWorkerIsLeft(after: signal) }
  }

  func testNoWorkerStaysWithItsClientWhenTheParentEnds() throws {
    for signal in [SIGKILL, SIGTERM] { try checkNoWorkerIsLeft(talkingAfter: signal) }
  }

  /// Workers without a client; one of them is a replacement.
  private func checkNoWorkerIsLeft(after signal: Int32) throws {
    let server = try launchOnFreePort()
    try server.end([server.expectWorkers(2, else: .miscountsWorkers)[0]], by: SIGKILL)
    let workers = try server.expectWorkers(2, else: .workerNotReplaced)
    // Once a worker serves a client, it has started. It may check its parent only then.
    try greetEach(workers, of: server)

    try server.endParent(by: signal)

    try server.expectNobodyLeft(of: workers, else: .orphans)
  }

  /// One worker waits to receive from its client, the other to send to its client.
  private func checkNoWorkerIsLeft(talkingAfter signal: Int32) throws {
    let server = try launchOnFreePort()
    let workers = try server.expectWorkers(2, else: .miscountsWorkers)
    _ = try connect("A", to: workers[0], of: server)
    let lazy = try connect("B", to: workers[1], of: server)
    lazy.isReading = false
    lazy.send(pattern(32 << 20))
    server.waitUntilStalled(lazy)

    try server.endParent(by: signal)

    try server.expectNobodyLeft(of: workers, else: .orphansWhileTalking)
  }
}
