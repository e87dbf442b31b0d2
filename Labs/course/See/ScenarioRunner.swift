// Runs the clients of a scenario against a server, and watches the server.

import GraderKit

/// A snapshot of a program, and when it was taken, in seconds since the scenario started.
typealias Look = (time: Double, snapshot: ProgramSnapshot)

/// Runs a scenario, and takes a snapshot of the server every 20 ms.
final class ScenarioRunner {
  let server: Server
  let clients: [ScriptedClient]
  private(set) var looks: [Look] = []
  /// How long the scenario took, in seconds.
  private(set) var duration = 0.0
  /// The clients that have closed, but whose connections the idle server still has.
  private(set) var held: [String] = []
  private let start: Double

  init(_ server: Server, _ scripts: [ClientScript]) {
    self.server = server
    clients = scripts.map(ScriptedClient.init)
    start = server.now
  }

  /// Seconds since the scenario started.
  private var now: Double { server.now - start }

  /// Runs until all clients are done, the server has exited, or nothing more will happen.
  func run(_ show: (Double) -> Void) throws {
    let limit = Deadline(after: 20)
    var end: Double?
    while !limit.isOver, now < end ?? .infinity, !server.child.hasEnded() {
      for client in clients { try client.act(at: now, on: server) }
      server.wait(for: 0.02) {
        for client in clients { client.listen(at: now, since: start) }
        return false
      }
      if let snapshot = server.snapshot() { looks.append((now, snapshot)) }
      // A worker may reach an unwritten step while its parent keeps running.
      if looks.count % 25 == 1, let unwritten = server.unwritten { throw unwritten }
      show(now)
      // Wait a little longer, to see what the server does without clients.
      if end == nil, clients.allSatisfy(\.isDone) { end = now + 0.3 }
      if end == nil, isInVain { end = now }
    }
    duration = now
    server.wait(for: 2, asleep: 0.3) { server.leftOpen.isEmpty }
    held = server.leftOpen.map(\.name)
  }

  /// Whether every client that isn't done waits for an answer that won't arrive: the server sleeps,
  /// has computed for long, or has done neither for very long.
  private var isInVain: Bool {
    let waiting = clients.filter { !$0.isDone }
    guard waiting.allSatisfy(\.isStuck) else { return false }
    let last = clients.map(\.last).max() ?? 0
    if now - last > 6 { return true }
    guard now - last > 1.2, let newest = looks.last,
      let before = looks.last(where: { $0.time < newest.time - 1 }), before.time > last
    else { return false }
    let hasSlept = newest.snapshot.naps - before.snapshot.naps <= 2 && newest.snapshot.isAsleep
    return hasSlept || newest.snapshot.processorTime - before.snapshot.processorTime > 0.4
  }

  /// Whether the server, and not just a busy machine, kept a client waiting between these two
  /// times: it slept through two looks, or computed for long, although an answer was due. Without
  /// /proc, only the time counts.
  func keptWaiting(from asked: Double, to answered: Double) -> Bool {
    if !Inspection.isPossible { return answered - asked > 0.2 }
    // The kernel reports the time of an arrival in milliseconds.
    let between = looks.filter { $0.time > asked + 0.005 && $0.time < answered - 0.005 }
    guard let first = between.first, let last = between.last else { return false }
    if last.snapshot.processorTime - first.snapshot.processorTime > 0.25 { return true }
    return zip(between, between.dropFirst()).contains { a, b in
      a.snapshot.isAsleep && b.snapshot.isAsleep && a.snapshot.naps == b.snapshot.naps
        && b.time - a.time > 0.015
    }
  }
}
