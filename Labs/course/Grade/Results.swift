// The folder of results: one JSON file for each lab of each student. Reports are made from these.

import Foundation
import GraderKit

/// Results that survive an interruption, and can be collected from several machines.
struct Results: Sendable {
  let folder: URL

  init(in folder: URL) { self.folder = folder.appendingPathComponent("results") }

  /// Writes a mark under a temporary name and renames it, so that each file is whole.
  func write(_ mark: Mark) throws {
    try folder.write(
      Results.encoder.encode(mark), as: "\(mark.student.slug)/\(mark.lab).json")
  }

  /// The path of a file to lock, so that only one run writes to this folder.
  func lock() throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent("lock").path
  }

  /// The seed of the payloads. A second run that continues has the same one.
  func seed() throws -> String {
    let file = folder.appendingPathComponent("seed")
    if let seed = try? String(contentsOf: file, encoding: .utf8), UInt64(seed) != nil {
      return seed
    }
    let given = ProcessInfo.processInfo.environment["GRADER_SEED"].flatMap { UInt64($0) }
    let seed = "\(given ?? .random(in: 1 ... .max))"
    try folder.write(Data(seed.utf8), as: "seed")
    return seed
  }

  /// Notes who is in the class. A name that's gone, because a roster has another one, keeps its
  /// results but is in no report.
  func list(_ students: [Student]) throws {
    try folder.write(JSONEncoder().encode(students.map(\.name)), as: "class")
  }

  /// The marks of those who are in the class; without a list, all marks.
  func ofTheClass() throws -> [Mark] {
    let data = FileManager.default.contents(atPath: folder.appendingPathComponent("class").path)
    let names = data.flatMap { try? JSONDecoder().decode(Set<String>.self, from: $0) }
    return try all().filter { names?.contains($0.student.name) ?? true }
  }

  /// All marks in the folder, by student and lab.
  func all() throws -> [Mark] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let marks =
      try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "json" }
      .map { file in
        do {
          return try Results.decoder.decode(Mark.self, from: Data(contentsOf: file))
        } catch {
          throw CourseError(description: "\(printable(file.path)) is not a result: delete it")
        }
      } as [Mark]
    return marks.sorted { ($0.student.name, $0.lab) < ($1.student.name, $1.lab) }
  }

  static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }()

  private static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }()
}

extension Student {
  /// The student's name for files: `zoe-muller-1f0c5a2b` for `Zoë Müller`. It's safe on every file
  /// system, and another name gets another one.
  var slug: String {
    let folded = name.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
    let words = folded.unicodeScalars.split { scalar in
      !("a"..."z").contains(scalar) && !("0"..."9").contains(scalar)
    }
    let slug = words.map { String($0) }.joined(separator: "-").prefix(60)
    // Others could be another student's, or a file of the results.
    let isOther = ["seed", "canary"].contains(name) || name.contains(#/-[0-9a-f]{8}$/#)
    if slug == name && !isOther { return name }
    var digest = Digest()
    digest.add(name)
    return "\(slug.isEmpty ? "student" : slug)-\(digest.text.prefix(8))"
  }
}
