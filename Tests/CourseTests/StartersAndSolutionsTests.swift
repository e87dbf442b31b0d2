// The graders report every starter as not started, and every solution passes.

import Foundation
import GraderKit
import XCTest

final class StartersAndSolutionsTests: XCTestCase {
  func testEveryStarterIsNotStarted() throws {
    for lab in Lab.all { try lab.requireStarter() }

    let outcomes = concurrently(Lab.all) { lab in
      Result { try lab.graded(subject: shellCommand(lab.name)).results }
    }

    for (lab, outcome) in zip(Lab.all, outcomes) {
      let results = try outcome.get()
      XCTAssertGreaterThan(results.count, 10, lab.name)
      XCTAssertEqual(results.others(than: .notStarted).map(\.summary), [], lab.name)
    }
  }

  func testEverySolutionPassesItsGraders() throws {
    let outcomes = concurrently(Lab.all) { lab in
      Result {
        try lab.graded(subject: shellCommand(lab.solution), source: lab.solutionPath).results
      }
    }

    for (lab, outcome) in zip(Lab.all, outcomes) {
      let results = try outcome.get()
      XCTAssertGreaterThan(results.count, 10, lab.name)
      XCTAssertEqual(Set(results.map { Requirement($0.requirement) }), lab.requirements, lab.name)
      XCTAssertEqual(results.others(than: .passed).map(\.summary), [], lab.name)
      for shown in try text(of: lab.handoutPath).matches(of: /passes:? +(\d+) of/) {
        XCTAssertEqual(Int(shown.1), results.count, lab.handoutPath)
      }
    }
  }

  func testEveryProgramRejectsAnUnknownWeather() throws {
    let environment = testEnvironment(["SOCKETS_WEATHER": "short-send=1 snow"])
    for name in Lab.all.flatMap({ [$0.name, $0.solution] }) {
      let run = try Child.run([program(name)], environment: environment, within: .patience)

      XCTAssertEqual(run.ending, .exited(64), "\(name): \(run.summary)")
      XCTAssertEqual(run.errors.lines.count, 1, run.summary)
      let sentence = "SOCKETS_WEATHER: \"snow\" isn't valid; write "
      XCTAssertTrue(run.errors.text.contains(sentence), run.summary)
    }
  }

  func testEveryStarterHasTwoToSevenStepsAndTheFunctionsOfItsSolution() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let numbers = try lab.steps().map(\.number)
      let pattern = /(?m)^ *(?:private )?(?:mutating )?func .*(?= \{$)/
      let starter = try text(of: lab.starterPath).matches(of: pattern).map { String($0.0) }
      let solution = try text(of: lab.solutionPath).matches(of: pattern).map { String($0.0) }

      XCTAssertEqual(numbers, Array(1...max(numbers.count, 1)), lab.name)
      XCTAssertTrue((2...7).contains(numbers.count), lab.name)
      XCTAssertEqual(starter, solution, lab.name)
    }
  }
}
