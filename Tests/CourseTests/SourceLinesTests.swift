// The guide points at the line with the mistake, or at no line.

import GraderKit
import XCTest

final class SourceLinesTests: XCTestCase {
  func testAPatternFindsALineThatAMistakeChangedOrNone() throws {
    var found: Set<String> = []
    for mistake in try WrittenMistake.all() {
      let lab = mistake.lab
      let solution = try lines(of: lab.solutionPath)
      let diff = try lines(of: mistake.path).drop { !$0.hasPrefix("@@") }
      let removed = Set(diff.filter { $0.hasPrefix("-") }.map { $0.dropFirst() })
      let kept = solution.filter { !removed.contains($0[...]) }
      // Patterns look at single lines, so the order doesn't matter.
      let own = kept + diff.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
      let source = try SourceLines(own, starter: starter(of: lab), solution: solution)
      let named = try XCTUnwrap(Mistake.all.first { $0.name == mistake.name })

      guard let line = source.line(showing: named, named: nil) else { continue }

      XCTAssertGreaterThan(line, kept.count, "\(mistake.path): \(line): \(own[line - 1])")
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

    XCTAssertEqual(own.line(showing: .partialSendDropped, named: nil), 1)
    for source in [given, twice, right] {
      XCTAssertNil(source.line(showing: .partialSendDropped, named: nil))
    }
  }

  func testTheLineThatAProgramNamesIsShownUnlessItIsGiven() {
    let code = ["client.close()", "defer { client.close() }", "bytes[0]!"]
    let source = SourceLines(code, starter: ["client.close()", "}"], solution: [])

    for (named, shown) in [(3, 3), (1, 2), (99, nil)] as [(Int, Int?)] {
      XCTAssertEqual(source.line(showing: .dies, named: named), shown)
    }
  }

  private func starter(of lab: Lab) throws -> [String] {
    try lab.requireStarter()
    return try lines(of: lab.starterPath)
  }
}
