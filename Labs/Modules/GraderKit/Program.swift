// The program that is graded, from its launch to its end.

import Foundation
import Libc
import Sockets

/// A launched program, with its connections to the grader.
public class Program {
  public let child: Child
  /// The mistake to name if the program ends when it shouldn't.
  public var ifItDies = Mistake.dies
  /// The mistake to name if it ends a connection that it should keep.
  public var ifItHangsUp = Mistake.hangsUp
  /// A wait for it ends after at most this many seconds asleep.
  public var longestSleep = Double.infinity
  /// Gets each finding before it's thrown, and returns what to throw instead.
  public var onFinding: (any Error) -> any Error = { $0 }
  /// The last wait without result: what the program was doing, how long the wait was, how many
  /// entries the conversation had, and whether it ended because the program computed too long.
  var vain: (snapshot: ProgramSnapshot?, seconds: Double, entries: Int, hasComputed: Bool)?
  /// How much CPU time it had used at some times, and how often it had slept.
  var watched: [(time: Double, used: Double, naps: Int, isAsleep: Bool)] = []
  /// Its peak memory when it announced that it listens.
  var peakAtStart = Int.max >> 1
  /// Whether a wait ended because it computed too long without result.
  var hasBurned = false
  /// Whether the last wait ended because of that.
  var hasJustBurned = false
  /// Whether it has left a piece of a stream unread and slept.
  var leavesPieces = false
  var conversation = Conversation()
  var peers: [Peer] = []
  /// What a peer receives into. A new array for each `recv` would cost more than the call.
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  /// Workers that the grader itself has ended.
  var fallen: Set<pid_t> = []

  /// Seconds since the launch.
  public var now: Double { conversation.now }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - variables: what to add to the grader's own environment.
  ///   - weather: the faults to inject if it uses the Sockets module, such as `short-send=3`.
  ///   - descriptors: how many it may have; nil is the default.
  ///   - note: the first line of the conversation.
  public init(
    _ command: [String], variables: [String: String] = [:], weather: String? = nil,
    descriptors: Int? = nil, spares: Int32 = 0, isSanitized: Bool = false,
    keeping limit: Int = 1 << 18, _ note: String
  ) throws {
    var environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    environment["SOCKETS_WEATHER"] = weather
    if isSanitized {
      // It keeps running after a race, and reports nothing else. Socket I/O doesn't order threads.
      environment["TSAN_OPTIONS"] =
        "io_sync=0 detect_deadlocks=0 report_signal_unsafe=0 report_thread_leaks=0"
    }
    child = try Child(
      command, environment: environment,
      limits: Limits(descriptors: descriptors, isSanitized: isSanitized), spares: spares,
      keeping: limit)
    conversation.note(note + (weather.map { " with SOCKETS_WEATHER=\"\($0)\"" } ?? ""))
  }

  deinit { stop() }

  /// Whether it ended when it shouldn't have: for a server, whether it ended.
  var hasDied: Bool { child.hasEnded() }

  /// Ends the program, with everything that it started, and every connection.
  public func stop() {
    for peer in peers { peer.release() }
    child.end()
  }

  /// Kills the program, with everything that it started, while its peers are still connected.
  public func kill() {
    conversation.note("the program is killed")
    child.end()
  }

  /// Adds a line to the conversation.
  public func note(_ text: String) { conversation.note(text) }

  /// Suspends the program while `body` runs, so that everything happens to it in one moment.
  public func holding<Outcome>(_ body: () throws -> Outcome) rethrows -> Outcome {
    child.send(SIGSTOP)
    defer { child.send(SIGCONT) }
    // On another core it may run for another moment.
    if Inspection.isPossible {
      wait(for: 1) { child.family.allSatisfy(Processes.isHeld) }
    } else {
      // The kernel reports that only about a child, not about what the child started.
      wait(for: 1) { Ending.isStopped(child.pid) }
      wait(for: 0.02) { false }
    }
    return try body()
  }
}
