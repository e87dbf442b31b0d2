// `audit.jsonl`: what it takes to repeat each mark.

import Foundation
import GraderKit

enum Audit {
  private struct Line: Encodable {
    let student: String
    let lab: String
    let state: Mark.State
    let key: String
    let audit: Mark.Audit
  }

  /// Writes one line of JSON per mark.
  static func write(_ marks: [Mark], to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let lines = try marks.map { mark in
      let line = Line(
        student: mark.student.name, lab: mark.lab, state: mark.state, key: mark.key,
        audit: mark.audit)
      return try encoder.encode(line) + Data([10])
    }
    try folder.write(Data(lines.joined()), as: "audit.jsonl")
  }
}

extension URL {
  /// Writes a file in this folder, all of it or nothing, and returns its path.
  @discardableResult
  func write(_ data: Data, as name: String) throws -> URL {
    let file = appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file, options: .atomic)
      return file
    } catch {
      throw CourseError(description: "\(file.path) can't be written: \(error.localizedDescription)")
    }
  }
}
