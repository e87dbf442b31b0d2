// `course talk`: several clients in one terminal.

import GraderKit
import Libc

extension Command {
  static let talk = Command(
    name: "talk", synopsis: "N [--solution] [--clients COUNT]",
    sentence: "several clients in one terminal"
  ) { words in
    let lab = words.labs[0]
    guard case .server(let format, _) = lab.role else {
      throw Complaint(
        "\(lab.name) is a client itself. Start a server for it with "
          + "python3 -m http.server 8000, then swift run \(lab.name) 127.0.0.1 8000")
    }
    guard let count = Int(words["--clients"] ?? "3"), 1...26 ~= count else {
      throw Complaint("--clients wants a number from 1 to 26: --clients 3")
    }
    let name = words.has("--solution") ? lab.solution : lab.name
    let program = try Build.program(name)
    let server: Server
    Terminal.show("\(name) starts")
    do {
      defer { Terminal.clearLine() }
      server = try Server([program, "0"], port: 0, options: [])
    } catch let finding as Finding {
      throw Complaint(finding.report.short, status: 1)
    } catch let step as Unwritten {
      throw Complaint("\(name) does not listen yet: \(step)", status: 1)
    }
    let talk = Talk(with: server, format, clients: count)
    defer { talk.end() }
    return talk.run(as: name)
  }
}

/// A talk of a student, as several clients, with one server.
///
/// Whoever makes it calls `end`, which leaves nothing running and the terminal as it was.
final class Talk {
  let server: Server
  let format: Lab.MessageFormat
  let clients: [TalkClient]
  /// What the server said and was not shown yet, for want of the end of a line.
  var words: [UInt8] = []
  var flood = Flood()
  /// The last line of the story, and its time, and how often the server has said the same since.
  var lastText = ""
  var lastTime = 0.0
  var repeats = 0
  /// When the server and the clients were last looked at.
  var lastLook = 0.0
  private var input = TalkInput()
  /// Whether the student has had enough.
  var isOver = false

  init(with server: Server, _ format: Lab.MessageFormat, clients count: Int) {
    self.server = server
    self.format = format
    clients = (0..<count).map { TalkClient("abcdefghijklmnopqrstuvwxyz".map(String.init)[$0]) }
  }

  /// Talks until the student has had enough or the server has ended, and returns the exit status.
  func run(as name: String) -> Int32 {
    // What it has announced is known.
    _ = server.child.takeWords()
    Interruption.beginToWatch()
    input.open()
    let names = clients.map(\.name).joined(separator: ", ")
    show("\(name) listens on \(server.address). Your clients: \(names).")
    if input.isEdited { show(Talk.summary(example: format.example)) }
    while true {
      while !isOver, !isInterrupted, !server.child.hasEnded(), let line = input.next() {
        if obey(line), !input.isEdited || input.lines.isEmpty { settle() }
      }
      if isOver || isInterrupted || server.child.hasEnded() || input.isOver { break }
      // It waits for nothing of the server's.
      server.wait(for: 3600) {
        look()
        input.read()
        return !input.lines.isEmpty || input.isOver || isInterrupted
      }
    }
    let isAlone = !server.child.hasEnded()
    if isAlone && !isOver && !isInterrupted {
      for client in clients where client.isOpen {
        if obey("\(client.name) close") { settle() }
      }
    }
    sayGoodbye(isAsked: isAlone)
    return isInterrupted ? 130 : isAlone ? 0 : 1
  }

  /// Ends all that was started, and gives the terminal back.
  func end() {
    server.stop()
    Terminal.restore()
  }

  private var isInterrupted: Bool { Interruption.hasCome }

  // MARK: Waiting

  /// Waits until all answers are there or the server is at rest, and says who waits in vain. A line that
  /// was typed meanwhile ends the wait.
  private func settle() {
    let isAwaited = isOwed
    let lostBefore = lost
    let isStopped = { [self] in
      look()
      // In a pipe the next line waits for the answer to this one.
      if input.isEdited { input.read() }
      return isInterrupted || input.isEdited && !input.lines.isEmpty
    }
    let isDone: Bool
    if isAwaited && Inspection.isPossible {
      isDone = server.wait(asleep: 0.5) { isStopped() || !isOwed }
    } else {
      // Nobody knows what may still come, and a server that sweeps is never at rest.
      isDone = server.wait(for: 2, asleep: 0.5) { isStopped() || isAwaited && !isOwed }
    }
    // The connections of a server that dies end a moment before it does.
    if isDone && lost > lostBefore { server.wait(for: 2, asleep: 0.5) { isStopped() } }
    look(isFinal: true)
    if !isDone && !server.child.hasEnded() { remark() }
  }

  /// Whether somebody waits for an answer, or for the end after its own.
  private var isOwed: Bool {
    clients.contains { client in
      client.owed > 0
        || client.isOpen && client.peer.map { $0.hasFinished && !$0.hasStopped } ?? false
    }
  }

  /// How many connections the server has ended.
  private var lost: Int { clients.count { $0.peer?.hasStopped == true } }

  /// Ends the server as Ctrl-C would, and says how it went.
  private func sayGoodbye(isAsked: Bool) {
    // A second Ctrl-C waits for nobody.
    Terminal.keepAsItIs()
    input.close()
    for client in clients where client.isOpen { client.peer?.close() }
    if isAsked { server.child.send(SIGTERM) }
    let hasEnded = server.wait(for: 2) {
      look()
      return server.child.hasEnded()
    }
    // Its last words.
    server.wait(for: 0.2) {
      look()
      return server.child.areWordsOver
    }
    look(isFinal: true)
    if !hasEnded {
      tell("the server does not end on SIGTERM, as it should: it is killed")
    } else if let ending = server.child.ending {
      let isObedient = isAsked && [.exited(0), .killed(SIGTERM)].contains(ending)
      tell("the server \(isObedient ? "ended on SIGTERM, as it should" : "\(ending)")")
    }
    if let excess = server.child.excess { tell("the server: \(excess.description)") }
  }

  // MARK: Telling

  /// Prints lines above the one that is being typed.
  func show(_ text: String) {
    if input.isEdited { Terminal.clearLine() }
    say(text)
    input.draw()
  }
}
