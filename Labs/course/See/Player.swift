// One of the cast on stage: plays its role against a server, and keeps what happened to it.

import GraderKit
import Libc

/// Plays a role, a step at a time, and never waits by itself. Times are seconds of the play.
final class Player {
  let role: Role
  private(set) var lane: [Change] = []
  /// When something last happened.
  private(set) var last = 0.0
  private var peer: Peer?
  private var steps: ArraySlice<Role.Step>
  /// When a pause is over, once it has begun.
  private var pauseEnd: Double?
  /// What is awaited: the rest of an answer.
  private var awaited: ArraySlice<UInt8>?
  /// When it knocks again, once nobody has heard it.
  private var nextKnock = 0.0
  /// How much of what came was looked at.
  private var seen = 0
  private var isOver = false

  /// Something that happened at one time.
  struct Change {
    enum Kind {
      case comes, asks, piece, answered
      case told(String)
      case floods, dropped, leaves
    }
    let kind: Kind
    let at: Double
  }

  init(_ role: Role) {
    self.role = role
    steps = role.steps[...]
  }

  var isDone: Bool { isOver || steps.isEmpty }

  /// Whether only the server can bring it on.
  var isStuck: Bool {
    switch steps.first {
    case .ask, .wait: !isDone
    case .come: nextKnock > 0
    default: false
    }
  }

  /// Does what is to be done by now.
  func act(at now: Double, on server: Server) throws {
    while !isOver, let step = steps.first {
      switch step {
      case .until(let time):
        if now < time { return }
      case .pause(let seconds):
        let end = pauseEnd ?? now + seconds
        pauseEnd = end
        if now < end { return }
        pauseEnd = nil
      case .come:
        if now < nextKnock { return }
        peer = try server.connectIfHeard(role.name, receiveBuffer: isDeaf ? 4096 : nil)
        if peer == nil {
          // The queue of those who wait to be accepted is full.
          if nextKnock == 0 { add(.asks, now) }
          nextKnock = now + 0.3
          return
        }
        peer?.isReading = !isDeaf
        add(.comes, now)
      case .leave:
        peer?.close()
        add(.leaves, now)
      case .piece(let bytes):
        add(.piece, now)
        peer?.send(bytes)
      case .ask(let bytes, let answer):
        // When it has come whole, `listen` takes this step away.
        if awaited == nil {
          awaited = answer[...]
          add(.asks, now)
          peer?.send(bytes)
        }
        return
      case .flood(let count):
        add(.floods, now)
        peer?.send([UInt8](repeating: 97, count: count))
      case .wait: return
      case .crash: try crash(on: server, at: now)
      }
      steps = steps.dropFirst()
    }
  }

  /// Takes what has come by now.
  ///
  /// - Parameter start: when the play began, in seconds since the launch.
  func listen(at now: Double, since start: Double) {
    guard let peer, !isOver else { return }
    let fresh = peer.incoming[seen...]
    if !fresh.isEmpty {
      seen = peer.incoming.count
      let time = max(last, min(now, peer.lastArrival - start))
      if let rest = awaited, rest.starts(with: fresh) {
        awaited = rest.dropFirst(fresh.count)
        if fresh.count == rest.count { answered(.answered, time) }
      } else {
        let words = fresh.prefix(fresh.count > 40 ? 4 : 40)
        answered(.told(describe(Array(words), count: fresh.count)), time)
      }
    }
    if peer.hasStopped {
      isOver = true
      add(.dropped, now)
    }
  }

  private func answered(_ kind: Change.Kind, _ time: Double) {
    if awaited != nil { steps = steps.dropFirst() }
    awaited = nil
    add(kind, time)
  }

  private func add(_ kind: Change.Kind, _ time: Double) {
    lane.append(Change(kind: kind, at: time))
    last = max(last, time)
  }

  private var isDeaf: Bool {
    role.steps.contains { if case .flood = $0 { true } else { false } }
  }

  private func crash(on server: Server, at now: Double) throws {
    let process = server.glance()?.processes.first { process in
      process.places.contains { $0.peer == role.name }
    }
    if let pid = process?.pid, pid != server.child.pid {
      try server.end([pid], by: SIGKILL)
    } else {
      // There is none that others could replace: it leaves.
      peer?.close()
      add(.leaves, now)
      isOver = true
    }
  }
}
