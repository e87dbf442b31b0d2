// From what happened on stage to the lanes of a story.

import GraderKit

extension Story {
  /// Writes down what a stage has seen.
  mutating func tell(_ stage: Stage) {
    held = stage.held.isEmpty ? nil : stage.held
    length = (milliseconds(stage.duration) + 99) / 100 * 100
    cast = stage.players.map { lane(of: $0, on: stage) }
    addWork(stage.looks.map { ($0.time, $0.glance) }, at: stage.players.flatMap(\.lane).map(\.at))
    let all = processes(stage.looks, of: stage.server.child.pid)
    processes = all.count
    // One whose processes come and go has more than anybody wants to see.
    program = Array(all.prefix(6))
    if stage.server.child.hasEnded(), !program.isEmpty {
      program[0].marks.append(Mark(kind: .killed, at: milliseconds(stage.duration)))
    }
  }

  /// One who talks: what state it was in, and what it met.
  private func lane(of player: Player, on stage: Stage) -> Lane {
    var lane = Lane(name: player.role.name, manner: player.role.manner)
    var state: (name: String, since: Double)?
    func change(to new: String?, at time: Double) {
      if let old = state {
        if old.name == new { return }
        lane.spans.append(
          Span(state: old.name, from: milliseconds(old.since), to: milliseconds(time)))
      }
      state = new.map { ($0, time) }
    }
    func mark(_ kind: Mark.Kind, _ time: Double, _ text: String? = nil) {
      lane.marks.append(Mark(kind: kind, at: milliseconds(time), text: text))
    }
    for (index, event) in player.lane.enumerated() {
      switch event.kind {
      case .comes:
        change(to: Span.here, at: event.at)
        mark(.comes, event.at)
      case .asks:
        let end = player.lane.dropFirst(index + 1).first?.at
        let waits = end.map { stage.keptWaiting(from: event.at, to: $0) } ?? true
        change(to: waits ? Span.waits : Span.here, at: event.at)
      case .piece:
        change(to: Span.piece, at: event.at)
        mark(.piece, event.at)
      case .floods: change(to: Span.deaf, at: event.at)
      case .answered:
        change(to: Span.here, at: event.at)
        mark(.answer, event.at)
      case .told(let words):
        change(to: Span.here, at: event.at)
        mark(.told, event.at, words)
      case .dropped:
        change(to: nil, at: event.at)
        mark(.dropped, event.at)
      case .leaves:
        change(to: nil, at: event.at)
        mark(.leaves, event.at)
      }
    }
    change(to: nil, at: Double(length) / 1000)
    return lane
  }

  /// How much the program worked, in tenths of a second, and while nothing happened.
  mutating func addWork(_ looks: [(time: Double, glance: Glance)], at events: [Double]) {
    // Where nobody can look there is nothing to draw.
    if looks.isEmpty { return }
    wakes = Array(repeating: 0, count: length / 100)
    computed = wakes
    var quiet = 0.0
    var quietTime = 0.0
    for ((before, first), (time, second)) in zip(looks, looks.dropFirst()) {
      let naps = max(0, second.naps - first.naps)
      let seconds = max(0, second.processorTime - first.processorTime)
      let slice = Int(time * 10)
      if wakes.indices.contains(slice) {
        wakes[slice] += naps
        computed[slice] += milliseconds(seconds)
      }
      threads = max(threads, second.threads)
      if !events.contains(where: { $0 > before - 0.1 && $0 < time + 0.02 }) {
        quiet += time - before
        quietTime += seconds
        quietWakes += naps
      }
    }
    self.quiet = milliseconds(quiet)
    quietComputed = milliseconds(quietTime)
  }

  func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
