// The first class of this target by name. A whole run starts here, with the graders.

import Suite
import XCTest

final class AWholeRunTests: XCTestCase {
  override class func setUp() {
    super.setUp()
    WholeRun.inOrder
  }

  func testThisClassIsTheFirst() throws {
    let classes = try WholeRun.jobs().flatMap(\.self).filter { $0.hasPrefix("SocketsTests.") }

    XCTAssertEqual(classes.min(), String(reflecting: Self.self))
  }
}
