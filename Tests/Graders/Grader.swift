// The base of all graders: the one place where GraderKit meets XCTest.

import Foundation
import GraderKit
import XCTest

/// A test case that grades one lab: `Lab04ThreadsTests` grades `lab04`.
class Grader: XCTestCase {
  private var servers: [Server] = []
  private var verdict = Verdict.passed

  /// The lab that is graded: the first five letters of the class.
  var lab: String { String(describing: type(of: self)).prefix(5).lowercased() }

  /// Options that every launch of this lab gets.
  var options: [String] { [] }

  /// The mistake to name when this lab ends a connection that it should keep.
  var hangUp: Mistake { .hangsUp }

  /// Starts the lab and waits until it listens. A lab whose first step is not written is skipped.
  func launch(
    _ options: String..., port: UInt16 = 0, descriptors: Int? = nil, spares: Int32 = 0,
    else mistake: Mistake = .neverListens
  ) throws -> Server {
    try skippingUnstarted {
      let server = try Server(
        Subject(lab: lab, products: Grader.products), port: port,
        options: options.isEmpty ? self.options : options, descriptors: descriptors,
        spares: spares, else: mistake)
      server.ifItHangsUp = hangUp
      servers.append(server)
      return server
    }
  }

  /// Starts the lab on a port that nobody else has.
  func launchOnFreePort() throws -> Server {
    while true {
      let port = UInt16.random(in: 15000..<30000)
      guard isFree(port) else { continue }
      do {
        return try launch(port: port)
      } catch let finding as Finding where finding.mistake == .neverListens && !isFree(port) {
        // Somebody else was faster, which is not the lab's fault.
        continue
      }
    }
  }

  /// Runs the lab to its end, for what it says and how it ends when it cannot serve.
  func run(_ arguments: String...) throws -> Child {
    try Subject(lab: lab, products: Grader.products).run(arguments)
  }

  private func skippingUnstarted<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let unwritten as Unwritten where unwritten.step == 1 {
      verdict = .notStarted(unwritten.description)
      throw XCTSkip("not started: \(unwritten)")
    }
  }

  /// Skips a requirement that only Linux's /proc can show.
  func requireInspection() throws {
    if Inspection.isPossible { return }
    verdict = .skipped
    throw XCTSkip("this system has no /proc, and the check needs to look inside the program")
  }

  /// The folder of the built programs, which is also that of this test bundle.
  static let products: URL = {
    #if canImport(Darwin)
      Bundle(for: Grader.self).bundleURL.deletingLastPathComponent()
    #else
      Bundle.main.bundleURL
    #endif
  }()

  override class func setUp() {
    super.setUp()
    TableObserver.register
  }

  override func tearDown() {
    for server in servers { server.stop() }
    servers = []
    Tally.shared.note(verdict, lab: lab, requirement: requirement)
    super.tearDown()
  }

  /// The name of the method, out of `Lab01Tests.testIt` or `-[Lab01Tests testIt]`.
  private var requirement: String {
    String(name.split { !$0.isLetter && !$0.isNumber }.last ?? "")
  }

  // MARK: What XCTest says of a failure

  /// Shows a report as it is, at the student's file, in place of `threw error "..."` at `<EXPR>`.
  private func told(_ description: String) -> String {
    let prefix = "threw error \""
    guard description.hasPrefix(prefix) else { return description }
    return String(description.dropFirst(prefix.count).dropLast()) + "\n"
  }

  private func noteFailure(_ description: String) {
    // Only the first line is the grader's own: what a program said may stand further down.
    let line = told(description).prefix { $0 != "\n" }
    if let mistake = Mistake.allCases.first(where: { line.hasSuffix("[\($0.rawValue)]") }) {
      verdict = .failed(mistake)
    } else {
      verdict = .hindered(String(line))
    }
  }

  #if canImport(Darwin)
    override func record(_ issue: XCTIssue) {
      noteFailure(issue.compactDescription)
      var issue = issue
      issue.compactDescription = told(issue.compactDescription)
      super.record(issue)
    }
  #else
    override func recordFailure(
      withDescription description: String, inFile filePath: String, atLine lineNumber: Int,
      expected: Bool
    ) {
      noteFailure(description)
      let folder = try? Subject.folder(of: lab).lastPathComponent
      super.recordFailure(
        withDescription: told(description), inFile: "Labs/\(folder ?? lab)/main.swift", atLine: 1,
        expected: expected)
    }
  #endif
}

/// Prints the table of grades when all tests have run.
private final class TableObserver: NSObject, XCTestObservation {
  /// Done once, however many graders ask for it.
  static let register: Void = XCTestObservationCenter.shared.addTestObserver(TableObserver())

  func testBundleDidFinish(_ testBundle: Bundle) {
    if let table = Tally.shared.table { print("\n\(table)\n") }
  }
}
