// The cast of `course see`: who talks to a lab, when, and how.

import GraderKit

/// One of those who talk to a server: a name, a manner, and what they do, one thing after another.
struct Role {
  let name: String
  let manner: String
  let steps: [Step]

  enum Step {
    /// Does nothing until so many seconds of the play are over, or for so many.
    case until(Double)
    case pause(Double)
    case come, leave
    /// Sends a part of a message, to which there is no answer yet.
    case piece([UInt8])
    /// Sends a message, or the last part of one, and goes on when this has come back.
    case ask([UInt8], answer: [UInt8])
    /// Sends so many bytes and reads nothing, whatever comes.
    case flood(Int)
    /// Does nothing until the server ends the connection.
    case wait
    /// Kills the process that serves this one; one that is the whole server is left alone.
    case crash
  }
}

/// A cast, and the options of the program for this play.
struct Play {
  let roles: [Role]
  var options: [String] = []

  /// The play of a server's lab.
  static func of(_ lab: Lab) -> Play {
    switch lab.number {
    // Its own patience is longer than a picture. Those whom it drops would stay for longer.
    case 2: Play(roles: echo(silentUntil: 5, deafUntil: 9), options: ["--idle", "1"])
    case 6: Play(roles: messages)
    case 7: Play(roles: requests)
    case 9: Play(roles: echo(silentUntil: 1.8, crashes: true))
    default: Play(roles: echo())
    }
  }

  /// For a server that sends back what comes.
  private static func echo(
    silentUntil left: Double = 1.5, deafUntil end: Double = 2.8, crashes: Bool = false
  ) -> [Role] {
    let lines = ["hello\n", "good evening\n", "good night\n"]
    let talk = [.pause(0.05)] + lines.flatMap { [ask($0, $0), .pause(0.2)] } + [Role.Step.leave]
    let silence =
      [.until(0.3), .come, .until(left)] + (crashes ? [.crash, .wait] : [Role.Step.leave])
    return [
      Role(name: "A", manner: crashes ? "meets a crash" : "is silent", steps: silence),
      Role(name: "B", manner: "talks", steps: [.until(0.4), .come] + talk),
      Role(name: "C", manner: "comes late", steps: [.until(0.9), .come] + talk),
      Role(
        name: "D", manner: "does not read",
        steps: [.until(0.6), .come, .flood(16 << 20), .until(end), .leave]),
    ]
  }

  /// For lab 06: text that ends in CR LF, and comes back in capitals.
  private static let messages = [
    Role(
      name: "A", manner: "sends in pieces",
      steps: [
        .until(0.2), .come, .pause(0.2), .piece(Array("caf".utf8) + [0xc3]), .pause(0.6),
        .piece([0xa9, 13]), .pause(0.6), .ask([10], answer: Array("CAFÉ\r\n".utf8)), .pause(0.4),
        .leave,
      ]),
    Role(
      name: "B", manner: "sends two in one",
      steps: [
        .until(0.4), .come, .pause(0.3), ask("one\r\ntwo\r\n", "ONE\r\nTWO\r\n"), .pause(0.4),
        .piece(Array("thr".utf8)), .pause(0.6), ask("ee\r\nfour\r\n", "THREE\r\nFOUR\r\n"),
        .pause(0.3), .leave,
      ]),
    Role(
      name: "C", manner: "sends no text",
      steps: [
        .until(0.7), .come, .pause(0.3), ask("hello\r\n", "HELLO\r\n"), .pause(0.4),
        .piece(Array("caf".utf8) + [0xc3, 13, 10]), .wait,
      ]),
    Role(
      name: "D", manner: "finds no end",
      steps: [
        .until(1), .come, .pause(0.3), .piece([UInt8](repeating: 97, count: 60_000)), .pause(0.6),
        .piece([UInt8](repeating: 97, count: 60_000)), .wait,
      ]),
  ]

  private static func ask(_ text: String, _ answer: String) -> Role.Step {
    .ask(Array(text.utf8), answer: Array(answer.utf8))
  }

  /// For lab 07: two numbers of four bytes and an operator; a status and a number of eight.
  private static let requests = [
    Role(
      name: "A", manner: "sends in pieces",
      steps: [
        .until(0.2), .come, .pause(0.2), .piece([0, 0, 0, 6, 0]), .pause(0.6), .piece([0, 0, 7]),
        .pause(0.6), .ask([42], answer: result(42)), .pause(0.4), .leave,
      ]),
    Role(
      name: "B", manner: "sends two in one",
      steps: [
        .until(0.4), .come, .pause(0.3),
        .ask(request(1, "+", 2) + request(9, "-", 5), answer: result(3) + result(4)), .pause(0.4),
        .piece(Array(request(7, "/", 2).prefix(4))), .pause(0.6),
        .ask(request(7, "/", 2).dropFirst(4) + request(7, "%", 2), answer: result(3) + result(1)),
        .pause(0.3), .leave,
      ]),
    Role(
      name: "C", manner: "divides by zero",
      steps: [
        .until(0.7), .come, .pause(0.3), .ask(request(1, "/", 0), answer: result(0, status: 1)),
        .pause(0.4), .ask(request(1, "?", 1), answer: result(0, status: 2)), .pause(0.4),
        .ask(request(8, "/", 2), answer: result(4)), .pause(0.3), .leave,
      ]),
    Role(
      name: "D", manner: "leaves too soon",
      steps: [
        .until(1), .come, .pause(0.3), .ask(request(2, "*", 2), answer: result(4)), .pause(0.3),
        .piece([0, 0, 0, 1]), .pause(0.5), .leave,
      ]),
  ]

  private static func request(_ a: UInt8, _ op: Character, _ b: UInt8) -> [UInt8] {
    [0, 0, 0, a, 0, 0, 0, b, op.asciiValue ?? 0]
  }

  private static func result(_ value: UInt8, status: UInt8 = 0) -> [UInt8] {
    [status, 0, 0, 0, 0, 0, 0, 0, value]
  }
}
