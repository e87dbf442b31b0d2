// The line that the guide points at is where the mistake is, or there's none.

import GraderKit
import XCTest

final class SourceLinesTests: XCTestCase {
  func testAPatternFindsALineThatAMistakeChangedOrNone() throws {
    var found: Set<String> = []
    for mistake in try WrittenMistake.all() {
      let lab = mistake.lab
      let solution = try lines(of: lab.solutionPath)
      let (own, changed) = apply(try lines(of: mistake.path), to: solution)
      let source = SourceLines(
        own, starter: try starter(of: lab), solution: solution)
      let named = try XCTUnwrap(Mistake.all.first { $0.name == mistake.name })

      guard let line = source.line(showing: named) else { continue }

      XCTAssertTrue(changed.contains(line), "\(mistake.path): \(line): \(own[line - 1])")
      let code = own[line - 1].trimmingPrefix(#/ +/#)
      for row in SourceLines.patterns where row.mistakes.contains(named) {
        if try code.contains(Regex(row.pattern)) { found.insert(row.pattern) }
      }
    }

    let all = Set(SourceLines.patterns.map(\.pattern))
    XCTAssertEqual(all.subtracting(found), [], "no mistake in Tests/Mistakes is found by these")
  }

  func testALineThatIsGivenOrTwiceThereOrInTheSolutionIsNotPointedAt() {
    let line = ["  _ = try client.send(bytes)  // All of it?"]

    let own = SourceLines(line, starter: [], solution: [])
    let given = SourceLines(line, starter: ["_ = try client.send(bytes)"], solution: [])
    let twice = SourceLines(line + line, starter: [], solution: [])
    let right = SourceLines(line, starter: [], solution: line)

    XCTAssertEqual(own.line(showing: .partialSendDropped), 1)
    for source in [given, twice, right] {
      XCTAssertNil(source.line(showing: .partialSendDropped))
    }
  }

  private func starter(of lab: Lab) throws -> [String] {
    try lab.requireStarter()
    return try lines(of: lab.starterPath)
  }

  /// Applies a diff, and returns the new lines with the numbers of those that it adds.
  private func apply(_ diff: [String], to old: [String]) -> (lines: [String], added: Set<Int>) {
    var (new, added, next) = ([String](), Set<Int>(), 0)
    for line in diff.drop(while: { !$0.hasPrefix("@@") }) {
      if let start = line.firstMatch(of: #/^@@ -(\d+)/#).flatMap({ Int($0.1) }) {
        new += old[next..<(start - 1)]
        next = start - 1
      } else if line.hasPrefix("+") {
        new.append(String(line.dropFirst()))
        added.insert(new.count)
      } else if line.hasPrefix("-") {
        next += 1
      } else if line.hasPrefix(" ") {
        new.append(old[next])
        next += 1
      }
    }
    return (new + old[next...], added)
  }
}
