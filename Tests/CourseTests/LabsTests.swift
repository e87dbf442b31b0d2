// Every lab is declared once, and its programs do what the declaration says.

import Foundation
import GraderKit
import XCTest

final class LabsTests: XCTestCase {
  func testEveryFolderIsDeclaredInOrder() throws {
    for place in ["Labs", "Solutions"] {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: Subject.root.appendingPathComponent(place).path)
      let folders = names.filter { $0.wholeMatch(of: #/lab\d\d-[^ ]+/#) != nil }.sorted()
      XCTAssertEqual(
        folders, Lab.all.map(\.folder),
        "each folder in \(place) needs one file in Labs/Modules/GraderKit/Labs, and one line in Lab.all"
      )
    }
  }

  func testTheUsageLineIsAsDeclared() throws {
    for lab in Lab.all {
      let run = try Child.run([program(lab.solution), "--no-such-option"], within: .patience)

      XCTAssertEqual(run.errors.lines.last, "usage: \(lab.name) \(lab.usage)")
    }
  }

  func testAHalfWrittenProgramStartsAndAnswersFromTheDeclaredStepsOn() throws {
    for lab in Lab.all { try lab.requireStarter() }

    let outcomes = concurrently(Lab.all) { lab in
      Result {
        try lab.withHalfWrittenProgram { program in
          let steps = [lab.stepsToStart, lab.stepsToAnswer]
          return try Set(steps + steps.map { $0 - 1 }).subtracting([0]).map { steps in
            let subject = Subject(line: "env STEPS=\(steps) '\(program)'")
            return (steps, try lab.role == .client ? fetch(with: subject) : greet(subject, of: lab))
          }
        }
      }
    }

    for (lab, outcome) in zip(Lab.all, outcomes) {
      for (steps, (starts, answers)) in try outcome.get() {
        XCTAssertEqual(starts, steps >= lab.stepsToStart, "\(lab.name) starts after \(steps) steps")
        XCTAssertEqual(
          answers, steps >= lab.stepsToAnswer, "\(lab.name) answers after \(steps) steps")
      }
    }
  }

  /// Lab 06 needs steps 1 and 2 for delimited messages, and one step for each of the other framings.
  func testWhatIsWrittenIsGradedAndTheRestWaitsForItsStep() throws {
    let lab = Lab.messages
    try lab.requireStarter()

    let results = try lab.withHalfWrittenProgram { program in
      try lab.graded(subject: "env STEPS=2 '\(program)'").results
    }

    let waiting = results.filter { $0.verdict == .notChecked }
    XCTAssertTrue(results.allSatisfy { [.passed, .notChecked].contains($0.verdict) }, "\(results)")
    XCTAssertGreaterThan(results.count - waiting.count, 10)
    XCTAssertEqual(Set(waiting.compactMap(\.step?.number)), [3, 4, 5])
    XCTAssertTrue(waiting.allSatisfy { $0.step != nil })
  }
}

/// Whether a server listens until a client connects, and whether it answers that client's greeting.
private func greet(_ subject: Subject, of lab: Lab) throws -> (starts: Bool, answers: Bool) {
  guard case .server(_, let greeting) = lab.role else { return (false, false) }
  var starts = false
  do {
    let server = try Server(subject, options: lab.options)
    defer { server.stop() }
    server.wait(for: 1, asleep: 0.3) { server.unwritten != nil }
    if server.unwritten != nil { return (false, false) }
    starts = true
    // The new client may make it reach an unwritten step, so connect may fail.
    let client = try server.connect("A")
    client.send(greeting.request)
    server.wait { client.incoming == greeting.answer || client.hasStopped }
    // The answer may be followed by a step that isn't written.
    server.wait(for: 1, asleep: 0.3) { server.unwritten != nil }
    return (true, client.incoming == greeting.answer && server.unwritten == nil)
  } catch is Unwritten {
    return (starts, false)
  }
}

/// Whether a client reports a refused connection, and whether it fetches a page.
private func fetch(with subject: Subject) throws -> (starts: Bool, answers: Bool) {
  let (closed, open) = try (XCTUnwrap(Listener(.refuses)), XCTUnwrap(Listener()))
  let refused = try subject.run([closed.host, "\(closed.port)"])
  let client = try Client(subject, arguments: [open.host, "\(open.port)"])
  defer { client.stop() }
  let page = Page("hello\n")
  do {
    try client.accept(on: open).answer(page)
    try client.expectPage(page)
  } catch is Unwritten {
    return (refused.ending == .exited(1), false)
  }
  return (refused.ending == .exited(1), true)
}

extension Lab {
  /// Builds the starter with each step written as in the solution, and lends the program to the
  /// body. The program does only as many steps as the variable STEPS says.
  fileprivate func withHalfWrittenProgram<Outcome>(
    _ body: (String) throws -> Outcome
  ) throws -> Outcome {
    let functions = #/(?ms)^( *)[a-z ]*(?:func|init)\b[^\n]*[^}\n]\n.*?^\1}$/#
    let written = try text(of: solutionPath).matches(of: functions).map { String($0.0) }
    var source = try text(of: starterPath)
    for function in source.matches(of: functions).map({ String($0.0) }) {
      guard let todo = function.firstMatch(of: #/ *(todo\((\d+), "[^"]*"\))/#) else { continue }
      // The signature, which may have several lines.
      let head = function[..<todo.range.lowerBound]
      let solved = try XCTUnwrap(written.first { $0.hasPrefix(head) }, "\(solutionPath): \(head)")
      let body = solved.dropFirst(head.count)
      let half = head + "if Steps.count < \(todo.2) { \(todo.1) } else {\n" + body + "}"
      source = source.replacing(function, with: half)
    }
    source = """
      import Foundation
      enum Steps { static let count = Int(ProcessInfo.processInfo.environment["STEPS"] ?? "") ?? 0 }

      """ + source
    return try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("main.swift")
      try source.write(to: file, atomically: true, encoding: .utf8)
      return try body(build(in: folder, from: "\(name), half-written"))
    }
  }
}
