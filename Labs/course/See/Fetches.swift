// The cast of lab 08, whose program is the client: servers that it is sent to, one after another.

import GraderKit

/// A server that the client is sent to.
private struct Host {
  let name: String
  let manner: String
  var door = Listener.Door.open
  /// What it sends, each after so many seconds, and then the end of the stream; nil is silence.
  var pieces: [(after: Double, bytes: [UInt8])]?
}

extension Story {
  /// Sends a client to one server after another, and tells what came of it.
  mutating func fetch(with subject: Subject) throws {
    let page = Page("good evening\n")
    let half = page.bytes.count / 2
    let hosts = [
      Host(name: "A", manner: "answers at once", pieces: [(0, page.bytes)]),
      Host(
        name: "B", manner: "sends in pieces",
        pieces: [
          (0.2, Array(page.bytes[..<10])), (0.3, Array(page.bytes[10..<half])),
          (0.3, Array(page.bytes[half...])),
        ]),
      Host(name: "C", manner: "is silent"),
      Host(name: "D", manner: "is not there", door: .refuses),
    ]
    program = [Lane(name: "client")]
    var time = 0.0
    for host in hosts where ending == nil {
      // A gap to be seen, before each and behind the last.
      Terminal.rest(for: 300)
      time = try visit(host, subject, at: time + 0.3)
    }
    Terminal.rest(for: 300)
    time += 0.3
    length = (milliseconds(time) + 99) / 100 * 100
  }

  /// Runs the client once, from a time of the story on, and returns when it ended.
  private mutating func visit(_ host: Host, _ subject: Subject, at start: Double) throws -> Double {
    guard let listener = Listener(host.door) else {
      throw Complaint("no port of this machine is free", status: 1)
    }
    let client = try Client(
      subject,
      arguments: [
        listener.host, "\(listener.port)", "/\(host.manner.replacing(" ", with: "-"))", "--timeout",
        "0.8",
      ])
    defer { client.stop() }
    func now() -> Double { start + client.now }
    var lane = Lane(name: host.name, manner: host.manner)
    func mark(_ kind: Mark.Kind, _ text: String? = nil) {
      lane.marks.append(Mark(kind: kind, at: milliseconds(now()), text: text))
    }
    func change(to state: String) {
      let time = milliseconds(now())
      if lane.spans.last?.state == state { return }
      if !lane.spans.isEmpty { lane.spans[lane.spans.count - 1].to = time }
      lane.spans.append(Span(state: state, from: time, to: time))
    }
    defer { cast.append(lane) }
    var peer: Peer?
    do {
      if host.door == .open {
        peer = try client.accept(on: listener, as: host.name)
        mark(.comes)
        change(to: Span.here)
      }
    } catch let finding as Finding {
      ending = finding.report.summary
      return now()
    }
    var pieces = host.pieces?[...]
    var due: Double?
    var looks: [(time: Double, glance: Glance)] = []
    let limit = Deadline(after: 5)
    while !client.child.hasEnded() && !limit.isOver {
      client.wait(for: 0.02) {
        guard let peer, peer.incoming.suffix(4).elementsEqual([13, 10, 13, 10]) else {
          return false
        }
        if pieces == nil { change(to: Span.waits) }
        while let piece = pieces?.first {
          let time = due ?? now() + piece.after
          due = time
          if now() < time { return false }
          due = nil
          pieces = pieces?.dropFirst()
          peer.send(piece.bytes)
          if piece.after > 0 { mark(.piece) }
          if piece.after > 0 && pieces?.isEmpty == false { change(to: Span.piece) }
          if pieces?.isEmpty == true { peer.finishSending() }
        }
        return false
      }
      if let glance = client.glance() { looks.append((now(), glance)) }
      Terminal.show("it is sent to \(host.name), who \(host.manner): \(fixed(now(), 1)) s")
    }
    if let unwritten = client.unwritten { throw unwritten }
    finish(&lane, client, now())
    addRun(of: client, looks, from: start, to: now())
    return now()
  }

  /// How it ended with one server.
  private mutating func finish(_ lane: inout Lane, _ client: Client, _ end: Double) {
    let time = milliseconds(end)
    if !lane.spans.isEmpty { lane.spans[lane.spans.count - 1].to = time }
    guard client.child.hasEnded() else {
      ending = "With \(lane.name), who \(lane.manner), it did not come to an end."
      return
    }
    client.wait(for: 0.1) { false }
    let words = client.child.errors.lines.last.map {
      "\"\(printable(String($0.trimmingPrefix(#/lab08: /#).prefix(60))))\""
    }
    switch client.child.ending {
    case .exited(0): lane.marks.append(Mark(kind: .answer, at: time))
    case .exited(1): lane.marks.append(Mark(kind: .told, at: time, text: words ?? "no page"))
    default:
      lane.marks.append(Mark(kind: .dropped, at: time))
      ending = Story.sentence(on: client)
    }
  }

  /// The client's own lane: what it was blocked in.
  private mutating func addRun(
    of client: Client, _ looks: [(time: Double, glance: Glance)], from start: Double, to end: Double
  ) {
    // What two looks in a row found the same, with no waking between them, was no passing moment.
    let pairs = zip(looks, looks.dropFirst()).filter { a, b in
      a.glance.isAsleep && a.glance.naps == b.glance.naps
    }
    let state = pairs.last.flatMap { $0.0.glance.processes.first.map(\.places) }
    program[0].spans.append(
      Span(
        state: state.flatMap { Story.state(of: $0) } ?? "runs", from: milliseconds(start),
        to: milliseconds(end)))
  }
}
