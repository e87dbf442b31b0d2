// A client that follows a script, and records what happens to it.

import GraderKit
import Libc

/// Performs the steps of a script when they're due, and never blocks. Times are in seconds since
/// the scenario started.
final class ScriptedClient {
  let script: ClientScript
  private(set) var lane: Timeline.Lane
  /// When something last happened.
  private(set) var last = 0.0
  private var peer: Peer?
  private var steps: ArraySlice<ClientScript.Step>
  /// When the current pause ends.
  private var pauseEnd: Double?
  /// The rest of the answer that it waits for.
  private var awaited: ArraySlice<UInt8>?
  /// When it tries to connect again, if the listen queue was full.
  private var nextTry = 0.0
  /// How many of the received bytes `listen` has seen.
  private var seen = 0
  private var isOver = false

  init(_ script: ClientScript) {
    self.script = script
    lane = Timeline.Lane(name: script.name, manner: script.manner)
    steps = script.steps[...]
  }

  var isDone: Bool { isOver || steps.isEmpty }

  /// Whether it waits for the server.
  var isStuck: Bool {
    switch steps.first {
    case .ask, .awaitEnd: !isDone
    case .connect: nextTry > 0
    default: false
    }
  }

  /// Performs the steps that are due.
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
      case .connect:
        if now < nextTry { return }
        peer = try server.connectIfHeard(script.name, receiveBuffer: isDeaf ? 4096 : nil)
        if peer == nil {
          // The listen queue is full.
          if nextTry == 0 { record(Timeline.Span.waits, at: now) }
          nextTry = now + 0.3
          return
        }
        peer?.isReading = !isDeaf
        record(Timeline.Span.here, .comes, at: now)
      case .close: close(at: now)
      case .sendPart(let bytes):
        record(Timeline.Span.piece, .piece, at: now)
        peer?.send(bytes)
      case .ask(let exchange):
        // `listen` removes this step once the answer is complete.
        if awaited == nil {
          awaited = exchange.answer[...]
          record(Timeline.Span.waits, at: now)
          peer?.send(exchange.request)
        }
        return
      case .flood(let count):
        record(Timeline.Span.deaf, at: now)
        peer?.send([UInt8](repeating: 97, count: count))
      case .awaitEnd: return
      case .crash:
        let worker = server.snapshot()?.processes.first { process in
          process.calls.contains { $0.peer == script.name }
        }
        if let pid = worker?.pid, pid != server.child.pid {
          try server.end([pid], by: SIGKILL)
        } else {
          close(at: now)
          isOver = true
        }
      }
      steps = steps.dropFirst()
    }
  }

  /// Processes the bytes received since the last call.
  ///
  /// - Parameter start: when the scenario started, in seconds since the launch.
  func listen(at now: Double, since start: Double) {
    guard let peer, !isOver else { return }
    let fresh = peer.incoming[seen...]
    if !fresh.isEmpty {
      seen = peer.incoming.count
      let time = max(last, min(now, peer.lastArrival - start))
      if let rest = awaited, rest.starts(with: fresh) {
        awaited = rest.dropFirst(fresh.count)
        if fresh.count == rest.count { answered(.answer, at: time) }
      } else {
        let words = fresh.prefix(fresh.count > 40 ? 4 : 40)
        answered(.told, describe(Array(words), count: fresh.count), at: time)
      }
    }
    if peer.hasStopped {
      isOver = true
      record(nil, .dropped, at: now)
    }
  }

  private func answered(_ kind: Timeline.Event.Kind, _ text: String? = nil, at time: Double) {
    if awaited != nil { steps = steps.dropFirst() }
    awaited = nil
    record(Timeline.Span.here, kind, text, at: time)
  }

  private func close(at now: Double) {
    peer?.close()
    record(nil, .leaves, at: now)
  }

  private func record(
    _ state: String?, _ kind: Timeline.Event.Kind? = nil, _ text: String? = nil, at time: Double
  ) {
    lane.enter(state, at: milliseconds(time))
    if let kind { lane.add(kind, at: milliseconds(time), text) }
    last = max(last, time)
  }

  private var isDeaf: Bool {
    script.steps.contains { if case .flood = $0 { true } else { false } }
  }
}
