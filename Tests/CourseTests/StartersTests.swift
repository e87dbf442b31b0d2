// Every starter compiles without a word, and its graders call it not started.

import Foundation
import GraderKit
import XCTest

final class StartersTests: XCTestCase {
  func testEveryStarterIsNotStarted() throws {
    for lab in Lab.all {
      try lab.requireStarter()

      let lines = try lab.graded(subject: shellCommand(lab.name)).results

      XCTAssertGreaterThan(lines.count, 10, lab.name)
      let isComplete = Inspection.isPossible && HostNames.here.double != nil
      let verdicts = Set(lines.map(\.verdict)).subtracting(isComplete ? [] : [.skipped])
      XCTAssertEqual(verdicts, [.notStarted], lab.name)
    }
  }

  func testEveryProgramRefusesAWeatherThatThereIsNot() throws {
    let environment = ProcessInfo.processInfo.environment
    for name in Lab.all.flatMap({ [$0.name, $0.solution] }) {
      for weather in ["snow", "short-send=0", "eintr=2 eintr=2"] {
        let program = Subject.products.appendingPathComponent(name).path
        let run = try Child.run(
          [program], environment: environment.merging(["SOCKETS_WEATHER": weather]) { $1 },
          within: .patience)

        XCTAssertEqual(run.ending, .exited(64), "\(name): \(run.summary)")
        XCTAssertEqual(run.errors.lines.count, 1, run.summary)
        let sentence = "\(weather.split(separator: " ").last ?? "")\" is no weather; write "
        XCTAssertTrue(run.errors.text.contains("SOCKETS_WEATHER: \"\(sentence)"), run.summary)
      }
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
