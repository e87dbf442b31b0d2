// A whole run of `swift test`: the graders first, then the course's tests of itself, three at a time.

import Foundation
import GraderKit
import Synchronization

/// Runs all tests, in several processes of the test runner.
///
/// On Linux, SwiftPM orders the test targets by the keys of a dictionary, so the order changes from
/// build to build. XCTest then runs one test at a time, though most of them only wait for programs.
/// The first class of a whole run therefore starts all classes in processes of their own, in the
/// order below, and exits with their result.
public enum WholeRun {
  /// Runs all tests and exits if this process was started for a whole run. Does nothing if only
  /// some tests were chosen, or if the course's own tests aren't built.
  public static let inOrder: Void = {
    guard Platform.runsAllTests, NSClassFromString("CourseTests.AWholeRunTests") != nil else {
      return
    }
    do {
      exit(try run() ? 0 : 1)
    } catch {
      print("error: \(error)")
      exit(1)
    }
  }()

  /// The classes of each process that runs beside others, in starting order.
  public static func jobs() throws -> [[String]] {
    let tests = try ["SocketsTests", "CourseTests"].flatMap(classes)
    // One copy of the package serves many classes, but only one process at a time.
    let sharing = tests.filter(\.usesCopy).map(\.name)
    let others = tests.filter { !$0.usesCopy }.map(\.name)
    // The slowest start first.
    let slow = ["CourseTests.MistakesTests", "CourseTests.GradeTests"]
    let rest = others.filter { !slow.contains($0) && $0 != greedy }
    return [sharing] + (slow + rest).map { [$0] }
  }

  /// Starts programs that use as much of the machine as they can, so nothing runs beside it.
  public static let greedy = "CourseTests.HostileTests"

  private static func run() throws -> Bool {
    let start = ContinuousClock.now
    var isGood = false
    do {
      isGood = try run(Lab.all.map { "Graders.\($0.grader)" }) { say($0) }
    } catch {
      say("error: \(error)\n".utf8)
    }
    let failed = Mutex<[(classes: [String], words: [UInt8])]>([])
    // Prints a job's output only when it's done, so that lines of several jobs don't mix.
    let work: @Sendable ([String]) -> Void = { job in
      var words: [UInt8] = []
      var hasPassed = false
      do {
        hasPassed = try run(job) { words += $0 }
      } catch {
        words += "error: \(error)\n".utf8
      }
      failed.withLock { failed in
        if hasPassed { say(words) } else { failed.append((job, words)) }
      }
    }
    work([greedy])
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 3
    for job in try jobs() { queue.addOperation { work(job) } }
    queue.waitUntilAllOperationsAreFinished()
    // Failures come last, where a reader looks first.
    let failures = failed.withLock { $0 }
    for failure in failures { say(failure.words) }
    let names = failures.flatMap(\.classes).sorted()
    isGood = isGood && names.isEmpty
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    let result = names.isEmpty ? "all passed" : "not all of these passed: \(names)"
    say("\nThe course's tests of itself: \(result). All tests took \(seconds) s.\n".utf8)
    return isGood
  }

  /// Runs some classes, and returns whether all of their tests passed.
  private static func run(
    _ classes: [String], _ take: @escaping ([UInt8]) -> Void
  ) throws -> Bool {
    let child = try Child.run(
      Platform.testRunner(classes.joined(separator: ",")),
      environment: ProcessInfo.processInfo.environment, within: Deadline(after: 3600)
    ) { child in
      let words = child.takeWords()
      take(words.output + words.errors)
      if child.isStopped {
        throw CourseError(description: "a graded program has stopped the tests of \(classes)")
      }
    }
    let rest = child.takeWords()
    take(rest.output + rest.errors)
    return child.ending == .exited(0)
  }

  private static func say(_ bytes: some Sequence<UInt8>) {
    FileHandle.standardOutput.write(Data(bytes))
  }

  /// The test classes that the sources of a target declare.
  private static func classes(of target: String) throws -> [(name: String, usesCopy: Bool)] {
    let folder = Subject.root.appendingPathComponent("Tests/\(target)").path
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().flatMap { file in
      let source = try text(of: "Tests/\(target)/\(file)")
      return source.matches(of: #/(?m)^(?:final )?class (\w+Tests): /#).map {
        ("\(target).\($0.1)", source.contains("Copy.fresh("))
      }
    }
  }
}
