// Every lab is declared once, and its program does what the declaration says.

import Foundation
import GraderKit
import XCTest

final class LabsTests: XCTestCase {
  func testEveryFolderHasOneDeclaration() throws {
    let declared = Lab.all.map(\.folder)
    for place in ["Labs", "Solutions"] {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: Subject.root.appendingPathComponent(place).path)
      let folders = names.filter { $0.wholeMatch(of: #/lab\d\d-[^ ]+/#) != nil }
      for folder in Set(folders + declared).sorted() where folders.contains(folder) {
        XCTAssertEqual(
          declared.count { $0 == folder }, 1,
          "\(place)/\(folder) needs one file in Labs/Modules/GraderKit/Labs and one line in Lab.all"
        )
      }
      for folder in declared where !folders.contains(folder) {
        XCTFail("Lab.all has \(folder), but there is no folder \(place)/\(folder)")
      }
    }
    XCTAssertEqual(declared, declared.sorted(), "Lab.all is in order")
  }

  func testTheUsageLineIsAsDeclared() throws {
    for lab in Lab.all {
      let run = try Child.run([program(lab.solution), "--no-such-option"], within: .patience)

      XCTAssertEqual(run.errors.lines.last, "usage: \(lab.name) \(lab.usage)")
    }
  }

  func testAHalfWrittenProgramStartsAndAnswersFromTheDeclaredStepsOn() throws {
    let versions = try Lab.all.flatMap { lab in
      try lab.requireStarter()
      let steps = [lab.stepsToStart, lab.stepsToAnswer]
      return Set(steps + steps.map { $0 - 1 }).subtracting([0]).map { (lab, $0) }
    }

    let outcomes = concurrently(versions) { lab, steps in
      Result {
        try withTemporaryFolder { folder in
          let file = folder.appendingPathComponent("main.swift")
          try lab.source(ofSteps: steps).write(to: file, atomically: true, encoding: .utf8)
          let program = try lab.build(in: folder, from: "\(lab.name) with \(steps) steps")
          return try lab.role == .client ? fetch(with: program) : greet(program, of: lab)
        }
      }
    }

    for ((lab, steps), outcome) in zip(versions, outcomes) {
      let (starts, answers) = try outcome.get()
      XCTAssertEqual(starts, steps >= lab.stepsToStart, "\(lab.name) starts after \(steps) steps")
      XCTAssertEqual(
        answers, steps >= lab.stepsToAnswer, "\(lab.name) answers after \(steps) steps")
    }
  }
}

extension LabsTests {
  /// The delimited messages of lab 06 need steps 1 and 2, and the other framings a step each.
  func testWhatIsWrittenIsGradedAndTheRestWaitsForItsStep() throws {
    let lab = Lab.messages
    let results = try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("main.swift")
      try lab.source(ofSteps: 2).write(to: file, atomically: true, encoding: .utf8)
      let program = try lab.build(in: folder, from: "lab06 with two steps")
      return try lab.graded(subject: "'\(program)'").results
    }

    let waiting = results.filter { $0.verdict == .notChecked }
    XCTAssertTrue(results.allSatisfy { [.passed, .notChecked].contains($0.verdict) }, "\(results)")
    XCTAssertGreaterThan(results.count - waiting.count, 10)
    XCTAssertEqual(Set(waiting.compactMap(\.step?.number)), [3, 4, 5])
    XCTAssertTrue(waiting.allSatisfy { $0.step != nil })
  }
}

private func program(_ name: String) -> String {
  Subject.products.appendingPathComponent(name).path
}

/// Whether a server listens until it has a client, and whether it answers that client's greeting.
private func greet(_ program: String, of lab: Lab) throws -> (starts: Bool, answers: Bool) {
  guard case .server(_, let greeting) = lab.role else { return (false, false) }
  var starts = false
  do {
    let server = try Server(Subject([program]), options: lab.options)
    defer { server.stop() }
    server.wait(for: 1, asleep: 0.3) { server.unwritten != nil }
    if server.unwritten != nil { return (false, false) }
    starts = true
    // A step that the client makes it reach may end it before the client is connected.
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

/// Whether a client says that nobody listens, and whether it fetches a page.
private func fetch(with program: String) throws -> (starts: Bool, answers: Bool) {
  let subject = Subject([program])
  let doors = try (XCTUnwrap(Listener(.refuses)), XCTUnwrap(Listener()))
  let refused = try subject.run([doors.0.host, "\(doors.0.port)"])
  let client = try Client(subject, arguments: [doors.1.host, "\(doors.1.port)"])
  defer { client.stop() }
  let page = Page("hello\n")
  do {
    try client.accept(on: doors.1).answer(page)
    try client.expectPage(page)
  } catch is Unwritten {
    return (refused.ending == .exited(1), false)
  }
  return (refused.ending == .exited(1), true)
}

extension Lab {
  /// Its source with this many steps written as in the solution.
  fileprivate func source(ofSteps count: Int) throws -> String {
    let functions = #/(?ms)^( *)[a-z ]*(?:func|init)\b[^\n]*[^}\n]\n.*?^\1}$/#
    let written = try text(of: solutionPath).matches(of: functions).map { String($0.0) }
    var source = try text(of: starterPath)
    for function in source.matches(of: functions).map({ String($0.0) }) {
      let step = function.firstMatch(of: #/todo\((\d+), /#).flatMap { Int($0.1) }
      guard let step, step <= count else { continue }
      let head = function.prefix { $0 != "\n" } + "\n"
      let solved = try XCTUnwrap(written.first { $0.hasPrefix(head) }, "\(solutionPath): \(head)")
      source = source.replacing(function, with: solved)
    }
    return source
  }
}
