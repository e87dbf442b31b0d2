// Builds a timeline of a client that is sent to several servers.

import GraderKit

extension TimelineBuilder {
  /// Sends a client to one server after another. Throws `Unwritten` at a step that isn't written.
  mutating func send(_ subject: Subject, to scripts: [ServerScript]) throws {
    timeline.program = [Lane(name: "client")]
    var time = 0.0
    for script in scripts where timeline.ending == nil {
      // Leaves a visible gap before each server, and after the last.
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
      throw CourseError(description: "no port is free on this machine")
    }
    let path = "/\(script.manner.replacing(" ", with: "-"))"
    let client = try Client(
      subject, arguments: [listener.host, "\(listener.port)", path, "--timeout", "0.8"])
    defer { client.stop() }
    func now() -> Double { start + client.now }
    func time() -> Int { milliseconds(now()) }
    var lane = Lane(name: script.name, manner: script.manner)
    defer { timeline.cast.append(lane) }
    var peer: Peer?
    do {
      if script.door == .open {
        peer = try client.accept(on: listener, as: script.name)
        lane.enter(Span.here, at: time())
        lane.add(.comes, at: time())
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
        if parts == nil { lane.enter(Span.waits, at: time()) }
        while let part = parts?.first {
          let partDue = due ?? now() + part.delay
          due = partDue
          if now() < partDue { return false }
          due = nil
          parts = parts?.dropFirst()
          peer.send(part.bytes)
          let isLast = parts?.isEmpty == true
          if part.delay > 0 { lane.add(.piece, at: time()) }
          if part.delay > 0 && !isLast { lane.enter(Span.piece, at: time()) }
          if isLast { peer.finishSending() }
        }
        return false
      }
      if let snapshot = client.snapshot() { looks.append((now(), snapshot)) }
      Terminal.show("it connects to \(script.name), which \(script.manner): \(fixed(now(), 1)) s")
    }
    if let unwritten = client.unwritten { throw unwritten }
    let end = now()
    finish(&lane, client, of: Lab.client.name, at: milliseconds(end))
    timeline.program[0].enter(state(of: looks), at: milliseconds(start))
    timeline.program[0].enter(nil, at: milliseconds(end))
    return end
  }

  /// Records how the client's run ended.
  private mutating func finish(_ lane: inout Lane, _ client: Client, of lab: String, at time: Int) {
    lane.enter(nil, at: time)
    guard client.child.hasEnded() else {
      timeline.ending = "With \(lane.name), which \(lane.manner), it didn't end."
      return
    }
    client.wait(for: 0.1) { false }
    switch client.child.ending {
    case .exited(0): lane.add(.answer, at: time)
    case .exited(1):
      let words = client.child.errors.lines.last.map {
        "\"\(printable(String($0.trimmingPrefix("\(lab): ").prefix(60))))\""
      }
      lane.add(.told, at: time, words ?? "no page")
    default:
      lane.add(.dropped, at: time)
      timeline.ending = sentence(on: client)
    }
  }

  /// The last call in which the client was blocked for two looks in a row, without waking between.
  private func state(of looks: [Look]) -> String {
    let pair = zip(looks, looks.dropFirst()).reversed().first { a, b in
      a.snapshot.isAsleep && a.snapshot.naps == b.snapshot.naps
    }
    return pair?.0.snapshot.processes.first.flatMap { state(of: $0.calls) } ?? "runs"
  }
}
