// The command line of `course grade`.

import Foundation
import GraderKit
import LabKit

/// What one run of `course grade` is asked to do.
struct GradeOptions {
  /// A folder or an archive of submissions; with `--collect`, folders that earlier runs wrote.
  let paths: [String]
  let labs: [Lab]
  /// The folder to write to.
  let out: URL
  let roster: URL?
  let marking: Marking
  let template: URL?
  let column: String?
  let format: ResultFormat?
  /// The only student to grade.
  let only: String?
  let isAgain: Bool
  let jobs: Int
  let shard: Shard?
  let collects: Bool
  /// The weakest isolation that will do.
  let isolation: Confinement.Rung?

  var path: String { paths[0] }

  static let all: [Argument] =
    [
      .word("labs", placeholder: "1-5"), .word("out", placeholder: "FOLDER"),
      .word("roster", placeholder: "FILE.csv"),
    ] + Marking.options + [
      .word("template", placeholder: "EXPORT.csv"), .word("column", placeholder: "NAME"),
      .word("format", placeholder: "junit|gradescope|prairielearn|classroom50|github"),
      .word("only", placeholder: "STUDENT"),
      .flag("regrade"),
      .count(
        "jobs", placeholder: "COUNT", upTo: 64,
        default: 3 * ProcessInfo.processInfo.activeProcessorCount),
      .word("shard", placeholder: "2/8"), .flag("collect"),
      .word("require-isolation", placeholder: "landlock"),
    ]

  init(_ arguments: Arguments) throws {
    func word(_ name: String) -> String? { arguments.has(name) ? arguments.word(name) : nil }
    func file(_ name: String) -> URL? { word(name).map { URL(fileURLWithPath: $0) } }
    func choice<Value: RawRepresentable<String> & CaseIterable>(
      _ name: String, _ kind: String
    ) throws -> Value? {
      guard let word = word(name) else { return nil }
      if let value = Value(rawValue: word) { return value }
      throw UsageError.unknown(kind, word, among: Value.allCases.map(\.rawValue))
    }
    paths = arguments.rest
    collects = arguments.has("collect")
    guard let path = paths.first else {
      throw UsageError("which submissions? For example: swift run course grade submissions")
    }
    if paths.count > 1 && !collects {
      throw UsageError("course grade takes one folder or archive of submissions")
    }
    labs = try word("labs").map { try Lab.range($0) } ?? Lab.all
    let beside = URL(fileURLWithPath: path).standardizedFileURL.deletingPathExtension()
    out = file("out") ?? beside.appendingPathExtension("marks")
    roster = file("roster")
    marking = try Marking(arguments)
    template = file("template")
    column = word("column")
    if column != nil && template == nil {
      throw UsageError("--column needs the table that has it: --template EXPORT.csv")
    }
    format = try choice("format", "format")
    only = word("only")
    isAgain = arguments.has("regrade")
    jobs = arguments.count("jobs")
    shard = try Shard(word("shard"))
    isolation = try choice("require-isolation", "isolation")
  }
}
