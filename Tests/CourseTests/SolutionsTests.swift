// Every solution passes every requirement of its lab, graded as a student's program is.

import GraderKit
import XCTest

final class SolutionsTests: XCTestCase {
  func testEverySolutionPassesItsGraders() throws {
    let outcomes = concurrently(Lab.all) { lab in
      Result { try lab.graded(subject: shellCommand(lab.solution)).results }
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
}
