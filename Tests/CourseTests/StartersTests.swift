// Every starter compiles without a word, and its graders call it not started.

import GraderKit
import XCTest

final class StartersTests: XCTestCase {
  func testEveryStarterIsNotStarted() throws {
    for lab in Lab.all {
      try lab.requireStarter()

      let lines = try grade(lab, subject: Subject.products.appendingPathComponent(lab.name).path)

      XCTAssertGreaterThan(lines.count, 10, lab.name)
      let isComplete = Inspection.isPossible && Names.here.double != nil
      let verdicts = Set(lines.map(\.verdict)).subtracting(isComplete ? [] : ["skipped"])
      XCTAssertEqual(verdicts, ["not started"], lab.name)
    }
  }

  func testEveryStarterHasTwoToFiveSteps() throws {
    for lab in Lab.all {
      try lab.requireStarter()
      let numbers = try lab.steps().map(\.number)

      XCTAssertEqual(numbers, Array(1...max(numbers.count, 1)), lab.name)
      XCTAssertTrue((2...5).contains(numbers.count), lab.name)
    }
  }

  func testEveryStarterCompilesWithoutAWarning() throws {
    for lab in Lab.all { try lab.requireStarter() }

    let outcomes = concurrently(Lab.all) { lab in
      let file = Subject.root.appendingPathComponent(lab.starterPath).path
      return Result {
        try compile([file], ["-typecheck", "-warnings-as-errors", "-module-name", lab.name])
          .summary
      }
    }

    for (lab, outcome) in zip(Lab.all, outcomes) {
      XCTAssertEqual(try outcome.get(), "it ended with status 0, and said: nothing", lab.name)
    }
  }
}
