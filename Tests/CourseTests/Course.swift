// The course as it stands on disk, and its graders, run as a student's `swift test` runs them.

import Foundation
import GraderKit
import Synchronization
import XCTest

extension Lab {
  /// Skips a check of the starter in the copy of a student who has begun to write. Where the course
  /// itself is checked (`CI`), a starter without its first step is a defect.
  func requireStarter() throws {
    let hasBegun = try steps().first?.number != 1
    if hasBegun && ProcessInfo.processInfo.environment["CI"] == nil {
      throw XCTSkip("\(starterPath) is no longer the starter")
    }
  }
}

/// Runs a lab's graders on a command, in a process of their own, and returns a verdict for each
/// requirement. With `only`, that one alone; with `variables`, in another environment.
func grade(
  _ lab: Lab, subject: String, only: String? = nil, _ variables: [String: String] = [:]
) throws -> [Line] {
  try withTemporaryFolder { folder in
    let report = folder.appendingPathComponent("report.jsonl")
    let variables = variables.merging(["GRADER_REPORT": report.path]) { $1 }

    let run = try runGraders(of: lab, subject: subject, only: only, variables)

    let lines = (try? String(contentsOf: report, encoding: .utf8)) ?? ""
    var isCrashed = run.wasStopped
    if case .killed = run.ending { isCrashed = true }
    if isCrashed || lines.isEmpty {
      throw CourseError(
        description: "the graders of \(lab.name): \(run.summary) \(run.output.text)")
    }
    return try lines.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }
}

/// What makes graders stop at the first failure.
let untilTheFirstFailure = ["GRADER_FAILURES": "1"]

/// Runs a lab's graders on a command, for what they print. With `only`, one requirement alone.
func runGraders(
  of lab: Lab, subject: String, only: String? = nil, _ variables: [String: String]
) throws -> Child {
  var environment = ProcessInfo.processInfo.environment
  environment["SUBJECT"] = subject
  environment["GRADER_FAILURES"] = nil
  environment.merge(variables) { $1 }
  let tests = (["Graders.\(lab.grader)"] + [only].compactMap(\.self)).joined(separator: "/")
  return try Child.run(
    testRunner + [tests] + bundleArgument, environment: environment, within: Deadline(after: 240))
}

/// Skips what needs Python 3.8 or later where there is none. Returns where it is: `python3` itself may
/// be a script that looks for it, at each start.
@discardableResult
func requirePython() throws -> String {
  let test = "import sys; print(sys.executable if sys.version_info >= (3, 8) else 'old')"
  let python = try Child.run(["/bin/sh", "-c", "python3 -c \"\(test)\""], within: .patience)
  let path = python.output.lines.last ?? ""
  if !path.hasPrefix("/") { throw XCTSkip("there is no Python 3.8 or later here") }
  return path
}

/// Something about the course that is not as it must be.
struct CourseError: Error, CustomStringConvertible {
  let description: String
}

/// Runs a body for each element, a few at a time, and returns the outcomes in order.
///
/// More at a time than there are processors: graders mostly wait, and must bear a busy machine.
func concurrently<Element: Sendable, Outcome: Sendable>(
  _ elements: [Element], _ body: @escaping @Sendable (Element) -> Outcome
) -> [Outcome] {
  let queue = OperationQueue()
  queue.maxConcurrentOperationCount = 12
  let outcomes = Mutex<[Int: Outcome]>([:])
  for (index, element) in elements.enumerated() {
    queue.addOperation {
      let outcome = body(element)
      outcomes.withLock { $0[index] = outcome }
    }
  }
  queue.waitUntilAllOperationsAreFinished()
  return outcomes.withLock { outcomes in elements.indices.compactMap { outcomes[$0] } }
}

#if canImport(Darwin)
  private let testRunner = [CommandLine.arguments[0], "-XCTest"]
  private let bundleArgument = [Bundle(for: SolutionsTests.self).bundlePath]
  let swiftc = ["/usr/bin/xcrun", "swiftc"]
#else
  private let testRunner = [CommandLine.arguments[0]]
  private let bundleArgument: [String] = []
  let swiftc = ["swiftc"]
#endif

/// Lends a new folder, and removes it with all that is in it.
func withTemporaryFolder<Outcome>(_ body: (URL) throws -> Outcome) throws -> Outcome {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("socket-labs-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
