// Runs a lab's graders in a process of their own, and reads their results from a pipe.

import Foundation
import Libc

package struct Grading {
  /// One result per requirement, in the order in which they were decided.
  package let results: [RequirementResult]
  /// The process that ran the graders.
  package let run: Child
}

extension Lab {
  /// Grades a program as this lab.
  ///
  /// - Parameters:
  ///   - subject: the command line of the program; nil is the lab as it is built.
  ///   - source: its Swift source, which only some requirements need.
  ///   - only: the only requirement to check.
  ///   - base: the graders' environment; nil is this process's.
  ///   - variables: additions to it.
  ///   - look: called repeatedly with the results so far. It must not wait. Throwing ends the run.
  /// - Throws: a `CourseError` if the grader failed: its results are incomplete or contradict its
  ///   exit status. That's never the program's fault, and never a pass.
  package func graded(
    subject: String? = nil, source: String? = nil, only: String? = nil,
    environment base: [String: String]? = nil, _ variables: [String: String] = [:],
    look: ([RequirementResult]) throws -> Void = { _ in }
  ) throws -> Grading {
    var environment = base ?? ProcessInfo.processInfo.environment
    environment["GRADER_FAILURES"] = nil
    environment["SUBJECT"] = subject
    environment["SUBJECT_SOURCE"] = source
    environment[Tally.variable] = "\(Child.extraDescriptor)"
    environment.merge(variables) { $1 }
    let tests = (["Graders.\(grader)"] + [only].compactMap(\.self)).joined(separator: "/")
    let pipe = try makePipe()
    defer { close(pipe.read) }
    _ = fcntl(pipe.read, F_SETFL, O_NONBLOCK)

    var reader = Reader()
    let child: Child
    do {
      defer { close(pipe.write) }
      child = try Child(Platform.testRunner(tests), environment: environment, extra: pipe.write)
    }
    try child.run(within: Deadline(after: 300)) {
      try reader.read(from: pipe.read)
      try look(reader.results)
      if child.isStopped { throw failure("it was stopped by a signal", child) }
    }
    try reader.read(from: pipe.read)
    let expected = only.map { [Requirement($0)] } ?? requirements
    if let defect = reader.defect(expecting: expected, child) { throw failure(defect, child) }
    return Grading(results: reader.results, run: child)
  }

  private func failure(_ defect: String, _ child: Child) -> CourseError {
    CourseError(description: "the grader of \(name) failed: \(defect); \(child.summary)")
  }
}

/// Reads the results of a run, and checks that they are complete.
private struct Reader {
  private(set) var results: [RequirementResult] = []
  private var bytes: [UInt8] = []
  private var count: Int?
  /// Whether a line arrived after the end.
  private var goesOn = false

  mutating func read(from pipe: Int32) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Libc.read(pipe, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer.prefix(count)
    }
    // The last line may be incomplete.
    guard let end = bytes.lastIndex(of: 10) else { return }
    for line in bytes[..<end].split(separator: 10) {
      if count != nil { goesOn = true }
      switch try JSONDecoder().decode(Tally.Line.self, from: Data(line)) {
      case .result(let result): results.append(result)
      case .end(let count): self.count = count
      }
    }
    bytes.removeSubrange(...end)
  }

  /// What is wrong with the run, or nil.
  func defect(expecting requirements: Set<Requirement>, _ child: Child) -> String? {
    if child.wasStopped { return "it took too long" }
    let names = results.map { Requirement($0.requirement) }
    let missing = requirements.subtracting(names)
    if count == nil || !missing.isEmpty {
      return "\(missing.count) of \(requirements.count) requirements have no result"
    }
    if count != results.count || names.count != requirements.count || goesOn {
      return "it reported \(results.count) results for \(requirements.count) requirements"
    }
    // XCTest counts an unfinished lab as failed.
    let hasFailures = results.contains {
      $0.verdict == .failed || $0.verdict == .notChecked && $0.step != nil
    }
    if child.ending != .exited(hasFailures ? 1 : 0) { return "its exit status doesn't fit" }
    return nil
  }
}

/// Something is wrong with the course, not with a student's program.
package struct CourseError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// Calls `body` with a new folder, and removes the folder afterward.
package func withTemporaryFolder<Outcome>(_ body: (URL) throws -> Outcome) throws -> Outcome {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("socket-labs-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    try? FileManager.default.removeItem(at: folder)
    // Foundation can't remove folders that are nested too deeply.
    if access(folder.path, F_OK) == 0 {
      _ = try? Child.run(["/bin/rm", "-rf", folder.path], within: .patience)
    }
  }
  return try body(folder)
}
