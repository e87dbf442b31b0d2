// What the tests of the course share.

import Foundation
import GraderKit
import XCTest

extension Lab {
  /// Skips a test of the starter if a student has begun to edit it. In `CI`, a starter without its
  /// first step is a defect.
  func requireStarter() throws {
    let hasBegun = try steps().first?.number != 1
    if hasBegun && ProcessInfo.processInfo.environment["CI"] == nil {
      throw XCTSkip("\(starterPath) is no longer the starter")
    }
  }
}

extension RequirementResult {
  /// The mistake's name, or the verdict if it has no mistake.
  var cause: String { mistake?.name ?? verdict.rawValue }

  /// What to print about it if a test of the course fails.
  var summary: String { "\(requirement): \(report?.text ?? reason ?? verdict.rawValue)" }
}

extension [RequirementResult] {
  /// The results with another verdict. Skipped ones don't count on a system without /proc or
  /// without a name that has two addresses.
  func others(than verdict: Element.Verdict) -> Self {
    let isComplete = Inspection.isPossible && HostNames.here.double != nil
    return filter { $0.verdict != verdict && (isComplete || $0.verdict != .skipped) }
  }
}

/// The path of a program of the package, such as `solution04`.
func program(_ name: String) -> String { Subject.products.appendingPathComponent(name).path }

/// The shell command that starts a program of the package. Its path may contain spaces.
func shellCommand(_ name: String) -> String { "'\(program(name))'" }

/// Runs the package's own guide in a pipe. Use it only for commands that build nothing and change
/// no file of a student.
func course(_ words: [String], _ variables: [String: String] = [:]) throws -> Child {
  try Child.run(
    [program("course")] + words, environment: testEnvironment(variables),
    within: Deadline(after: 60))
}

/// Fails unless a run has printed all of these texts.
func assertPrints(
  _ run: Child, _ texts: String..., file: StaticString = #filePath, line: UInt = #line
) {
  for text in texts where !run.output.text.contains(text) {
    XCTFail("no \"\(text)\": \(run.summary)\n\(run.output.text)", file: file, line: line)
  }
}

/// Writes a shell script that can be started.
func writeScript(_ lines: String, to file: URL) throws {
  try "#!/bin/sh\n\(lines)\n".write(to: file, atomically: true, encoding: .utf8)
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
}

/// Makes graders stop at the first failure.
let untilTheFirstFailure = ["GRADER_FAILURES": "1"]

/// Returns the path of Python 3.8 or later, or skips the test. `python3` itself may be a script
/// that looks for Python at each start.
@discardableResult
func requirePython() throws -> String {
  let test = "import sys; print(sys.executable if sys.version_info >= (3, 8) else 'old')"
  let python = try Child.run(["/bin/sh", "-c", "python3 -c \"\(test)\""], within: .patience)
  let path = python.output.lines.last ?? ""
  if !path.hasPrefix("/") { throw XCTSkip("there is no Python 3.8 or later here") }
  return path
}
