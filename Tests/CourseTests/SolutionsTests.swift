// Every solution passes every requirement of its lab, by the door that a student's program takes.

import GraderKit
import XCTest

final class SolutionsTests: XCTestCase {
  func testEverySolutionPassesItsGraders() throws {
    let outcomes = concurrently(Lab.all) { lab in
      Result { try lab.graded(subject: shellCommand(lab.solution)).results }
    }

    for (lab, outcome) in zip(Lab.all, outcomes) {
      let lines = try outcome.get()
      let others = lines.filter { $0.verdict != .passed }
      // Where the system has no /proc, or no name with two addresses, some are skipped; else none.
      let isComplete = Inspection.isPossible && HostNames.here.double != nil
      let failed = isComplete ? others : others.filter { $0.verdict != .skipped }
      print("\(lab.solution)  passes \(lines.count - others.count) of \(lines.count)")
      XCTAssertGreaterThan(lines.count, 10, lab.name)
      XCTAssertEqual(Set(lines.map { Requirement($0.requirement) }), lab.requirements, lab.name)
      XCTAssertEqual(
        failed.map { "\($0.requirement): \($0.cause)" }, [], lab.name)
      for shown in try text(of: lab.handoutPath).matches(of: /passes:? +(\d+) of/) {
        XCTAssertEqual(Int(shown.1), lines.count, lab.handoutPath)
      }
    }
  }

  func testASolutionHasTheFunctionsOfItsStarterInTheSameOrder() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let pattern = /(?m)^ *(?:private )?(?:mutating )?func .*(?= \{$)/
      let starter = try text(of: lab.starterPath).matches(of: pattern).map { String($0.0) }
      let solution = try text(of: lab.solutionPath).matches(of: pattern).map { String($0.0) }

      XCTAssertEqual(starter, solution, lab.name)
    }
  }
}
