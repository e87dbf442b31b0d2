// `diagnose` names every mistake from its saved observation, without starting a process.

import Foundation
import GraderKit
import XCTest

final class NamesTests: XCTestCase {
  func testEverySavedObservationGetsTheRightName() throws {
    let mistakes = try WrittenMistake.all()
    let saved = try Lab.all.flatMap { try SavedObservation.all(of: $0) }

    for one in saved + (try Lab.all.flatMap { try SavedObservation.reported(of: $0) }) {
      XCTAssertEqual(diagnose(one.observation).name, one.name, "\(one.lab)/\(one.exhibit)")
    }
    XCTAssertEqual(
      Set(mistakes.map { "\($0.lab.name)/\($0.file)" })
        .symmetricDifference(saved.map { "\($0.lab)/\($0.exhibit)" }), [],
      "\(SavedObservation.remedy)")
  }
}

/// The observation of a museum exhibit, a line in `Tests/Mistakes/labNN/observations.jsonl`, or of
/// a failure that a user reported, a line in `reported.jsonl` beside it.
struct SavedObservation: Codable {
  let lab: String
  let exhibit: String
  let observation: Observation

  /// The mistake's right name: the exhibit's name up to its first dot.
  var name: String { String(exhibit.prefix { $0 != "." }) }

  static let remedy = "RENEW=observations MUSEUM=all swift test --filter MistakesTests renews them"

  static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  static func all(of lab: Lab) throws -> [SavedObservation] { try read(path(of: lab)) }

  static func reported(of lab: Lab) throws -> [SavedObservation] {
    let path = "Tests/Mistakes/\(lab.name)/reported.jsonl"
    let isThere = FileManager.default.fileExists(
      atPath: Subject.root.appendingPathComponent(path).path)
    return isThere ? try read(path) : []
  }

  private static func read(_ path: String) throws -> [SavedObservation] {
    let lines = try GraderKit.lines(of: path).filter { !$0.isEmpty }
    return try lines.map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
  }

  /// Saves the observations of exhibits if `RENEW=observations` is set.
  static func renew(_ seen: [(WrittenMistake, RequirementResult?)]) throws {
    guard ProcessInfo.processInfo.environment["RENEW"] == "observations" else { return }
    for lab in Set(seen.map(\.0.lab)) {
      let kept = (try? all(of: lab)) ?? []
      var saved = Dictionary(kept.map { ($0.exhibit, $0.observation) }, uniquingKeysWith: { $1 })
      for (mistake, result) in seen where mistake.lab == lab {
        saved[mistake.file] = result?.report?.observation.forNaming
      }
      let lines = try saved.sorted { $0.key < $1.key }.map { exhibit, observation in
        let one = SavedObservation(lab: lab.name, exhibit: exhibit, observation: observation)
        return String(decoding: try encoder.encode(one), as: UTF8.self) + "\n"
      }
      let file = Subject.root.appendingPathComponent(path(of: lab))
      try lines.joined().write(to: file, atomically: true, encoding: .utf8)
    }
  }

  private static func path(of lab: Lab) -> String {
    "Tests/Mistakes/\(lab.name)/observations.jsonl"
  }
}
