// The base of all graders: the one place where GraderKit meets XCTest.

import Foundation
import GraderKit
import Synchronization
import XCTest

/// A test case that grades one lab: `Lab04ThreadsTests` grades `lab04`.
class Grader: XCTestCase {
  private var programs: [Program] = []
  private var outcome = Outcome.passed
  /// What a launch or a check threw: XCTest only keeps its text.
  private var thrown: (any Error)?
  /// Whether the test ended in the first conversation.
  private var isFirst = false

  /// The lab that is graded: the first five letters of the class.
  var lab: String { String(describing: type(of: self)).prefix(5).lowercased() }

  /// Options that every launch of this lab gets.
  var options: [String] { [] }

  /// The mistake to name if one silent client blocks the others; nil if that's allowed.
  var oneAtATime: Mistake? { nil }

  /// The mistake to name if this lab ends a connection that it should keep.
  var hangUp: Mistake { .hangsUp }

  /// The mistake to name if the first greeting gets its answer, but the second doesn't.
  var secondSilence: Mistake { .oneRecvIsEverything }

  /// The mistake to name if a first, plain greeting gets no answer.
  var silence: Mistake { .answersNothing }

  /// Says hello to a server, as a client of its lab does, and expects the right answer.
  ///
  /// - Parameter mistake: the one to name if no answer arrives; nil means the lab's own.
  @discardableResult
  func greet(_ client: Peer, else mistake: Mistake? = nil) throws -> Peer {
    client.send("hello\n")
    try client.expect("hello\n", else: mistake ?? silence)
    return client
  }

  /// What the program must do before anything else can be judged.
  func meet() throws {
    let server = try start(options)
    let client = try greet(server.connect("A"))
    try greet(client, else: secondSilence)
    if let oneAtATime {
      // A is silent from here on.
      try greet(server.connect("B"), else: oneAtATime)
    }
    server.stop()
  }

  /// Starts the lab and waits until it listens. A lab whose first step isn't written is skipped.
  ///
  /// - Parameters:
  ///   - weather: the faults to inject if it uses the Sockets module.
  ///   - greeted: whether the requirement is about a program that answers at all. If it doesn't,
  ///     one test says so. The others aren't checked, because their reasons would be false.
  func launch(
    _ options: String..., port: UInt16 = 0, descriptors: Int? = nil, spares: Int32 = 0,
    weather: String? = nil, greeted: Bool = true, else mistake: Mistake = .neverListens
  ) throws -> Server {
    try requireFewFailures()
    if greeted { try meetOnce() }
    return try start(
      options.isEmpty ? self.options : options, port, descriptors, spares, weather, else: mistake)
  }

  func start(
    _ options: [String], _ port: UInt16 = 0, _ descriptors: Int? = nil, _ spares: Int32 = 0,
    _ weather: String? = nil, else mistake: Mistake = .neverListens
  ) throws -> Server {
    try started(
      Server(
        Subject(lab: lab), port: port, options: options, descriptors: descriptors, spares: spares,
        weather: weather, else: mistake))
  }

  /// Starts the lab, built from its source with the thread sanitizer, in this folder. Each `recv`
  /// returns one byte, so that threads meet often.
  func launchSanitized(_ options: String..., in folder: URL) throws -> Server {
    try launch().stop()
    let subject: Subject
    do {
      subject = try Subject.sanitized(lab, in: folder)
    } catch {
      let reason = String("\(error)".prefix { $0 != "\n" })
      // A submission must not be able to escape this requirement.
      if Confinement.isConfigured && Subject.canSanitize { throw CourseError(description: reason) }
      throw skip(reason)
    }
    return try started(Server(subject, options: options, weather: "short-recv=1"))
  }

  /// Starts a lab that is a client, with these arguments.
  func launch(
    arguments: [String], names: HostNames? = nil, weather: String? = nil
  ) throws -> Client {
    try requireFewFailures()
    try meetOnce()
    return try start(arguments: arguments, names: names, weather: weather)
  }

  func start(
    arguments: [String], names: HostNames? = nil, weather: String? = nil
  ) throws -> Client {
    try started(Client(Subject(lab: lab), arguments: arguments, names: names, weather: weather))
  }

  /// A program that is stopped when the test ends.
  private func started<SomeProgram: Program>(
    _ start: @autoclosure () throws -> SomeProgram
  ) throws -> SomeProgram {
    let program: SomeProgram
    do { program = try start() } catch { throw noted(error) }
    program.ifItHangsUp = hangUp
    // A program that has shown one mistake three times will show it again: wait less.
    if let last = failures.last, failures.count(where: { $0 == last }) >= 3 {
      program.longestSleep = 1
    }
    program.onFinding = { [unowned self] in noted($0) }
    programs.append(program)
    return program
  }

  /// The labs whose first conversation this run has tried, and whether it went well.
  private static let met = Mutex<[String: Bool]>([:])

