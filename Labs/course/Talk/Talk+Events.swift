// The log of a talk: each event on a line, with its time.

import GraderKit

extension Talk {
  /// How many columns an event line has for what a client sends or receives.
  func room(for client: TalkClient) -> Int { Terminal.width - 17 - client.name.count }

  /// Prints an event with its time, or with the last event's time if that is later.
  func log(_ text: String, at time: Double? = nil) {
    let repeats = lastEvent.repeats
    lastEvent.repeats = 0
    if repeats > 0 {
      let count = "\(grouped(repeats)) \(repeats == 1 ? "time" : "times")"
      log("server: the same, \(count) more", at: lastEvent.time)
    }
    lastEvent = (text, max(lastEvent.time, time ?? server.now), 0)
    let indent = String(repeating: " ", count: 12)
    let lines = wrapped(text, to: Terminal.width - indent.count - 1)
    show("\(column(lastEvent.time))  " + lines.joined(separator: "\n" + indent))
  }

  /// Logs what the clients have received and the server has printed since the last look.
  ///
  /// - Parameter isFinal: whether incomplete lines are shown too.
  func look(isFinal: Bool = false) {
    let now = server.now
    // The server printed it after the last look; the exact time is unknown.
    var events = printed(at: now, isFinal: isFinal).map { (time: lastLook, text: "server: \($0)") }
    lastLook = now
    for client in clients {
      events += client.look(format, width: room(for: client), now: now, isFinal: isFinal)
    }
    for event in events.sorted(by: { $0.time < $1.time }) {
      // Otherwise a server that repeats a line each second would push all else off the screen.
      if event.text == lastEvent.text && event.text.hasPrefix("server: ") {
        lastEvent.repeats += 1
      } else {
        log(event.text, at: event.time)
      }
    }
  }

  /// The lines that the server has printed. Most of a flood is only counted.
  private func printed(at now: Double, isFinal: Bool) -> [String] {
    let (output, errors, missing) = server.child.takeWords()
    var rest = (partialLine + output + errors)[...]
    var lines: [String] = []
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 10)
      if end == nil && !isFinal && rest.count < 4096 { break }
      let line = rest[..<(end ?? rest.endIndex)]
      rest = rest.dropFirst(line.count + 1)
      if flood.admits(line.count + 1, at: now) {
        let text = printable(String(decoding: line.prefix(300), as: UTF8.self))
        lines.append(text + server.whose(text))
      }
    }
    partialLine = Array(rest)
    if missing > 0 { _ = flood.admits(missing, at: now) }
    if let (pieces, bytes) = flood.sum(at: now, isFinal: isFinal) {
      lines.append("... \(grouped(pieces)) more lines, \(grouped(bytes)) bytes")
    }
    return lines
  }

  /// Logs which clients still wait, unless that was the last thing said about them, and what the
  /// server is doing.
  func logWaits() {
    var isNew = false
    for client in clients {
      guard let wait = wait(of: client), wait != client.lastWait else { continue }
      client.lastWait = wait
      log(wait)
      isNew = true
    }
    let doing = isNew ? server.doing() : []
    for line in doing.prefix(4) { log(doing.count == 1 ? "the server is \(line)" : line) }
  }

  private func wait(of client: TalkClient) -> String? {
    guard let peer = client.openPeer, !peer.hasStopped else { return nil }
    if Inspection.isPossible && !peer.isAccepted {
      return "\(client.name) is connected, but the server has not accepted it"
    }
    if client.owed > 0 { return "\(client.name) waits for an answer" }
    return peer.hasFinished
      ? "\(client.name) waits for the end: the server has not closed its socket" : nil
  }
}
