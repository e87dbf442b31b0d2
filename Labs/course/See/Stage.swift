// Where a cast meets a server: it acts, the server is looked at, and all of it is written down.

import GraderKit

/// A play, as it goes on, with a look at the server every 20 ms.
final class Stage {
  let server: Server
  let players: [Player]
  private(set) var looks: [(time: Double, glance: Glance)] = []
  /// How long the play took, in seconds.
  private(set) var duration = 0.0
  /// Those who left, and whose connection the server still has when it is at rest.
  private(set) var held: [String] = []
  private let start: Double

  init(_ server: Server, _ roles: [Role]) {
    self.server = server
    players = roles.map(Player.init)
    start = server.now
  }

  /// Seconds since the play began.
  var now: Double { server.now - start }

  /// Plays to the end: until all are done, or the server has ended, or nothing more will happen.
  func play(_ show: (Double) -> Void) throws {
    let limit = Deadline(after: 20)
    var end: Double?
    while !limit.isOver, now < end ?? .infinity, !server.child.hasEnded() {
      for player in players { try player.act(at: now, on: server) }
      server.wait(for: 0.02) {
        for player in players { player.listen(at: now, since: start) }
        return false
      }
      if let glance = server.glance() { looks.append((now, glance)) }
      // A worker may come to it, which its parent survives.
      if looks.count % 25 == 1, let unwritten = server.unwritten { throw unwritten }
      show(now)
      // A moment more, to see what the server does alone.
      if end == nil, players.allSatisfy(\.isDone) { end = now + 0.3 }
      if end == nil, isInVain { end = now }
    }
    duration = now
    server.wait(for: 2, asleep: 0.3) { server.leftOpen.isEmpty }
    held = server.leftOpen.map(\.name)
  }

  /// Whether all who are not done wait for an answer that will not come: the server sleeps, or has
  /// computed for long, or has done neither for very long.
  private var isInVain: Bool {
    let waiting = players.filter { !$0.isDone }
    guard waiting.allSatisfy(\.isStuck) else { return false }
    let last = players.map(\.last).max() ?? 0
    if now - last > 6 { return true }
    guard now - last > 1.2, let newest = looks.last,
      let before = looks.last(where: { $0.time < newest.time - 1 }), before.time > last
    else { return false }
    let hasSlept = newest.glance.naps - before.glance.naps <= 2 && newest.glance.isAsleep
    return hasSlept || newest.glance.processorTime - before.glance.processorTime > 0.4
  }

  /// Whether somebody was really kept waiting between these two times, and not only for the
  /// processor of a busy machine: the server slept through two looks, or computed for long, though
  /// an answer was due. Where nobody can look, a time must do.
  func keptWaiting(from asked: Double, to answered: Double) -> Bool {
    if !Inspection.isPossible { return answered - asked > 0.2 }
    // The kernel tells the time of an arrival in milliseconds.
    let between = looks.filter { $0.time > asked + 0.005 && $0.time < answered - 0.005 }
    guard let first = between.first, let last = between.last else { return false }
    if last.glance.processorTime - first.glance.processorTime > 0.25 { return true }
    return zip(between, between.dropFirst()).contains { a, b in
      a.glance.isAsleep && b.glance.isAsleep && a.glance.naps == b.glance.naps
        && b.time - a.time > 0.015
    }
  }
}
