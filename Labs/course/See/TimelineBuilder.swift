// From what happens in a scenario with clients to a timeline.

import GraderKit

/// A timeline while it is being written.
struct TimelineBuilder {
  typealias Lane = Timeline.Lane
  typealias Span = Timeline.Span
  typealias Mark = Timeline.Mark

  var timeline: Timeline

  init(_ timeline: Timeline) { self.timeline = timeline }

  /// Runs clients against a server. Throws a step that isn't written.
  mutating func watch(
    _ subject: Subject, _ options: [String], _ scripts: [ClientScript]
  ) throws {
    Terminal.show("waiting until it listens")
    let server: Server
    do {
      server = try Server(subject, options: options)
    } catch let finding as Finding {
      throw Complaint(finding.report.short, status: 1)
    }
    defer { server.stop() }
    let runner = ScenarioRunner(server, scripts)
    do {
      try runner.run { Terminal.show("the clients are talking to it: \(fixed($0, 1)) s") }
    } catch let finding as Finding {
      timeline.ending = finding.report.summary
    }
    if let unwritten = server.unwritten { throw unwritten }
    if server.child.hasEnded() { timeline.ending = sentence(on: server) }
    record(runner)
  }

  /// Why a program exited that should keep running, as the graders say it.
  func sentence(on program: Program) -> String {
    let finding = program.finding(.dies, "it ended") as? Finding
    let child = program.child
    let lines = child.errors.lines
    let last = lines.first { $0.contains("Fatal error: ") } ?? lines.last
    let words = last.map { ". Its last words: \(printable(String($0.prefix(200))))" } ?? ""
    let end = child.ending.map { " It \($0)\(words)." } ?? ""
    return (finding?.mistake.sentence ?? "The program ended.") + end
  }

  /// Writes down what a runner has seen.
  private mutating func record(_ runner: ScenarioRunner) {
    timeline.held = runner.held.isEmpty ? nil : runner.held
    setLength(runner.duration)
    timeline.cast = runner.clients.map { lane(of: $0, runner) }
    addWork(runner.looks, at: runner.clients.flatMap(\.events).map(\.time))
    let all = processes(runner.looks, of: runner.server.child.pid)
    timeline.processes = all.count
    // A program that keeps starting processes has too many to draw.
    timeline.program = Array(all.prefix(6))
    if runner.server.child.hasEnded(), !timeline.program.isEmpty {
      timeline.program[0].marks.append(Mark(kind: .killed, at: milliseconds(runner.duration)))
    }
  }

  /// Whole tenths of a second.
  mutating func setLength(_ seconds: Double) {
    timeline.length = (milliseconds(seconds) + 99) / 100 * 100
  }

  /// A client: the state it was in, and what happened to it.
  private func lane(of client: ScriptedClient, _ runner: ScenarioRunner) -> Lane {
    var lane = Lane(name: client.script.name, manner: client.script.manner)
    var state: (name: String, since: Double)?
    func change(to new: String?, at time: Double) {
      if let old = state {
        if old.name == new { return }
        lane.spans.append(
          Span(state: old.name, from: milliseconds(old.since), to: milliseconds(time)))
      }
      state = new.map { ($0, time) }
    }
    for (index, event) in client.events.enumerated() {
      var (new, mark, text): (String?, Mark.Kind?, String?) = (nil, nil, nil)
      switch event.kind {
      case .connects: (new, mark) = (Span.here, .comes)
      case .asks:
        let end = client.events.dropFirst(index + 1).first?.time
        let waits = end.map { runner.keptWaiting(from: event.time, to: $0) } ?? true
        new = waits ? Span.waits : Span.here
      case .sendsPart: (new, mark) = (Span.piece, .piece)
      case .floods: new = Span.deaf
      case .isAnswered: (new, mark) = (Span.here, .answer)
      case .isTold(let words): (new, mark, text) = (Span.here, .told, words)
      case .isDropped: mark = .dropped
      case .closes: mark = .leaves
      }
      change(to: new, at: event.time)
      if let mark { lane.marks.append(Mark(kind: mark, at: milliseconds(event.time), text: text)) }
    }
    change(to: nil, at: Double(timeline.length) / 1000)
    return lane
  }

  /// How much the program worked in each tenth of a second, and while nothing happened.
  private mutating func addWork(_ looks: [Look], at events: [Double]) {
    // Without /proc there are no looks.
    if looks.isEmpty { return }
    timeline.wakes = Array(repeating: 0, count: timeline.length / 100)
    timeline.computed = timeline.wakes
    var quiet = 0.0
    var quietTime = 0.0
    for (before, look) in zip(looks, looks.dropFirst()) {
      let naps = max(0, look.snapshot.naps - before.snapshot.naps)
      let seconds = max(0, look.snapshot.processorTime - before.snapshot.processorTime)
      let slice = Int(look.time * 10)
      if timeline.wakes.indices.contains(slice) {
        timeline.wakes[slice] += naps
        timeline.computed[slice] += milliseconds(seconds)
      }
      timeline.threads = max(timeline.threads, look.snapshot.threads)
      if !events.contains(where: { $0 > before.time - 0.1 && $0 < look.time + 0.02 }) {
        quiet += look.time - before.time
        quietTime += seconds
        timeline.quietWakes += naps
      }
    }
    timeline.quiet = milliseconds(quiet)
    timeline.quietComputed = milliseconds(quietTime)
  }

  func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }
}
