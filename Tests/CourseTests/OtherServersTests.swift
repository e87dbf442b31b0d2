// A right program passes in whatever language it is written: the graders see a program, not Swift.

import Foundation
import GraderKit
import XCTest

final class OtherServersTests: XCTestCase {
  func testEveryPythonProgramPassesItsGraders() throws {
    try requirePython()
    let servers = Lab.all.map { lab in
      (lab, Subject.root.appendingPathComponent("Tests/Servers/\(lab.folder).py").path)
    }.filter { FileManager.default.fileExists(atPath: $1) }
    XCTAssertGreaterThan(servers.count, 2)

    let outcomes = concurrently(servers) { lab, server in
      Result { try grade(lab, subject: "python3 '\(server)'") }
    }

    for ((lab, _), outcome) in zip(servers, outcomes) {
      let failed = try outcome.get().filter { !["passed", "skipped"].contains($0.verdict) }
      XCTAssertEqual(failed.map { "\($0.requirement): \($0.mistake ?? $0.verdict)" }, [], lab.name)
    }
  }
}
