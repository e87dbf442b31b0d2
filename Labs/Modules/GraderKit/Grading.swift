// Runs a lab's graders in a process of their own, as `swift test` runs them, and reads what they decide.

import Foundation

/// A run of a lab's graders.
package struct Grading {
  /// A verdict for each requirement, in the order in which they fell.
  package let lines: [Line]
  /// The process of the graders, with what they printed.
  package let run: Child
}

extension Lab {
  /// Has a program graded as this lab.
  ///
  /// - Parameters:
  ///   - subject: the command that starts the program; nil is the lab as it is built.
  ///   - only: a requirement that alone is checked.
  ///   - variables: what the graders' environment has besides.
  ///   - look: gets the verdicts so far, again and again; it must not wait. If it throws, that is all.
  /// - Throws: a `CourseError` when the graders themselves came to no end.
  package func graded(
    subject: String? = nil, only: String? = nil, _ variables: [String: String] = [:],
    look: ([Line]) throws -> Void = { _ in }
  ) throws -> Grading {
    try withTemporaryFolder { folder in
      let report = folder.appendingPathComponent("report.jsonl")
      var environment = ProcessInfo.processInfo.environment
      environment["GRADER_FAILURES"] = nil
      environment["SUBJECT"] = subject
      environment["GRADER_REPORT"] = report.path
      environment.merge(variables) { $1 }
      let tests = (["Graders.\(grader)"] + [only].compactMap(\.self)).joined(separator: "/")
      var lines: [Line] = []
      var size = 0
      func read() throws {
        guard let text = FileManager.default.contents(atPath: report.path), text.count > size
        else { return }
        size = text.count
        // What stands behind the last newline is still under way.
        let whole = text.lastIndex(of: 10).map { text[...$0] } ?? Data()
        lines = try whole.split(separator: 10).map {
          try JSONDecoder().decode(Line.self, from: $0)
        }
      }
      let run = try Child.run(
        Platform.testRunner(tests), environment: environment, within: Deadline(after: 240)
      ) { _ in
        try read()
        try look(lines)
      }
      try read()
      var isCrashed = run.wasStopped
      if case .killed = run.ending { isCrashed = true }
      if isCrashed || lines.isEmpty {
        throw CourseError(description: "the graders of \(name): \(run.summary) \(run.output.text)")
      }
      return Grading(lines: lines, run: run)
    }
  }
}

/// Something about the course that is not as it must be.
package struct CourseError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// Lends a new folder, and removes it with all that is in it.
package func withTemporaryFolder<Outcome>(_ body: (URL) throws -> Outcome) throws -> Outcome {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("socket-labs-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
