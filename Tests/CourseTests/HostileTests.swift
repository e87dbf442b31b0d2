// Programs that attack their grader get a verdict within a minute, and leave nothing behind.

import Foundation
import GraderKit
import XCTest

final class HostileTests: XCTestCase {
  /// The programs in Tests/Hostile, with the mistake that is found first. If a program passes other
  /// requirements first, `only` names the requirement that finds the mistake.
  private static let subjects = [
    // The slowest starts first, so the others run beside it.
    Hostile("leaves-a-mute-daemon", .ignoresSignals, only: "testEndsAtOnceOnASignal"),
    Hostile("announces-garbage", .neverListens),
    Hostile("burns-in-many-threads", .spins, only: "testNoticesThatAClientHasDisconnected"),
    Hostile("closes-its-streams", .neverListens),
    Hostile("closes-its-streams-later", nil),
    Hostile("crashes-after-an-answer", .dies),
    Hostile("deletes-itself", .neverListens),
    Hostile("eats-memory", .eatsMemory),
    Hostile("exits-at-once", .neverListens),
    Hostile("fills-the-disk", .fillsTheDisk),
    Hostile("floods-its-streams", .talksWithoutEnd),
    Hostile("floods-while-it-serves", .talksWithoutEnd),
    Hostile("forges-a-report", .neverListens),
    Hostile("forks-without-end", .forksWithoutEnd),
    Hostile("holds-the-pipe", .neverListens),
    Hostile("ignores-signals", .ignoresSignals, only: "testEndsAtOnceOnASignal"),
    Hostile("kills-its-group", .neverListens),
    Hostile("leaves-a-daemon", .neverListens),
    Hostile("leaves-a-hidden-daemon", .neverListens),
    Hostile("leaves-its-group", .neverListens),
    Hostile("names-another-port", .refusesClients),
    Hostile("never-says-so", .neverListens),
    Hostile("says-so-and-does-not", .refusesClients),
    Hostile("sends-without-end", .changesBytes),
    Hostile("stops-itself", .neverListens),
    Hostile("takes-a-minute", .answersNothing),
    Hostile("uses-up-the-processor", .usesUpTheProcessor),
  ]

  /// A program may kill, stop, or write to any process of its user. A grader can't survive that,
  /// but the process that reads its results notices.
  private static let parricides = [
    (Hostile("kills-its-parent", nil), "killed by SIGKILL"),
    (Hostile("stops-its-parent", nil), "it was stopped by a signal"),
    (Hostile("writes-results", nil), "it reported"),
  ]

  func testEverySubjectIsListed() throws {
    let folder = Subject.root.appendingPathComponent("Tests/Hostile").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)

    XCTAssertEqual(
      files.map { String($0.prefix { $0 != "." }) }.sorted(),
      (HostileTests.subjects + HostileTests.parricides.map(\.0)).map(\.name).sorted())
  }

  func testEveryHostileProgramGetsItsVerdict() throws {
    try requireProcesses()

    let outcomes = concurrently(HostileTests.subjects) { subject in
      Result { try subject.graded() }
    }

    for (subject, outcome) in zip(HostileTests.subjects, outcomes) {
      let outcome = try outcome.get()
      let lines = try outcome.result.get()
      let found = lines.first { $0.verdict == .failed }
      XCTAssertEqual(
        found?.mistake?.name, subject.mistake?.name, "\(subject.name): \(found?.summary ?? "")")
      XCTAssertEqual(Set(lines.map(\.requirement)).count, lines.count, subject.name)
      XCTAssertEqual(outcome.left, [], subject.name)
      XCTAssertLessThan(outcome.seconds, 60, subject.name)
    }
  }

  /// A launch that goes wrong in the middle of a run fails only that requirement.
  func testTheNextRequirementsAreUnharmed() throws {
    try requireProcesses()
    let names = [
      "eats-memory", "floods-its-streams", "forks-without-end", "leaves-a-hidden-daemon",
    ]
    let subjects = HostileTests.subjects.filter { names.contains($0.name) }

    let outcomes = concurrently(subjects) { subject in
      Result { try subject.graded(atTenthLaunchOnly: true) }
    }

    for (subject, outcome) in zip(subjects, outcomes) {
      let outcome = try outcome.get()
      let lines = try outcome.result.get()
      let others = lines.filter { $0.verdict != .passed }
      XCTAssertGreaterThan(lines.count, 10, subject.name)
      XCTAssertEqual(
        others.map(\.cause), [subject.mistake?.name],
        "\(subject.name): " + others.map(\.summary).joined(separator: "\n"))
      XCTAssertEqual(outcome.left, [], subject.name)
    }
  }

  /// The grader's own process can't judge this, so the whole run of the graders fails.
  func testAProgramThatHarmsItsGraderDoesNotPass() throws {
    try requireProcesses()

    for (subject, words) in HostileTests.parricides {
      let outcome = try subject.graded()

      XCTAssertEqual(outcome.left, [], subject.name)
      XCTAssertLessThan(outcome.seconds, 60, subject.name)
      XCTAssertThrowsError(try outcome.result.get(), subject.name) { error in
        XCTAssertTrue("\(error)".contains("the grader of lab01 failed: "), "\(error)")
        XCTAssertTrue("\(error)".contains(words), "\(error)")
      }
    }
  }

  /// Only /proc shows what a program leaves behind.
  private func requireProcesses() throws {
    if !Inspection.isPossible { throw XCTSkip("this system has no /proc") }
  }
}

