// What all servers have in common: where they listen, how they start, and how they end.

import GraderKit
import Libc

extension Grader {
  func checkTakesThePortItIsGiven() throws {
    // These ports fit in 16 bits only without a sign.
    let server = try launchOnFreePort(in: 61_000..<65_535)
    try greet(server.connect("A"))
  }

  func checkListensOnLoopbackOnly() throws {
    guard isFree(0, host: "127.0.0.2") else {
      throw skip("this machine has no second address to try")
    }
    let server = try launch(greeted: false)

    if try !server.refuses(host: "127.0.0.2") {
      throw server.finding(.listensOnEveryAddress, "it also answers on 127.0.0.2", by: .whatCame)
    }
  }

  func checkStartsAgainAtOnceOnTheSamePort() throws {
    let first = try launchOnFreePort()
    let early = try greet(first.connect("A"))

    // The server closes first, so the port has a connection in TIME_WAIT.
    first.kill()
    first.wait(for: 10) { early.hasStopped }
    early.close()

    let second = try launch(port: first.port, else: .forgetsReuseAddress)
    try greet(second.connect("B"))
  }

  func checkTellsWhenItsPortIsInUse() throws {
    let server = try launch(greeted: false)

    let child = try run("\(server.port)")

    // Its usual first lines do no harm, but a stack trace does.
    let banner = server.child.errors.lines
    let words = child.errors.lines.filter { !banner.contains($0) }
    let sentences = words.filter { $0.contains("\(server.port)") }
    if child.ending != .exited(1) || words.count > 5 || sentences.count != 1 {
      throw server.finding(
        .hidesPortInUse, "started a second time on port \(server.port), \(child.summary)",
        by: .whatCame)
    }
  }

  func checkTellsWhenAnArgumentIsBad() throws {
    let server = try launch(greeted: false)

    for argument in ["port", "70000", "--no-such-option"] {
      let child = try run(argument)

      if child.ending != .exited(64) || !child.errors.text.lowercased().contains("usage") {
        throw server.finding(
          .hidesBadArgument, "started with \"\(argument)\", \(child.summary)", by: .whatCame)
      }
    }
  }

  /// One client disconnects, and one resets.
  func checkClosesNoSocketTwice() throws {
    let server = try launch()
    try greet(server.connect("A")).finish()
    // Check now, because B would get A's descriptor.
    try server.expectNoSecondClose()
    try greet(server.connect("B")).reset()
    try server.expectNoSecondClose()
  }

  func checkEndsAtOnceOnASignal() throws {
    for signal in [SIGTERM, SIGINT] {
      let server = try launch()
      try greet(server.connect("A"))

      server.child.send(signal)

      try server.expectEnd(else: .ignoresSignals)
      try server.expectNobodyLeft(of: [], else: .ignoresSignals)
    }
  }
}
