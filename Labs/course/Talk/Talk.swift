// `course talk`: several clients in one terminal.

import GraderKit
import LabKit
import Libc

extension Command {
  static let talk = Command(
    name: "talk", labs: .one,
    options: [.flag("solution"), .count("clients", placeholder: "COUNT", upTo: 26, default: 3)],
    summary: "several clients in one terminal"
  ) { labs, arguments in
    let lab = labs[0]
    guard case .server(let format, _) = lab.role else {
      throw UsageError(
        "\(lab.name) is a client itself. Start a server for it with "
          + "python3 -m http.server 8000, then swift run \(lab.name) 127.0.0.1 8000")
    }
    let name = arguments.has("solution") ? lab.solution : lab.name
    let subject = Subject([try Build.program(name)])
    Terminal.show("\(name) starts")
    let server = try Server.launched(subject)
    Terminal.clearLine()
    let talk = Talk(with: server, format, clients: arguments.count("clients"))
    defer { talk.end() }
    return talk.run(as: name)
  }
}

/// A talk between a student, as several clients, and one server.
///
/// Call `end` when done: it stops the server and restores the terminal.
final class Talk {
  let server: Server
  let format: Lab.MessageFormat
  let clients: [TalkClient]
  /// What the server printed that isn't shown yet, because its line is incomplete.
  var partialLine: [UInt8] = []
  var flood = Flood()
  /// The event shown last, its time, and how often the server has repeated it since.
  var lastEvent = (text: "", time: 0.0, repeats: 0)
  /// When the server and the clients were last looked at.
  var lastLook = 0.0
  private var input = TalkInput()
  /// Whether the student asked to quit.
  var isOver = false

  init(with server: Server, _ format: Lab.MessageFormat, clients count: Int) {
    self.server = server
    self.format = format
    clients = "abcdefghijklmnopqrstuvwxyz".prefix(count).map { TalkClient(String($0)) }
  }

  /// Talks until the student quits or the server exits, and returns the exit status.
  func run(as name: String) -> Int32 {
    // Discards the line that announces the port.
    _ = server.child.takeWords()
    Terminal.holdInterrupt()
    input.open()
    let names = clients.map(\.name).joined(separator: ", ")
    show("\(name) listens on \(server.address). Your clients: \(names).")
    if input.isEdited {
      show("For example: a \(format.example)   Also: a close   b open   help   quit")
    }
    while true {
      while !isFinished, let line = input.next() {
        if obey(line), !input.isEdited || input.lines.isEmpty { settle() }
      }
      if isFinished || input.isOver { break }
      server.wait(for: 3600) {
        look()
        input.read()
        return !input.lines.isEmpty || input.isOver || Terminal.isInterrupted
      }
    }
    let isAlive = !server.child.hasEnded()
    if !isFinished {
      for client in clients where client.openPeer != nil {
        try? perform(.close, as: client)
        settle()
      }
    }
    stopServer(isAlive: isAlive)
    return Terminal.isInterrupted ? 130 : isAlive ? 0 : 1
  }

  private var isFinished: Bool { isOver || Terminal.isInterrupted || server.child.hasEnded() }

  /// Stops the server and restores the terminal.
  func end() {
    server.stop()
    Terminal.restore()
  }

  // MARK: Waiting

  /// Waits until all answers have arrived or the server is idle, and logs which clients still wait.
  /// A line that the student types meanwhile ends the wait.
  private func settle() {
    let isAwaited = isOwed
    let lostBefore = lost
    let isStopped = { [self] in
      look()
      // In a pipe, the next line waits for the answer to this one.
      if input.isEdited { input.read() }
      return Terminal.isInterrupted || input.isEdited && !input.lines.isEmpty
    }
    let isDone: Bool
    if isAwaited && Inspection.isPossible {
      isDone = server.wait(asleep: 0.5) { isStopped() || !isOwed }
    } else {
      // More may always arrive, and a server that polls is never idle.
      isDone = server.wait(for: 2, asleep: 0.5) { isStopped() || isAwaited && !isOwed }
    }
    // When a server crashes, its connections end a moment before it does.
    if isDone && lost > lostBefore { server.wait(for: 2, asleep: 0.5) { isStopped() } }
    look(isFinal: true)
    if !isDone && !server.child.hasEnded() { logWaits() }
  }

  /// Whether a client waits for an answer, or for end of stream after it sent its own.
  private var isOwed: Bool {
    clients.contains { client in
      client.owed > 0 || client.openPeer.map { $0.hasFinished && !$0.hasStopped } ?? false
    }
  }

  /// How many connections the server has ended.
  private var lost: Int { clients.count { $0.peer?.hasStopped == true } }

  /// Stops the server with SIGTERM, and logs how that went.
  private func stopServer(isAlive: Bool) {
    // A second Ctrl-C ends the guide at once.
    Terminal.restoreOnSignals()
    input.close()
    for client in clients { client.openPeer?.close() }
    if isAlive { server.child.send(SIGTERM) }
    let hasEnded = server.wait(for: 2) {
      look()
      return server.child.hasEnded()
    }
    // Logs the last lines that it printed.
    server.wait(for: 0.2) {
      look()
      return server.child.areWordsOver
    }
    look(isFinal: true)
    if !hasEnded {
      log("the server didn't end on SIGTERM, as it should, so it was killed")
    } else if let ending = server.child.ending {
      let isObedient = isAlive && [.exited(0), .killed(SIGTERM)].contains(ending)
      log("the server \(isObedient ? "ended on SIGTERM, as it should" : "\(ending)")")
    }
    if let excess = server.child.excess { log("the server: \(excess.description)") }
  }

  /// Prints lines above the line being typed.
  func show(_ text: String) {
    if input.isEdited { Terminal.clearLine() }
    say(text)
    input.draw()
  }
}
