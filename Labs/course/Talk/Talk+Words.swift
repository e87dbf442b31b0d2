// What a student can say in a talk, and what comes of it.

import GraderKit

extension Talk {
  static func summary(example: String) -> String {
    "For example: a \(example)   Also: a close   b open   help   quit"
  }

  private var help: String {
    let first = clients[0].name
    let lines = [
      ("\(first) \(format.example)", "\(first) sends it, and connects before if need be"),
      ("\(first) open", "connects, and says nothing"),
      ("\(first) close", "leaves"),
      ("\(first) reset", "leaves as one that crashed: the server gets a reset"),
      ("\(first) half-close", "sends no more, and still listens: shutdown"),
      ("\(first) send close", "sends the word \"close\" itself"),
      ("\(first) repeat 100000", "sends so many bytes, in one line"),
      ("quit", "or Ctrl-D, or Ctrl-C"),
    ]
    return lines.filter { format != .calculations || !$0.0.contains(#/ send | repeat /#) }
      .map { "  " + $0.0.padded(to: 20) + $0.1 }.joined(separator: "\n")
  }

  /// Does what a line says, and says whether the server may have something to say to it. A line that
  /// makes no sense gets a sentence.
  func obey(_ line: String) -> Bool {
    for client in clients { client.showAll() }
    flood.end()
    do {
      return try obeyWords(of: line)
    } catch {
      show("\(error)")
      return false
    }
  }

  private func obeyWords(of line: String) throws -> Bool {
    let start = line.drop { $0 == " " }
    let word = start.prefix { $0 != " " && $0 != "\t" }
    // One space is left out, and no more: what stands behind it is the student's.
    let rest = String(start.dropFirst(word.count + 1))
    let verb = rest.trimmed
    switch word.lowercased() {
    case "": return false
    case "help", "?":
      show(help)
      return false
    case "quit", "exit", "q":
      isOver = true
      return false
    default: break
    }
    let client = try client(String(word))
    switch verb {
    case "":
      throw Complaint("What shall \(client.name) do? For example: \(client.name) \(format.example)")
    case "open":
      if client.isOpen && client.peer?.hasEnded != true {
        throw Complaint("\(client.name) is connected already")
      }
      client.peer?.close()
      connect(client)
    case "close":
      try needs(client)
      client.peer?.close()
      client.owed = 0
      tell("\(client.name) closes")
    case "reset":
      try needs(client)
      client.peer?.reset()
      client.owed = 0
      tell("\(client.name) resets the connection")
    case "half-close":
      try needs(client)
      if client.peer?.hasFinished == true { throw Complaint("\(client.name) has done so already") }
      client.peer?.finishSending()
      tell("\(client.name) shuts down its sending: it can still receive")
    default:
      try send(text(of: rest, verb), as: client)
    }
    return true
  }

  /// The client of a name, or a sentence with what was meant.
  private func client(_ word: String) throws -> TalkClient {
    let names = clients.map(\.name)
    if let client = clients.first(where: { $0.name == word.lowercased() }) { return client }
    if word.count == 1, let next = word.lowercased().unicodeScalars.first, "b"..."z" ~= next {
      let count = Int(next.value) - 96
      throw Complaint(
        "There is no client \(word): they are a to \(names[names.count - 1]). "
          + "--clients \(count) gives you \(word) as well")
    }
    let known = ["help", "quit", "exit"]
    if word.count > 2, known.contains(where: { distance(word, $0) == 1 }) {
      throw Complaint.unknown("client", word, among: known, "help")
    }
    let example = "\(names[0]) \(format == .calculations ? format.example : word)"
    throw Complaint(
      "There is no client \"\(printable(word))\": a line begins with one, as in: "
        + printable(example))
  }

  private func needs(_ client: TalkClient) throws {
    if client.isOpen { return }
    throw Complaint("\(client.name) is not connected: \(client.name) open")
  }

  /// What is to be sent: the words themselves, or what `send` or `repeat` makes of them.
  private func text(of rest: String, _ verb: String) throws -> String {
    if format == .calculations { return rest }
    if rest.hasPrefix("send ") { return String(rest.dropFirst(5)) }
    guard let words = verb.wholeMatch(of: #/repeat (\d+)/#) else { return rest }
    guard let count = Int(words.1), count <= 10_000_000 else {
      throw Complaint("10000000 bytes at the most")
    }
    return String(repeating: "x", count: max(0, count - (try format.bytes(for: "").count)))
  }

  private func connect(_ client: TalkClient) {
    do {
      client.begin(try server.connect(client.name))
      tell("\(client.name) connects")
    } catch {
      tell("\(client.name) cannot connect: the server does not let it in")
    }
  }

  private func send(_ text: String, as client: TalkClient) throws {
    let bytes = try format.bytes(for: text)
    // The first word of a client connects it; once it has left, that is for the student to say.
    if client.peer == nil { connect(client) }
    guard let peer = client.peer, client.isOpen else {
      throw Complaint("\(client.name) has left: \(client.name) open connects it again")
    }
    if peer.hasFinished {
      throw Complaint("\(client.name) has shut down its sending: it can only receive")
    }
    tell("\(client.name) -> \(format.shown(sent: bytes, width: room(for: client)))")
    if !peer.hasEnded { client.owed += format.weight(of: bytes) }
    peer.send(bytes)
    if peer.hasEnded {
      tell("the server has ended \(client.name)'s connection: \(client.name) open begins another")
    }
  }
}

extension String {
  /// This without the spaces at either end.
  fileprivate var trimmed: String { String(trimmingPrefix(#/ +/#)).withoutSpacesAtItsEnd }
}
