// What a student can type in a talk, and what that does.

import GraderKit
import LabKit

extension Talk {
  /// What a client can do.
  enum Action {
    case open, close, reset, halfClose
    case send(String)
  }

  private var help: String {
    let text = """
        a \(format.example)             a connects if necessary, and sends it
        a open              connects, and sends nothing
        a close             disconnects
        a reset             resets the connection, as a crash would
        a half-close        sends no more, but can still receive: shutdown

      """
    let texts = """
        a send close        sends the word "close" itself
        a repeat 100000     sends a line of that many bytes

      """
    return text + (format == .calculations ? "" : texts)
      + "  quit                or Ctrl-D, or Ctrl-C"
  }

  /// Does what a line says, and returns whether the server may react to it. Prints a sentence if
  /// the line makes no sense.
  func obey(_ line: String) -> Bool {
    for client in clients { client.flood.end() }
    flood.end()
    let start = line.drop { $0 == " " }
    let word = start.prefix { $0 != " " && $0 != "\t" }
    switch word.lowercased() {
    case "": return false
    case "help", "?": show(help)
    case "quit", "exit", "q": isOver = true
    default:
      do {
        let client = try client(String(word))
        // The student's text starts after one space, and may start with more spaces.
        let action = try action(of: client, String(start.dropFirst(word.count + 1)))
        try perform(action, as: client)
        return true
      } catch {
        show("\(error)")
      }
    }
    return false
  }

  private func client(_ word: String) throws -> TalkClient {
    let name = word.lowercased()
    if let client = clients.first(where: { $0.name == name }) { return client }
    if word.count == 1, let letter = name.unicodeScalars.first, "b"..."z" ~= letter {
      throw UsageError(
        "There is no client \(word): the clients are a to \(clients[clients.count - 1].name). "
          + "--clients \(letter.value - 96) gives you \(word) too")
    }
    let meant = ["help", "quit", "exit"].first { word.count > 2 && distance(word, $0) == 1 }
    if let meant {
      throw UsageError("There is no client \"\(printable(word))\": did you mean \(meant)?")
    }
    let example = format == .calculations ? format.example : word
    throw UsageError(
      printable("There is no client \"\(word)\": a line begins with one, as in: a \(example)"))
  }

  private func action(of client: TalkClient, _ text: String) throws -> Action {
    let words = text.replacing(#/^ +/#, with: "").withoutTrailingSpaces
    if words.isEmpty {
      throw UsageError(
        "What should \(client.name) do? For example: \(client.name) \(format.example)")
    }
    let actions: [String: Action] = [
      "open": .open, "close": .close, "reset": .reset, "half-close": .halfClose,
    ]
    if let action = actions[words] { return action }
    if format == .calculations { return .send(text) }
    if text.hasPrefix("send ") { return .send(String(text.dropFirst(5))) }
    guard let digits = words.wholeMatch(of: #/repeat (\d+)/#)?.1 else { return .send(text) }
    guard let count = Int(digits), count <= 10_000_000 else {
      throw UsageError("at most 10000000 bytes")
    }
    let end = try format.bytes(for: "").count
    return .send(String(repeating: "x", count: max(0, count - end)))
  }

  /// Performs an action. Throws a sentence if the client can't do that now.
  func perform(_ action: Action, as client: TalkClient) throws {
    let name = client.name
    switch action {
    case .open:
      if client.openPeer?.hasEnded == false { throw UsageError("\(name) is already connected") }
      client.peer?.close()
      connect(client)
    case .close:
      try peer(of: client).close()
      client.owed = 0
      log("\(name) closes")
    case .reset:
      try peer(of: client).reset()
      client.owed = 0
      log("\(name) resets the connection")
    case .halfClose:
      let peer = try peer(of: client)
      if peer.hasFinished { throw UsageError("\(name) has already done that") }
      peer.finishSending()
      log("\(name) shuts down its sending: it can still receive")
    case .send(let text): try send(text, as: client)
    }
  }

  private func peer(of client: TalkClient) throws -> Peer {
    if let peer = client.openPeer { return peer }
    throw UsageError("\(client.name) isn't connected. Type: \(client.name) open")
  }

  private func connect(_ client: TalkClient) {
    do {
      client.begin(try server.connect(client.name))
      log("\(client.name) connects")
    } catch {
      log("\(client.name) can't connect: the server's listen queue is full")
    }
  }

  private func send(_ text: String, as client: TalkClient) throws {
    let (name, bytes) = (client.name, try format.bytes(for: text))
    // A client connects with its first message. After that, only `open` connects it again.
    if client.peer == nil { connect(client) }
    guard let peer = client.openPeer else {
      throw UsageError("\(name) has disconnected. To connect it again, type: \(name) open")
    }
    if peer.hasFinished {
      throw UsageError("\(name) has shut down its sending: it can only receive")
    }
    log("\(name) -> \(format.shown(sent: bytes, width: room(for: client)))")
    if !peer.hasEnded { client.owed += format.weight(of: bytes) }
    peer.send(bytes)
    if peer.hasEnded {
      log("the server has closed \(name)'s connection; type: \(name) open")
    }
  }
}
