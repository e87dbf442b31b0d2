// What a failure says to XCTest, and where: a grader's report, not the error around it.

import Foundation
import GraderKit
import XCTest

/// A failure as XCTest describes it, taken apart.
struct Report {
  /// The report as the grader wrote it, without `threw error "..."` around it.
  let text: String

  init(_ description: String) {
    let prefix = "threw error \""
    text =
      description.hasPrefix(prefix)
      ? String(description.dropFirst(prefix.count).dropLast()) : description
  }

  /// What it comes to: a mistake that has a name, or a reason why there is no judgement.
  var verdict: Verdict {
    // Only the first line is the grader's own: what a program said may stand further down.
    let line = text.prefix { $0 != "\n" }
    let mistake = Mistake.all.first { line.hasSuffix("[\($0.name)]") }
    return mistake.map(Verdict.failed) ?? .hindered(String(line))
  }

  /// Where an editor should go: a step's own line, or else the student's file.
  func place(in lab: String) -> (file: String, line: Int) {
    if let match = text.firstMatch(of: #/^(\S+\.swift):(\d+): step /#) {
      return (String(match.1), Int(match.2) ?? 1)
    }
    let folder = try? Subject.folder(of: lab).lastPathComponent
    return ("Labs/\(folder ?? lab)/main.swift", 1)
  }
}

/// Prints the table of grades when all tests have run.
final class TableObserver: NSObject, XCTestObservation {
  /// Done once, however many graders ask for it.
  static let register: Void = XCTestObservationCenter.shared.addTestObserver(TableObserver())

  func testBundleDidFinish(_ testBundle: Bundle) {
    if let table = Tally.shared.table { print("\n\(table)\n") }
  }
}
