// What the graders say when they have run: the end of the results, and the table.

import Foundation
import GraderKit
import Suite
import XCTest

/// Ends the results, and prints the table, when all tests have run.
final class TableObserver: NSObject, XCTestObservation {
  /// Done once, however many graders ask for it.
  static let register: Void = {
    WholeRun.inOrder
    XCTestObservationCenter.shared.addTestObserver(TableObserver())
  }()

  func testBundleDidFinish(_ testBundle: Bundle) {
    Tally.shared.finish()
    if let table = Tally.shared.table { print("\n\(table)\n") }
  }
}
