// Every mistake in Tests/Mistakes is caught, and reported under its name.

import Foundation
import GraderKit
import XCTest

final class MistakesTests: XCTestCase {
  func testEveryMistakeIsNamedFirst() throws {
    let mistakes = try WrittenMistake.chosen()

    // Grading the whole lab shows which requirement fails first. By default, only the one that must
    // catch the mistake is graded, which takes a third of the time.
    let isWhole = ProcessInfo.processInfo.environment["MUSEUM"] != nil

    let outcomes = concurrently(mistakes) { mistake in
      Result { try mistake.graded(only: isWhole || mistake.isLucky ? nil : mistake.catcher) }
    }

    try SavedObservation.renew(
      zip(mistakes, outcomes).map { ($0, try $1.get().first { $0.verdict == .failed }) })
    print(row("mistake", "caught by", "named as"))
    for (mistake, outcome) in zip(mistakes, outcomes) {
      let first = try outcome.get().first { $0.verdict == .failed }
      print(row("\(mistake.lab.name) \(mistake.file)", first?.requirement ?? "", found(first)))
    }
    // After the table: a failure is easier to find at the end.
    for (mistake, outcome) in zip(mistakes, outcomes) {
      let lines = try outcome.get()
      let first = lines.first { $0.verdict == .failed }
      let found = found(first)
      if lines.contains(where: { $0.requirement == mistake.catcher && $0.verdict == .skipped }) {
        // The requirement needs something that this system lacks, and says so.
        print("  \(mistake.path) cannot be seen here")
      } else if Inspection.isPossible {
        XCTAssertEqual(found, mistake.name, "\(mistake.path): \(first?.summary ?? "")")
        if !mistake.isLucky {
          XCTAssertEqual(first?.requirement, mistake.catcher, "\(mistake.path): Caught by")
        }
      } else {
        // Without /proc, the graders may see only that something is wrong.
        XCTAssertNotEqual(found, "passed", mistake.path)
      }
    }
  }

  func testEveryRequirementCatchesAMistakeFirst() throws {
    let folder = Subject.root.appendingPathComponent("Tests/Graders").path
    let graders = try FileManager.default.contentsOfDirectory(atPath: folder)
      .map { try text(of: "Tests/Graders/\($0)") }.joined()
    let requirements = graders.matches(of: #/ func (test\w+)\(\)/#).map { String($0.1) }
    XCTAssertGreaterThan(requirements.count, 100)

    let catchers = Set(try WrittenMistake.all().map(\.catcher))

    // A requirement that is never the first to catch a mistake would be useless.
    XCTAssertEqual(Set(requirements).subtracting(catchers).sorted(), [])
  }

  func testADiffThatNoLongerFitsSaysHowToRenewIt() throws {
    let mistake = try XCTUnwrap(WrittenMistake.all().first)

    try withTemporaryFolder { folder in
      XCTAssertThrowsError(try mistake.build(in: folder, from: "Package.swift")) { error in
        XCTAssertTrue("\(error)".contains("no longer fits Package.swift"), "\(error)")
        XCTAssertTrue("\(error)".contains("diff -U2 --label a/main.swift"), "\(error)")
      }
    }
  }

  private func found(_ failure: RequirementResult?) -> String { failure?.cause ?? "passed" }

  private func row(_ mistake: String, _ requirement: String, _ name: String) -> String {
    let columns = [(mistake, 40), (requirement, 62)].map { text, width in
      text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }
    return "  " + (columns + [name]).joined(separator: " ")
  }
}

/// An exhibit of Tests/Mistakes: a story, the requirement that catches it, a diff.
struct WrittenMistake: Sendable {
  let lab: Lab
  /// The file's name without its extension: the mistake's name, and after a dot how it was made.
  let file: String
  /// The requirement that is the first to fail when the whole lab is graded.
  let catcher: String
  /// Whether another may fail first, because the kernel picks a client's worker, or the order.
  let isLucky: Bool

  var name: String { String(file.prefix { $0 != "." }) }
  var path: String { "Tests/Mistakes/\(lab.name)/\(file).diff" }

  init(lab: Lab, file: String) throws {
    (self.lab, self.file) = (lab, file)
    let path = "Tests/Mistakes/\(lab.name)/\(file).diff"
    let line = try text(of: path).split(separator: "\n").first { $0.hasPrefix("Caught by: ") }
    guard let line else {
      throw CourseError(description: "\(path) has no line \"Caught by: test...\"")
    }
    let words = line.dropFirst(11)
    isLucky = words.hasSuffix(" or another")
    catcher = String(words.prefix { $0 != " " })
  }

  static func all() throws -> [WrittenMistake] {
    try Lab.all.flatMap { lab in
      let folder = Subject.root.appendingPathComponent("Tests/Mistakes/\(lab.name)").path
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        .filter { $0.hasSuffix(".diff") }
        .map { try WrittenMistake(lab: lab, file: String($0.dropLast(5))) }
    }
  }

  /// The exhibits that MUSEUM chooses: `all`, or those whose path starts with it, such as `lab02`
  /// or `lab04/limit`. Without it, one exhibit per requirement that must catch it, preferably one
  /// without a dot in its name. `NamesTests` tests the names of all.
  static func chosen() throws -> [WrittenMistake] {
    let choice = ProcessInfo.processInfo.environment["MUSEUM"] ?? ""
    let all = try all()
    if choice == "all" { return all }
    if !choice.isEmpty {
      let chosen = all.filter { "\($0.lab.name)/\($0.file)".hasPrefix(choice) }
      if chosen.isEmpty { throw CourseError(description: "MUSEUM: no mistake is in \(choice)") }
      return chosen
    }
    var caught: Set<String> = []
    return (all.filter { $0.file == $0.name } + all.filter { $0.file != $0.name })
      .filter { caught.insert($0.catcher).inserted }
  }

  /// Makes the mistake in a copy of the solution, builds it, and grades it up to the first failure.
  ///
  /// - Parameters:
  ///   - requirement: the only one to check; nil means all.
  ///   - variables: additions to the graders' environment.
  func graded(
    only requirement: String? = nil, _ variables: [String: String] = [:]
  ) throws -> [RequirementResult] {
    try withTemporaryFolder { folder in
      let program = try build(in: folder, from: lab.solutionPath)
      return try lab.graded(
        subject: "'\(program)'", source: folder.appendingPathComponent("main.swift").path,
        only: requirement, variables.merging(untilTheFirstFailure) { $1 }
      ).results
    }
  }

  func build(in folder: URL, from right: String) throws -> String {
    try write(in: folder, from: right)
    return try lab.build(in: folder, from: path)
  }

  /// Writes a `main.swift` with the mistake.
  func write(in folder: URL, from right: String) throws {
    let source = folder.appendingPathComponent("main.swift").path
    try FileManager.default.copyItem(
      atPath: Subject.root.appendingPathComponent(right).path, toPath: source)
    let diff = Subject.root.appendingPathComponent(path).path
    // Outside any repository, `git apply` is a plain patch program, and SwiftPM needs git anyway.
    let apply = try Child.run(
      ["/bin/sh", "-c", "cd \"$0\" && GIT_DIR=/dev/null git apply \"$1\"", folder.path, diff],
      within: .patience)
    guard apply.ending == .exited(0) else {
      throw CourseError(
        description: """
          \(path) no longer fits \(right): \(apply.errors.text)
          Renew it: make the mistake by hand in a copy, and put below the line "Caught by:" what
            diff -U2 --label a/main.swift --label b/main.swift \(right) COPY
          prints.
          """)
    }
  }
}
