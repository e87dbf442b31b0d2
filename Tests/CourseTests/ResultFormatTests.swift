// The result files for other systems have the fields that those systems read, and nothing escapes.

import Foundation
import GraderKit
import XCTest

#if canImport(FoundationXML)
  import FoundationXML
#endif

final class ResultFormatTests: XCTestCase {
  private let lab = Lab.all[3]
  private let nasty = "a\u{1b}[2J\u{0}<b>]]>&\"'\n::error::x%|`\u{ffff}"

  private var labs: [ScoredLab] {
    var graded = GradedLab(
      student: "ann", lab: lab, state: "fails", requirements: ["testA", "testB", "testC", "testD"])
    graded.results = [
      RequirementResult(.passed, lab: "lab04", requirement: "testA", isFirst: false),
      RequirementResult(.hindered(nasty), lab: "lab04", requirement: "testB", isFirst: false),
      RequirementResult(.skipped("no /proc"), lab: "lab04", requirement: "testC", isFirst: false),
    ]
    return [Scoring().score(graded)]
  }

  private var brokenLabs: [ScoredLab] {
    var graded = labs[0].graded
    graded.counts = false
    graded.reason = nasty
    return [Scoring().score(graded)]
  }

  func testJUnitIsWellFormed() {
    let counter = ElementCounter()
    for labs in [labs, brokenLabs] {
      let parser = XMLParser(data: Data(labs.junit.utf8))
      parser.delegate = counter
      XCTAssert(parser.parse(), labs.junit)
    }

    XCTAssertEqual(counter.counts["testcase"], 8)
    XCTAssertEqual(counter.counts["failure"], 2)
    XCTAssertEqual(counter.counts["skipped"], 1)
    XCTAssertEqual(counter.counts["error"], 4)
    XCTAssert(labs.junit.contains(#"tests="4" failures="2" errors="0" skipped="1""#))
  }

  func testGradescopeHasAScoreAndTests() throws {
    let document = try object(labs.gradescope(PointsFile()))
    let tests = try XCTUnwrap(document["tests"] as? [[String: Any]])

    XCTAssertEqual(document["score"] as? Int, 1)
    XCTAssertEqual(tests.map { $0["status"] as? String }, ["passed", "failed", "failed"])
    XCTAssertEqual(tests.map { $0["score"] as? Int }, [1, 0, 0])
    XCTAssertEqual(tests.map { $0["max_score"] as? Int }, [1, 1, 1])
    XCTAssertEqual(tests[1]["output_format"] as? String, "text")
    XCTAssertThrowsError(try brokenLabs.gradescope(PointsFile()))
  }

  func testPrairieLearnHasAFractionOrErrors() throws {
    let document = try object(labs.prairieLearn(PointsFile()))
    let broken = try object(brokenLabs.prairieLearn(PointsFile()))

    XCTAssertEqual(document["gradable"] as? Bool, true)
    XCTAssertEqual(document["score"] as? Double ?? 0, 1 / 3, accuracy: 0.001)
    XCTAssertEqual((document["tests"] as? [Any])?.count, 3)
    XCTAssertEqual(broken["gradable"] as? Bool, false)
    XCTAssertEqual((broken["format_errors"] as? [String])?.count, 1)
  }

  func testClassroom50HasWholeNumbersAndNoOtherFields() throws {
    let document = try object(labs.classroom50(PointsFile()))
    let tests = try XCTUnwrap(document["tests"] as? [[String: Any]])

    XCTAssertEqual(Set(document.keys), ["score", "max-score", "tests"])
    XCTAssertEqual(document["score"] as? Int, 1)
    XCTAssertEqual(document["max-score"] as? Int, 3)
    XCTAssertEqual(Set(tests[0].keys), ["test-name", "passed", "score", "max-score"])
    XCTAssertThrowsError(try brokenLabs.classroom50(PointsFile()))
  }

  func testAGitHubCommandIsOneLine() {
    for labs in [labs, brokenLabs] {
      let lines = labs.gitHubCommands.split(separator: "\n")

      XCTAssertFalse(lines.isEmpty)
      for line in lines {
        XCTAssert(line.hasPrefix("::error file=Labs/lab04-threads/main.swift"), "\(line)")
      }
      XCTAssert(labs.gitHubCommands.contains("%0A::error::x%25|`"), labs.gitHubCommands)
    }
  }

  func testAGitHubSummaryIsOneTable() {
    for labs in [labs, brokenLabs] {
      let lines = labs.gitHubSummary.split(separator: "\n")

      XCTAssertEqual(lines.count, 3)
      XCTAssertEqual(lines[2].count { $0 == "|" }, 6)
      XCTAssertFalse(lines[2].contains("<"))
    }
  }

  func testNoFileHasAControlCharacter() throws {
    let texts = [
      labs.junit, labs.gitHubCommands, labs.gitHubSummary, brokenLabs.junit,
      String(decoding: try labs.gradescope(PointsFile()), as: UTF8.self),
      String(decoding: try labs.prairieLearn(PointsFile()), as: UTF8.self),
    ]
    for text in texts {
      XCTAssertFalse(text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, text)
      XCTAssertFalse(text.contains(#"\u001b"#), text)
    }
  }

  private func object(_ data: Data) throws -> [String: Any] {
    try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}

/// Counts the elements of a document.
private final class ElementCounter: NSObject, XMLParserDelegate {
  private(set) var counts: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    counts[name, default: 0] += 1
  }
}
