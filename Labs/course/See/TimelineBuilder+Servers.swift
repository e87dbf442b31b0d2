// From what happens to a client with several servers to a timeline.

import GraderKit

extension TimelineBuilder {
  /// Sends a client to one server after another. Throws a step that isn't written.
  mutating func send(_ subject: Subject, to scripts: [ServerScript]) throws {
    timeline.program = [Lane(name: "client")]
    var time = 0.0
    for script in scripts where timeline.ending == nil {
      // A gap to be seen before each, and after the last.
      Terminal.rest(for: 300)
      time = try visit(script, subject, at: time + 0.3)
    }
    Terminal.rest(for: 300)
    setLength(time + 0.3)
  }

  /// Runs the client once, at this time of the timeline, and returns when it exited.
  private mutating func visit(
    _ script: ServerScript, _ subject: Subject, at start: Double
  ) throws -> Double {
    guard let listener = Listener(script.door) else {
      throw Complaint("no port of this machine is free", status: 1)
    }
    let path = "/\(script.manner.replacing(" ", with: "-"))"
    let client = try Client(
      subject, arguments: [listener.host, "\(listener.port)", path, "--timeout", "0.8"])
    defer { client.stop() }
    func now() -> Double { start + client.now }
    var lane = Lane(name: script.name, manner: script.manner)
    func change(to state: String) {
      let time = milliseconds(now())
      if lane.spans.last?.state == state { return }
      if !lane.spans.isEmpty { lane.spans[lane.spans.count - 1].to = time }
      lane.spans.append(Span(state: state, from: time, to: time))
    }
    defer { timeline.cast.append(lane) }
    var peer: Peer?
    do {
      if script.door == .open {
        peer = try client.accept(on: listener, as: script.name)
        lane.marks.append(Mark(kind: .comes, at: milliseconds(now())))
        change(to: Span.here)
      }
    } catch let finding as Finding {
      timeline.ending = finding.report.summary
      return now()
    }
    var parts = script.parts?[...]
    var due: Double?
    var looks: [Look] = []
    let limit = Deadline(after: 5)
    while !client.child.hasEnded() && !limit.isOver {
      client.wait(for: 0.02) {
        guard let peer, peer.incoming.suffix(4).elementsEqual([13, 10, 13, 10]) else {
          return false
        }
        if parts == nil { change(to: Span.waits) }
        while let part = parts?.first {
          let time = due ?? now() + part.delay
          due = time
          if now() < time { return false }
          due = nil
          parts = parts?.dropFirst()
          peer.send(part.bytes)
          if part.delay > 0 { lane.marks.append(Mark(kind: .piece, at: milliseconds(now()))) }
          if part.delay > 0 && parts?.isEmpty == false { change(to: Span.piece) }
          if parts?.isEmpty == true { peer.finishSending() }
        }
        return false
      }
      if let snapshot = client.snapshot() { looks.append(Look(time: now(), snapshot: snapshot)) }
      Terminal.show("it is sent to \(script.name), who \(script.manner): \(fixed(now(), 1)) s")
    }
    if let unwritten = client.unwritten { throw unwritten }
    finish(&lane, client, of: subject.lab, at: now())
    addRun(looks, from: start, to: now())
    return now()
  }

  /// How it ended with one server.
  private mutating func finish(_ lane: inout Lane, _ client: Client, of lab: String, at end: Double)
  {
    let time = milliseconds(end)
    if !lane.spans.isEmpty { lane.spans[lane.spans.count - 1].to = time }
    guard client.child.hasEnded() else {
      timeline.ending = "With \(lane.name), who \(lane.manner), it did not come to an end."
      return
    }
    client.wait(for: 0.1) { false }
    let words = client.child.errors.lines.last.map {
      "\"\(printable(String($0.trimmingPrefix("\(lab): ").prefix(60))))\""
    }
    switch client.child.ending {
    case .exited(0): lane.marks.append(Mark(kind: .answer, at: time))
    case .exited(1): lane.marks.append(Mark(kind: .told, at: time, text: words ?? "no page"))
    default:
      lane.marks.append(Mark(kind: .dropped, at: time))
      timeline.ending = sentence(on: client)
    }
  }

  /// The client's own lane: what it was blocked in.
  private mutating func addRun(_ looks: [Look], from start: Double, to end: Double) {
    // A call is worth drawing if two looks in a row found it, and the client didn't wake in between.
    let pairs = zip(looks, looks.dropFirst()).filter { a, b in
      a.snapshot.isAsleep && a.snapshot.naps == b.snapshot.naps
    }
    let places = pairs.last?.0.snapshot.processes.first?.calls
    timeline.program[0].spans.append(
      Span(
        state: places.flatMap(state) ?? "runs", from: milliseconds(start), to: milliseconds(end)))
  }
}
