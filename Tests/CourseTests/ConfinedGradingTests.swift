// Graders that start programs through the launcher reach the same verdicts, and no program harms
// them or outlives them.

import Foundation
import GraderKit
import Sockets
import XCTest

final class ConfinedGradingTests: XCTestCase {
  func testAPythonProgramPassesFromItsOwnFolder() throws {
    let python = URL(fileURLWithPath: try requirePython()).resolvingSymlinksInPath()
    let home = python.deletingLastPathComponent().deletingLastPathComponent().path
    try requireLandlock()
    try withTemporaryFolder { folder in
      let cell = try Cell(in: folder)
      for file in ["lab01-small-buffer.py", "contract.py"] {
        try cell.copy("Tests/Servers/\(file)", to: cell.scratch)
      }

      let results = try cell.graded("'\(python.path)' -S lab01-small-buffer.py", reading: [home])

      XCTAssertEqual(results.others(than: .passed).map(\.summary), [])
      XCTAssertEqual(cell.processes, [])
    }
  }

  func testAClientReachesItsServerAndNamesInside() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let cell = try Cell(in: folder, lab: .client)

      let results = try cell.graded("'\(cell.solution)'")

      XCTAssertEqual(results.others(than: .passed).map(\.summary), [])
    }
  }

  func testADataRaceIsFoundInside() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let mistake = try WrittenMistake(lab: .threads, file: "data-race")
      let cell = try Cell(in: folder, lab: .threads)
      let program = try mistake.build(in: cell.folder, from: Lab.threads.solutionPath)
      let source = cell.folder.appendingPathComponent("main.swift").path

      let results = try cell.graded("'\(program)'", source: source, only: mistake.catcher)

      if results.first?.verdict == .skipped { throw XCTSkip(results.first?.reason ?? "") }
      XCTAssertEqual(results.map(\.cause), [mistake.name])
      // The symbolizer, too, works inside.
      XCTAssertTrue(results.first?.report?.text.contains("main.swift:") ?? false)
    }
  }

  /// A program that can't be built with the sanitizer, though others can, doesn't escape it.
  func testAProgramThatHindersTheSanitizerFails() throws {
    try requireLandlock()
    if !Subject.canSanitize { throw XCTSkip("the thread sanitizer doesn't work here") }
    try withTemporaryFolder { folder in
      let cell = try Cell(in: folder, lab: .threads)
      let source = cell.folder.appendingPathComponent("main.swift")
      let trick = "@_cdecl(\"__tsan_init\") public func hinder() {}\n"
      try (text(of: Lab.threads.solutionPath) + trick)
        .write(to: source, atomically: true, encoding: .utf8)
      let program = try Lab.threads.build(in: cell.folder, from: "a trick")
      let requirement = try WrittenMistake(lab: .threads, file: "data-race").catcher

      let results = try cell.graded("'\(program)'", source: source.path, only: requirement)

      XCTAssertEqual(results.map(\.verdict), [.failed], results.map(\.summary).joined())
    }
  }

  /// What these do to their grader without the launcher: see HostileTests.
  func testAProgramCanNoLongerHarmItsGrader() throws {
    try requireLandlock()
    for name in ["kills-its-parent", "stops-its-parent", "writes-results"] {
      try withTemporaryFolder { folder in
        let cell = try Cell(in: folder)
        try cell.copy("Tests/Hostile/\(name).sh", to: cell.folder)
        let script = cell.folder.appendingPathComponent("\(name).sh").path

        let results = try cell.graded(
          "/bin/sh '\(script)' '\(cell.solution)' '\(cell.scratch.path)'", only: Cell.requirement)

        // All that is left of it is the right program that it becomes.
        XCTAssertEqual(results.map(\.verdict), [.passed], "\(name): \(results.map(\.summary))")
      }
    }
  }

  /// The list of the machine's servers can be read, so a program can find a correct one.
  func testTheServerOfAnotherProgramDoesNotCount() throws {
    try requireLandlock()
    let listener = try Socket.createServer(Address("127.0.0.1", 0))
    defer { listener.close() }
    for host in ["127.0.0.1", "127.0.0.2", "192.0.2.1"] {
      try withTemporaryFolder { folder in
        let cell = try Cell(in: folder)
        let script = cell.folder.appendingPathComponent("other.sh")
        let port = try listener.localAddress.port
        try writeScript("echo lab01 listening on \(host):\(port)\nexec sleep 60", to: script)

        let results = try cell.graded("'\(script.path)'", only: Cell.requirement)

        XCTAssertEqual(results.map(\.cause), [Mistake.refusesClients.name])
        XCTAssertTrue(results.first?.report?.text.contains("but it isn't") ?? false)
      }
    }
  }

  /// No tag, no session, no port and no open file connects these daemons with the program.
  func testNothingOutlivesAConfinedProgram() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let cell = try Cell(in: folder)
      let daemon = "(env -i setsid sh -c 'exec sleep 600' < /dev/null > /dev/null 2>&1 &)"
      let script = cell.folder.appendingPathComponent("daemon.sh")
      try writeScript("\(daemon)\n\(daemon)\nexec \"$@\"", to: script)

      let results = try cell.graded(
        "'\(script.path)' '\(cell.solution)'", only: Cell.requirement)

      XCTAssertEqual(results.map(\.verdict), [.passed], "\(results.map(\.summary))")
      XCTAssertEqual(cell.processes, [])
    }
  }

  /// A limit for each file wouldn't stop it.
  func testManySmallFilesCount() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let cell = try Cell(in: folder)
      let script = cell.folder.appendingPathComponent("files.sh")
      try writeScript("i=0; while i=$((i + 1)); do : > file$i; done", to: script)

      let results = try cell.graded("'\(script.path)'", only: Cell.requirement)

      XCTAssertEqual(results.map(\.cause), [Mistake.fillsTheDisk.name])
    }
  }

  func testADeepFolderIsRemoved() throws {
    try requireLandlock()
    var place = ""
    try withTemporaryFolder { folder in
      place = folder.path
      let cell = try Cell(in: folder)
      let script = cell.folder.appendingPathComponent("deep.sh")
      let name = String(repeating: "d", count: 200)
      try writeScript(
        "i=0; while [ $i -lt 100 ]; do i=$((i + 1)); mkdir \(name); cd \(name); done", to: script)

      let results = try cell.graded("'\(script.path)'", only: Cell.requirement)

      XCTAssertEqual(results.map(\.verdict), [.failed])
    }
    XCTAssertFalse(FileManager.default.fileExists(atPath: place))
  }

  func testHiddenProcessesCount() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let cell = try Cell(in: folder)
      let script = cell.folder.appendingPathComponent("many.sh")
      let daemon = "(env -i setsid sleep 600 < /dev/null > /dev/null 2>&1 &)"
      try writeScript(
        "i=0; while [ $i -lt 700 ]; do i=$((i + 1)); \(daemon); done\nexec sleep 600", to: script)

      let results = try cell.graded("'\(script.path)'", only: Cell.requirement)

      XCTAssertEqual(results.map(\.cause), [Mistake.forksWithoutEnd.name])
      XCTAssertEqual(cell.processes, [])
    }
  }
}

