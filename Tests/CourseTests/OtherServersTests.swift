// A correct program passes, whatever its design or language: the graders see a program, not Swift.

import Foundation
import GraderKit
import XCTest

final class OtherServersTests: XCTestCase {
  func testEveryRightProgramPassesItsGraders() throws {
    let python = try? requirePython()
    if python == nil {
      print("there is no Python 3.8 or later here: only the Swift programs are graded")
    }
    let servers =
      try OtherServer.all(in: "swift") + (python == nil ? [] : OtherServer.all(in: "py"))
    XCTAssertGreaterThan(servers.count, 7)

    // By default, one per lab, in Swift if there is one, because Python takes longer to start.
    let isWhole = ProcessInfo.processInfo.environment["MUSEUM"] == "all"
    var labs: Set<Lab> = []
    let chosen = servers.filter { labs.insert($0.lab).inserted || isWhole }

    // The slowest start first, so that none runs alone at the end.
    let outcomes = concurrently(chosen.sorted { $0.lab.name > $1.lab.name }) { server in
      (server, Result { try server.failures(python: python) })
    }

    for (server, outcome) in outcomes { XCTAssertEqual(try outcome.get(), [], server.path) }
  }

  func testTheListNamesEachOfThem() throws {
    let list = try text(of: "Tests/Servers/README.md")
    let named = list.matches(of: /`(lab[0-9a-z-]+\.[a-z]+)`/).map { String($0.1) }

    let files = try (OtherServer.all(in: "py") + OtherServer.all(in: "swift")).map(\.file)
    XCTAssertEqual(named.sorted(), files.sorted())
  }
}

/// A correct program of another design, such as `Tests/Servers/lab04-pool.swift` for lab 04.
private struct OtherServer: Sendable {
  let lab: Lab
  let file: String
  var path: String { "Tests/Servers/\(file)" }

  static func all(in language: String) throws -> [OtherServer] {
    let folder = Subject.root.appendingPathComponent("Tests/Servers").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return files.filter { $0.hasSuffix(".\(language)") }.compactMap { file in
      Lab.all.first { file.hasPrefix("\($0.name)-") }.map { OtherServer(lab: $0, file: file) }
    }
  }

  /// The requirements that it doesn't meet.
  func failures(python: String?) throws -> [String] {
    let source = Subject.root.appendingPathComponent(path).path
    // -S skips this machine's packages: looking them up would double the time that a start takes.
    if file.hasSuffix(".py") { return try failures(of: "'\(python ?? "python3")' -S '\(source)'") }
    return try withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        atPath: source, toPath: folder.appendingPathComponent("main.swift").path)
      return try failures(of: "'\(lab.build(in: folder, from: path))'", source: source)
    }
  }

  private func failures(of command: String, source: String? = nil) throws -> [String] {
    try lab.graded(subject: command, source: source).results
      .filter { ![.passed, .skipped].contains($0.verdict) }
      .map(\.summary)
  }
}
