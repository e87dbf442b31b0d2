// From what happened on stage to the lanes of a story.

import GraderKit

extension Story {
  /// Writes down what a stage has seen.
  mutating func tell(_ stage: Stage) {
    length = (milliseconds(stage.now) + 99) / 100 * 100
    cast = stage.players.map { lane(of: $0, on: stage) }
    addWork(stage.looks.map { ($0.time, $0.glance) }, at: stage.players.flatMap(\.lane).map(\.at))
    let all = processes(stage.looks, of: stage.server.child.pid)
    processes = all.count
    // One whose processes come and go has more than anybody wants to see.
    program = Array(all.prefix(6))
    if stage.server.child.hasEnded(), !program.isEmpty {
      program[0].marks.append(Mark(kind: .killed, at: milliseconds(stage.now)))
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

  /// The processes of a program: the first one, then the others in the order in which they met
  /// somebody, for which of them is free is luck.
  private func processes(
    _ looks: [(time: Double, glance: Glance)], of parent: Int32
  ) -> [Lane] {
    var found: [(pid: Int32, met: Double, looks: [Look])] = []
    for (time, glance) in looks {
      for process in glance.processes {
        let index = found.firstIndex { $0.pid == process.pid } ?? found.count
        if index == found.count { found.append((process.pid, .infinity, [])) }
        if process.places.contains(where: { $0.peer != nil }) {
          found[index].met = min(found[index].met, time)
        }
        let state = Story.state(of: process.places)
        found[index].looks.append(
          Look(time: time, state: state, processorTime: glance.processorTime))
      }
    }
    let others = found.filter { $0.pid != parent }.sorted { ($0.met, $0.pid) < ($1.met, $1.pid) }
    let last = looks.last?.time ?? 0
    return (found.filter { $0.pid == parent } + others).enumerated().map { index, process in
      let name = others.isEmpty ? "server" : index == 0 ? "parent" : "worker \(index)"
      var lane = Lane(name: name, spans: spans(process.looks, upTo: last))
      if let end = process.looks.last?.time, end < last - 0.05 {
        lane.marks.append(Mark(kind: .killed, at: milliseconds(end)))
      }
      return lane
    }
  }

  private struct Look {
    let time: Double
    var state: String?
    let processorTime: Double
  }

  /// What a process was blocked in, one thing after another. A look that found it at work, or in
  /// something that was over by the next one, says nothing, but for one that computes for long.
  private func spans(_ looks: [Look], upTo end: Double) -> [Span] {
    var looks = looks
    var begin = 0
    for index in looks.indices where looks[index].state != nil || index == looks.count - 1 {
      if looks[index].processorTime - looks[begin].processorTime > 0.15 {
        for idle in begin...index where looks[idle].state == nil { looks[idle].state = "computes" }
      }
      begin = index
    }
    let known = looks.compactMap { look in look.state.map { (time: look.time, state: $0) } }
    var spans: [Span] = []
    for (index, (time, state)) in known.enumerated() {
      let isOn = known.dropFirst(index + 1).first?.state == state
      if spans.last?.state == state || !isOn { continue }
      let begin = spans.isEmpty ? looks[0].time < 0.1 ? 0 : looks[0].time : time
      if !spans.isEmpty { spans[spans.count - 1].to = milliseconds(begin) }
      spans.append(Span(state: state, from: milliseconds(begin), to: length))
    }
    if let last = looks.last?.time, last < end - 0.05, !spans.isEmpty {
      spans[spans.count - 1].to = milliseconds(last)
    }
    return spans
  }

  /// Where the threads of a process are: `recv A`, `accept`, `a thread each`; nil for one at work.
  static func state(of places: [Glance.Place]) -> String? {
    // Threads of a runtime wait for none of ours.
    let telling = places.filter { $0.peer != nil || $0.isDoor }
    if telling.count > 1 { return "a thread each" }
    return (telling.first ?? places.first).map { place in
      place.call + (place.peer.map { " \($0)" } ?? "")
    }
  }

  func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
