// The first class of this target by name. A whole run starts here, with the graders.

import GraderKit
import Suite
import XCTest

final class AWholeRunTests: XCTestCase {
  override class func setUp() {
    super.setUp()
    WholeRun.inOrder
  }

  func testEveryClassRunsOnce() throws {
    let classes = try (WholeRun.jobs() + [[WholeRun.greedy]]).flatMap(\.self).sorted()
    XCTAssertGreaterThan(classes.count, 30)
    XCTAssertEqual(classes.first, String(reflecting: Self.self))

    // The test runner lists its tests on Linux only.
    let list = try Child.run(Platform.testRunner("--list-tests"), within: .patience)
    let listed = Set(
      list.output.lines.compactMap { line in
        line.wholeMatch(of: #/(\w+\.\w+)\/test\w+/#).map { String($0.1) }
      }
    ).filter { !$0.hasPrefix("Graders.") }
    if !listed.isEmpty { XCTAssertEqual(classes, listed.sorted()) }
  }
}