  /// Has the first conversation with the program, once in a run of the graders.
  private func meetOnce() throws {
    switch Grader.met.withLock({ $0[lab] }) {
    case true: return
    case false:
      throw notChecked("not checked until the first conversation with \(lab) works")
    default: break
    }
    Grader.met.withLock { $0[lab] = false }
    isFirst = true
    do {
      try meet()
    } catch {
      // If a step isn't written, every test says which one it waits for.
      if case .unwritten = outcome { Grader.met.withLock { $0[lab] = nil } }
      throw error
    }
    isFirst = false
    Grader.met.withLock { $0[lab] = true }
  }

  /// Leaves the rest unchecked after GRADER_FAILURES failures, if that's set.
  private func requireFewFailures() throws {
    let limit = ProcessInfo.processInfo.environment["GRADER_FAILURES"].flatMap { Int($0) }
    if let limit, failures.count >= limit {
      throw notChecked("not checked after \(limit) failures")
    }
  }

  /// The mistakes that this lab has shown in this run.
  private var failures: [Mistake] { Tally.shared.results(of: lab).compactMap(\.mistake) }

  /// Starts the lab on a free port.
  func launchOnFreePort(in ports: Range<UInt16> = 15_000..<30_000) throws -> Server {
    var last: Finding?
    for _ in 1...20 {
      let port = UInt16.random(in: ports)
      guard isFree(port) else { continue }
      do {
        return try launch(port: port)
      } catch let finding as Finding where finding.mistake == .neverListens && !isFree(port) {
        // Another program took it first, which isn't the lab's fault.
        last = finding
        thrown = nil
      }
    }
    throw last ?? skip("of twenty ports none was free")
  }

  /// Runs the lab to its end, with arguments that keep it from serving.
  func run(_ arguments: String...) throws -> Child {
    try requireFewFailures()
    return try Subject(lab: lab).run(arguments)
  }

  /// Remembers an error on its way to XCTest. If the lab isn't started, XCTest gets a skipped test.
  private func noted(_ error: any Error) -> any Error {
    thrown = error
    guard let step = error as? Unwritten else { return error }
    outcome = .unwritten(step)
    return step.number == 1 ? XCTSkip("not started: \(step)") : step
  }

  /// Skips a requirement that can't be checked without /proc.
  func requireInspection() throws {
    if Inspection.isPossible { return }
    throw skip("this system has no /proc, and the check needs to look inside the program")
  }

  /// Tries longer and longer timeouts until a busy machine doesn't spoil the trial.
  func withTimeouts(_ timeouts: [Double], _ isConclusive: (Double) throws -> Bool) throws {
    for timeout in timeouts where try isConclusive(timeout) { return }
    throw skip("this machine is too busy to be on time within \(timeouts.last ?? 0) s")
  }

  /// A requirement that this system can't check; throw what this returns.
  func skip(_ reason: String) -> XCTSkip {
    outcome = .skipped(reason)
    return XCTSkip(reason)
  }

  /// A requirement that can't be checked yet; throw what this returns.
  private func notChecked(_ reason: String) -> XCTSkip {
    outcome = .notChecked(reason)
    return XCTSkip(reason)
  }

  override class func setUp() {
    super.setUp()
    TableObserver.register
    // Don't inject faults into the grader's own sockets.
    unsetenv("SOCKETS_WEATHER")
  }

  override func tearDown() {
    for program in programs { program.stop() }
    programs = []
    Tally.shared.note(
      RequirementResult(outcome, lab: lab, requirement: requirement, isFirst: isFirst))
    super.tearDown()
  }

  /// The name of the method, from `Lab01Tests.testIt` or `-[Lab01Tests testIt]`.
  private var requirement: String {
    String(name.split { !$0.isLetter && !$0.isNumber }.last ?? "")
  }

  // MARK: What XCTest prints

  /// Notes what failed. Returns what to print, and where an editor should go.
  private func noteFailure(_ description: String) -> (text: String, file: String, line: Int) {
    if let step = thrown as? Unwritten { return ("\(step)", step.file, step.line) }
    let text: String
    if let finding = thrown as? Finding {
      outcome = .failed(finding.report)
      text = finding.report.text
    } else {
      text = thrown.map { "\($0)" } ?? description
      outcome = .hindered(text)
    }
    let folder = (try? Subject.folder(of: lab).lastPathComponent) ?? lab
    return (text, "Labs/\(folder)/main.swift", 1)
  }

  #if canImport(Darwin)
    override func record(_ issue: XCTIssue) {
      let failure = noteFailure(issue.associatedError.map { "\($0)" } ?? issue.compactDescription)
      var issue = issue
      issue.compactDescription = "\n\(failure.text)\n"
      super.record(issue)
    }
  #else
    override func recordFailure(
      withDescription description: String, inFile filePath: String, atLine lineNumber: Int,
      expected: Bool
    ) {
      let failure = noteFailure(description)
      super.recordFailure(
        withDescription: "\n\(failure.text)\n", inFile: failure.file, atLine: failure.line,
        expected: expected)
    }
  #endif
}