/// A folder with a program that is graded inside the launcher.
private struct Cell {
  /// A quick requirement of lab 01.
  static let requirement = "testEndsAtOnceOnASignal"

  let lab: Lab
  /// What the program may read.
  let folder: URL
  let scratch: URL
  /// A copy of the solution in `folder`.
  var solution: String { folder.appendingPathComponent(lab.solution).path }

  init(in parent: URL, lab: Lab = .blockingEcho) throws {
    self.lab = lab
    folder = parent.appendingPathComponent("program")
    scratch = parent.appendingPathComponent("scratch")
    for folder in [folder, scratch] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    // Copied by another process, as in HostileTests.
    _ = try Child.run(["/bin/cp", program(lab.solution), solution], within: .patience)
  }

  func copy(_ path: String, to folder: URL) throws {
    let file = Subject.root.appendingPathComponent(path)
    try FileManager.default.copyItem(
      at: file, to: folder.appendingPathComponent(file.lastPathComponent))
  }

  func graded(
    _ subject: String, source: String? = nil, reading paths: [String] = [], only: String? = nil
  ) throws -> [RequirementResult] {
    let confinement = Confinement(scratch: scratch, readable: [folder.path] + paths, lab: lab)
    return try lab.graded(
      subject: subject, source: source, only: only, confinement.variables
    ).results
  }

  /// The processes that work in the scratch folder.
  var processes: [String] {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return numbers.filter { number in
      let link = "/proc/\(number)/cwd"
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
      return place == scratch.resolvingSymlinksInPath().path
    }
  }
}