/// A program in Tests/Hostile.
private struct Hostile: Sendable {
  let name: String
  /// The mistake that is found first; nil if none is.
  let mistake: Mistake?
  let only: String?

  init(_ name: String, _ mistake: Mistake?, only: String? = nil) {
    self.name = name
    self.mistake = mistake
    self.only = only
  }

  struct Outcome: Sendable {
    /// The verdicts, or the error that prevented them.
    let result: Result<[RequirementResult], any Error>
    let seconds: Double
    /// Processes that are still running.
    let left: [String]
  }

  /// Grades it as lab 01, until the first mistake.
  ///
  /// - Parameter atTenthLaunchOnly: if true, only its tenth launch is hostile, and all tests run.
  func graded(atTenthLaunchOnly: Bool = false) throws -> Outcome {
    let lab = Lab.blockingEcho
    return try withTemporaryFolder { folder in
      let server = folder.appendingPathComponent(lab.solution)
      // Copied by another process: a program that this one starts meanwhile would inherit the open
      // file, and a file that is open for writing can't be executed (ETXTBSY).
      let solution = Subject.products.appendingPathComponent(lab.solution).path
      _ = try Child.run(["/bin/cp", solution, server.path], within: .patience)
      let hostile = try command(lab, in: folder, server: server.path)
      // Its processes are found by their working folder, however they hide.
      let place = "env -C '\(folder.path)'"
      // The tenth launch belongs to a requirement, not to the first conversation.
      let tenth = """
        /bin/sh -c 'echo >> launches; [ $(wc -l < launches) = 10 ] || exec "$0" "$@"
        shift $(($# - 1)); exec \(hostile) "$@"' '\(server.path)'
        """
      let start = ContinuousClock.now
      let result = Result {
        try lab.graded(
          subject: "\(place) \(atTenthLaunchOnly ? tenth : hostile)", only: only,
          atTenthLaunchOnly ? [:] : untilTheFirstFailure
        ).results
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let left = processes(in: folder)
      // Clean up this machine if the graders left something, whatever they say.
      for process in left { kill(process, SIGKILL) }
      return Outcome(result: result, seconds: seconds, left: left.map { "\($0)" })
    }
  }

  /// The command that starts it. A script gets a correct server, and a folder to write in.
  private func command(_ lab: Lab, in folder: URL, server: String) throws -> String {
    let file = Subject.root.appendingPathComponent("Tests/Hostile/\(name)").path
    if FileManager.default.fileExists(atPath: "\(file).sh") {
      return "/bin/sh \"\(file).sh\" \"\(server)\" \"\(folder.path)\""
    }
    let source = folder.appendingPathComponent("main.swift").path
    try FileManager.default.copyItem(atPath: "\(file).swift", toPath: source)
    return "\"\(try lab.build(in: folder, from: "Tests/Hostile/\(name).swift"))\""
  }

  /// The processes that work in a folder. Gives killed ones up to 10 s to disappear.
  private func processes(in folder: URL) -> [pid_t] {
    let deadline = Deadline(after: 10)
    while true {
      let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      let left = numbers.compactMap { pid_t($0) }.filter { number in
        let link = "/proc/\(number)/cwd"
        let place = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        return place?.hasPrefix(folder.path) ?? false
      }
      if left.isEmpty || deadline.isOver { return left }
      usleep(20_000)
    }
  }
}
