// The program that is graded, from its launch to its end, and who talks to it.

import Foundation
import Libc
import Sockets

/// A launched program, with its connections to the grader and the story so far.
public class Program {
  public let child: Child
  /// The mistake to name if the program ends where it should go on.
  public var ifItDies = Mistake.dies
  /// The mistake to name if the program ends a connection that it should keep.
  public var ifItHangsUp = Mistake.hangsUp
  /// How long it may be asleep at most, in seconds, before a wait for it ends.
  public var longestSleep = Double.infinity
  /// Gets each finding before it is thrown, and returns what is thrown in its place.
  public var onFinding: (any Error) -> any Error = { $0 }
  /// What it was doing when the grader had last waited in vain, after so many seconds, and how many
  /// entries the conversation had then.
  var vain: (snapshot: ProgramSnapshot?, seconds: Double, entries: Int)?
  /// How much processor time it had used at some times, and how often it had slept.
  var watched: [(time: Double, used: Double, naps: Int, isAsleep: Bool)] = []
  /// The most memory that it had had when it was ready to be graded.
  var peakAtStart = Int.max >> 1
  /// Whether it has computed for long while something was awaited of it, and nothing came.
  var hasBurned = false
  /// Whether it has left a piece of a stream unread, and slept.
  var leavesPieces = false
  var conversation = Conversation()
  var peers: [Peer] = []
  /// Workers that the grader itself has ended.
  var fallen: Set<pid_t> = []

  /// Seconds since the launch.
  public var now: Double { conversation.now }

  /// Starts a program.
  ///
  /// - Parameter note: how the story begins.
  /// - Parameter variables: what its environment has beside the grader's own.
  /// - Parameter weather: what befalls its calls, such as `short-send=3`. A program that makes them
  ///   without the module Sockets knows nothing of it.
  /// - Parameter descriptors: how many it may have, if few.
  public init(
    _ command: [String], variables: [String: String] = [:], weather: String? = nil,
    descriptors: Int? = nil, spares: Int32 = 0, keeping limit: Int = 1 << 18, _ note: String
  ) throws {
    var environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    environment["SOCKETS_WEATHER"] = weather
    child = try Child(
      command, environment: environment, limits: Limits(descriptors: descriptors), spares: spares,
      keeping: limit)
    conversation.note(note + (weather.map { " with SOCKETS_WEATHER=\"\($0)\"" } ?? ""))
  }

  deinit { stop() }

  /// Whether it ended when it should not have: a server that ended at all.
  var hasDied: Bool { child.hasEnded() }

  /// Ends the program, with all that it started, and every connection.
  public func stop() {
    for peer in peers { peer.release() }
    child.end()
  }

  /// Kills the program outright, with all that it started, as a power cut would, while its peers are
  /// still connected.
  public func kill() {
    conversation.note("the program is killed")
    child.end()
  }

  /// Adds a line of the grader's own to the story.
  public func note(_ text: String) { conversation.note(text) }

  /// Holds the program still meanwhile, so that all of it happens to it in one moment.
  public func holding<Outcome>(_ body: () throws -> Outcome) rethrows -> Outcome {
    child.send(SIGSTOP)
    defer { child.send(SIGCONT) }
    // On another processor it may run on for a moment.
    if Inspection.isPossible {
      wait(for: 1) { child.family.allSatisfy(Processes.isHeld) }
    } else {
      // The system tells a parent of that; what the program started, it tells nobody.
      wait(for: 1) { Ending.isStopped(child.pid) }
      wait(for: 0.02) { false }
    }
    return try body()
  }
}
