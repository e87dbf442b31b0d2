// Builds a timeline of a scenario with clients.

import GraderKit

/// An unfinished timeline.
struct TimelineBuilder {
  typealias Lane = Timeline.Lane
  typealias Span = Timeline.Span

  var timeline: Timeline

  /// Runs clients against a server. Throws `Unwritten` at a step that isn't written.
  mutating func watch(
    _ subject: Subject, _ options: [String], _ scripts: [ClientScript]
  ) throws {
    Terminal.show("waiting until it listens")
    let server = try Server.launched(subject, options: options)
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

  /// Why a program that should keep running has exited, in the graders' words.
  func sentence(on program: Program) -> String {
    let finding = program.finding(.dies, "it ended") as? Finding
    let child = program.child
    let lines = child.errors.lines
    let last = lines.first { $0.contains("Fatal error: ") } ?? lines.last
    let words = last.map { ". Its last words: \(printable(String($0.prefix(200))))" } ?? ""
    let end = child.ending.map { " It \($0)\(words)." } ?? ""
    return (finding?.mistake.sentence ?? "The program ended.") + end
  }

  private mutating func record(_ runner: ScenarioRunner) {
    timeline.held = runner.held.isEmpty ? nil : runner.held
    setLength(runner.duration)
    let lanes = runner.clients.map(\.lane)
    addWork(runner.looks, besides: lanes.flatMap { $0.spans.map(\.from) + $0.events.map(\.at) })
    timeline.cast = lanes.map { withoutShortWaits($0, runner) }
    let all = processes(runner.looks, of: runner.server.child.pid)
    timeline.processes = all.count
    // A program that keeps starting processes has too many to draw.
    timeline.program = Array(all.prefix(6))
    if runner.server.child.hasEnded(), !timeline.program.isEmpty {
      timeline.program[0].add(.killed, at: milliseconds(runner.duration))
    }
  }

  /// Sets the length, in whole tenths of a second.
  mutating func setLength(_ seconds: Double) {
    timeline.length = (milliseconds(seconds) + 99) / 100 * 100
  }

  /// A client's lane, with only the waits that the server caused.
  private func withoutShortWaits(_ lane: Lane, _ runner: ScenarioRunner) -> Lane {
    var result = Lane(name: lane.name, manner: lane.manner, events: lane.events)
    for span in lane.spans {
      let isWait =
        span.to == .max
        || runner.keptWaiting(from: Double(span.from) / 1000, to: Double(span.to) / 1000)
      result.enter(span.state == Span.waits && !isWait ? Span.here : span.state, at: span.from)
    }
    let isOpen = lane.spans.last?.to == .max
    result.enter(nil, at: isOpen ? timeline.length : lane.spans.last?.to ?? 0)
    return result
  }

  /// Adds how much the program worked in each tenth of a second, and while nothing happened.
  private mutating func addWork(_ looks: [Look], besides times: [Int]) {
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
      let busy = milliseconds(before.time - 0.1)...milliseconds(look.time + 0.02)
      if !times.contains(where: busy.contains) {
        quiet += look.time - before.time
        quietTime += seconds
        timeline.quietWakes += naps
      }
    }
    timeline.quiet = milliseconds(quiet)
    timeline.quietComputed = milliseconds(quietTime)
  }
}
