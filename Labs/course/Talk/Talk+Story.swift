// What happens in a talk, line by line with times.

import GraderKit

extension Talk {
  /// How many columns what a client says or hears may have.
  func room(for client: TalkClient) -> Int { Terminal.width - 17 - client.name.count }

  /// Prints a line of the story, with its time: now, or when it happened, if nothing later was told yet.
  func tell(_ text: String, at time: Double? = nil) {
    if repeats > 0 {
      let count = repeats
      repeats = 0
      tell(
        "server: the same, \(grouped(count)) \(count == 1 ? "time" : "times") more", at: lastTime)
    }
    lastText = text
    lastTime = max(lastTime, time ?? server.now)
    let indent = String(repeating: " ", count: 12)
    // What a client says or hears has been made to fit.
    let lines = wrapped(text, to: Terminal.width - indent.count - 1)
    show("\(column(lastTime))  " + lines.joined(separator: "\n" + indent))
  }

  /// Takes what the clients have heard and the server has said since the last look, and tells it.
  ///
  /// - Parameter isFinal: whether what came is told now, though more of it may come.
  func look(isFinal: Bool = false) {
    let now = server.now
    // When the server said it nobody knows: after the last look.
    var lines = spoken(at: now, isFinal: isFinal).map { (lastLook, "server: \($0)") }
    lastLook = now
    for client in clients {
      lines += client.look(format, width: room(for: client), now: now, isFinal: isFinal)
    }
    // What a client heard has waited a moment for its end: the order is that of the times.
    for (time, text) in lines.sorted(by: { $0.0 < $1.0 }) {
      // A server that says each second that nobody came would push all else off the screen.
      if text == lastText && text.hasPrefix("server: ") {
        repeats += 1
      } else {
        tell(text, at: time)
      }
    }
  }

  /// What the server has said, in lines; of a flood most is only counted.
  private func spoken(at now: Double, isFinal: Bool) -> [String] {
    let (output, errors, missing) = server.child.takeWords()
    words += output + errors
    var lines: [String] = []
    var rest = words[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 10)
      // What is too long for a line of a report is one all the same.
      if end == nil && !isFinal && rest.count < 4096 { break }
      let line = rest[..<(end ?? rest.endIndex)]
      rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
      if flood.lets(line.count + 1, at: now) {
        let text = printable(String(decoding: line.prefix(300), as: UTF8.self))
        lines.append(text + server.whose(text))
      }
    }
    words = Array(rest)
    if missing > 0 { _ = flood.lets(missing, at: now) }
    if let (pieces, bytes) = flood.account(at: now, isFinal: isFinal) {
      lines.append("... \(grouped(pieces)) more lines, \(grouped(bytes)) bytes")
    }
    return lines
  }

  /// Says who waits in vain, and what the server does meanwhile; what was said of a client already is
  /// not said again.
  func remark() {
    var isNew = false
    for client in clients {
      guard let remark = remark(on: client), remark != client.remark else { continue }
      client.remark = remark
      tell(remark)
      isNew = true
    }
    let doing = isNew ? server.doing() : []
    for line in doing.prefix(4) { tell(doing.count == 1 ? "the server is \(line)" : line) }
  }

  private func remark(on client: TalkClient) -> String? {
    guard client.isOpen, let peer = client.peer, !peer.hasStopped else { return nil }
    if Inspection.isPossible && !peer.isAccepted {
      return "\(client.name) is connected, but the server has not accepted it"
    }
    if client.owed > 0 { return "\(client.name) waits for an answer" }
    // Who sends no more has said good-bye, and the server has to answer that as well.
    return peer.hasFinished
      ? "\(client.name) waits for the end: the server has not closed its socket" : nil
  }
}
