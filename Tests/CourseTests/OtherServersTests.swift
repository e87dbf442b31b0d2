// A right program passes, whatever its design and its language: the graders see a program, not Swift.

import Foundation
import GraderKit
import XCTest

final class OtherServersTests: XCTestCase {
  func testEveryPythonProgramPassesItsGraders() throws {
    let python = try requirePython()
    try check(OtherServer.all(in: "py")) { server in
      let file = Subject.root.appendingPathComponent(server.path).path
      return try server.failures(of: "'\(python)' '\(file)'")
    }
  }

  func testEverySwiftProgramPassesItsGraders() throws {
    try check(OtherServer.all(in: "swift")) { server in
      try withTemporaryFolder { folder in
        try text(of: server.path).write(
          to: folder.appendingPathComponent("main.swift"), atomically: true, encoding: .utf8)
        return try server.failures(of: "'\(server.lab.build(in: folder, from: server.path))'")
      }
    }
  }

  func testTheListNamesEachOfThem() throws {
    let list = try text(of: "Tests/Servers/README.md")
    let named = list.matches(of: /`(lab[0-9a-z-]+\.[a-z]+)`/).map { String($0.1) }

    let files = try (OtherServer.all(in: "py") + OtherServer.all(in: "swift")).map(\.file)
    XCTAssertEqual(named.sorted(), files.sorted())
  }

  private func check(
    _ servers: [OtherServer], _ failures: @escaping @Sendable (OtherServer) throws -> [String]
  ) throws {
    XCTAssertGreaterThan(servers.count, 7)
    let outcomes = concurrently(servers) { server in Result { try failures(server) } }
    for (server, outcome) in zip(servers, outcomes) {
      XCTAssertEqual(try outcome.get(), [], server.path)
    }
  }
}

/// A right program of another design: `Tests/Servers/lab04-pool.swift` is one of lab 04.
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

  /// What the graders have against it, run by this command.
  func failures(of command: String) throws -> [String] {
    try grade(lab, subject: command).filter { !["passed", "skipped"].contains($0.verdict) }
      .map { "\($0.requirement): \($0.mistake ?? $0.verdict)" }
  }
}
