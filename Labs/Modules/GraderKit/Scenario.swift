// What happens in a lab's picture: which clients or servers talk to the program, when, and how.

/// What talks to the program while `course see` watches it.
package enum Scenario: Hashable, Sendable {
  /// Clients of a server that is started with these options.
  case clients([ClientScript], options: [String] = [])
  /// Servers that a client is sent to, one after another.
  case servers([ServerScript])
}

/// One client of a server: it connects, then takes its steps one after another.
package struct ClientScript: Hashable, Sendable {
  package let name: String
  package let manner: String
  package let steps: [Step]

  package enum Step: Hashable, Sendable {
    /// Waits until this many seconds after the start, or for this many seconds.
    case until(Double)
    case pause(Double)
    case connect, close
    /// Sends part of a message, which has no answer yet.
    case sendPart([UInt8])
    /// Sends a message or its last part, and waits for the answer.
    case ask(Exchange)
    /// Sends this many bytes and reads nothing.
    case flood(Int)
    /// Waits until the server closes the connection.
    case awaitEnd
    /// Kills the worker process that serves this client; closes if there's only one process.
    case crash

    static func ask(_ request: String, _ answer: String) -> Step { .ask(Exchange(request, answer)) }
  }

  /// It connects at this time.
  init(_ name: String, _ manner: String, at start: Double, _ steps: [Step]) {
    self.name = name
    self.manner = manner
    self.steps = [.until(start), .connect] + steps
  }

  init(_ name: String, _ manner: String, at start: Double, _ steps: Step...) {
    self.init(name, manner, at: start, steps)
  }
}

/// One server that a client is sent to.
package struct ServerScript: Hashable, Sendable {
  package let name: String
  package let manner: String
  package var door = Listener.Door.open
  /// What it sends before it closes; nil if it stays silent.
  package var parts: [Part]?

  /// Some bytes of the answer, this many seconds after the ones before.
  package struct Part: Hashable, Sendable {
    package let delay: Double
    package let bytes: [UInt8]
  }
}

extension Scenario {
  /// Four clients of an echo server: A is silent, B talks, C connects later, and D doesn't read.
  ///
  /// - Parameters:
  ///   - leave: when A closes, or with `crashes` kills the process that serves it.
  ///   - end: when D closes.
  static func echo(
    silentUntil leave: Double = 1.5, deafUntil end: Double = 2.8, crashes: Bool = false,
    options: [String] = []
  ) -> Scenario {
    let lines = ["hello\n", "good evening\n", "good night\n"]
    let talk: [ClientScript.Step] =
      [.pause(0.05)] + lines.flatMap { [.ask($0, $0), .pause(0.2)] } + [.close]
    return .clients(
      [
        ClientScript(
          "A", crashes ? "meets a crash" : "is silent", at: 0.3,
          [.until(leave)] + (crashes ? [.crash, .awaitEnd] : [.close])),
        ClientScript("B", "talks", at: 0.4, talk),
        ClientScript("C", "comes late", at: 0.9, talk),
        ClientScript("D", "does not read", at: 0.6, [.flood(16 << 20), .until(end), .close]),
      ], options: options)
  }
}
