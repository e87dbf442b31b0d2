// Every mistake in Tests/Mistakes is caught, and called by its name.

import Foundation
import GraderKit
import XCTest

final class MistakesTests: XCTestCase {
  func testEveryMistakeIsCaughtByName() throws {
    let mistakes = try WrittenMistake.all()
    XCTAssertGreaterThan(mistakes.count, 7)

    let outcomes = concurrently(mistakes) { mistake in Result { try mistake.caughtAs() } }

    for (mistake, outcome) in zip(mistakes, outcomes) {
      let found = try outcome.get()
      if found == "skipped" {
        // The requirement needs something of the system that this one has not, and says so.
        print("\(mistake.path) cannot be seen here")
      } else if Inspection.isPossible {
        XCTAssertEqual(found, mistake.name, mistake.path)
      } else {
        // Without /proc some cannot be seen, and of others one sees only that something is wrong.
        XCTAssertNotEqual(found, "passed", mistake.path)
      }
    }
  }
}

/// A mistake as it stands in Tests/Mistakes: a story, the requirement that catches it, a diff.
private struct WrittenMistake: Sendable {
  let lab: Lab
  /// The file's name, which is the mistake's.
  let name: String
  var path: String { "Tests/Mistakes/\(lab.name)/\(name).diff" }

  static func all() throws -> [WrittenMistake] {
    try Lab.all.flatMap { lab in
      let folder = Subject.root.appendingPathComponent("Tests/Mistakes/\(lab.name)").path
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".diff") }
        .map { WrittenMistake(lab: lab, name: String($0.dropLast(5))) }
    }
  }

  /// Makes the mistake in a copy of the solution, builds that, has it graded by the requirement that
  /// the diff names, and returns what the grader called it.
  func caughtAs() throws -> String? {
    let line = try text(of: path).split(separator: "\n").first { $0.hasPrefix("Caught by: ") }
    guard let requirement = line?.dropFirst(11) else {
      throw CourseError(description: "\(path) has no line \"Caught by: test...\"")
    }
    return try withTemporaryFolder { folder in
      let program = try build(in: folder)
      let lines = try grade(lab, subject: "'\(program)'", only: [String(requirement)])
      return lines.first?.mistake ?? lines.first?.verdict
    }
  }

  private func build(in folder: URL) throws -> String {
    let source = folder.appendingPathComponent("main.swift").path
    try FileManager.default.copyItem(
      atPath: Subject.root.appendingPathComponent(lab.solutionPath).path, toPath: source)
    let diff = Subject.root.appendingPathComponent(path).path
    // Outside of any repository `git apply` is a plain patch program, and SwiftPM needs git anyway.
    let apply = try Child.run(
      ["/bin/sh", "-c", "cd \"$0\" && GIT_DIR=/dev/null git apply \"$1\"", folder.path, diff],
      within: .patience)
    guard apply.ending == .exited(0) else {
      throw CourseError(
        description: "\(path) no longer fits \(lab.solutionPath), make it anew: \(apply.summary)")
    }
    let program = folder.appendingPathComponent(lab.name).path
    let objects = try ["LabKit", "Sockets", "Libc"].flatMap { module in
      let folder = Subject.products.appendingPathComponent("\(module).build").path
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".swift.o") }.map { "\(folder)/\($0)" }
    }
    // The source first: beside the first file the compiler puts one for the linker, and beside the
    // objects that file would be everybody's.
    let run = try compile([source] + objects, ["-o", program, "-module-name", lab.name])
    guard run.ending == .exited(0) else {
      throw CourseError(description: "\(path) does not compile: \(run.errors.text)")
    }
    return program
  }
}
