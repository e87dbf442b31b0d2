// What a grader saw when a requirement failed: all that `diagnose` reads to name the mistake.

/// Everything about a failure that its name may depend on, and the evidence that a report shows.
public struct Observation: Codable, Sendable {
  /// What the check suspects: the name if no rule applies.
  let suspicion: Mistake
  /// The name if the program died; nil means `dies`.
  let ifItDied: Mistake?
  let came: Came
  /// Sorted, so that a file of observations changes only where an observation does.
  let signs: [Sign]
  /// What a report also shows. No rule reads it.
  var evidence: Evidence?

  func has(_ sign: Sign) -> Bool { signs.contains(sign) }

  /// A copy without the evidence, which no name depends on.
  package var forNaming: Observation {
    var copy = self
    copy.evidence = nil
    return copy
  }
}

/// What arrived in place of what was expected.
public enum Came: Codable, Sendable, Equatable {
  /// A fact that the check found by itself.
  case fact
  /// No byte, though some were expected. `isStuck`: the program hasn't even read what was sent.
  case nothing(isStuck: Bool)
  /// Only the beginning of the expected bytes.
  case part(isStuck: Bool)
  /// No end of the stream.
  case noEnd
  /// Wrong bytes.
  case otherBytes
  /// The right bytes in the wrong place. `isComplete`: as many arrived as were expected.
  case displacedBytes(isComplete: Bool)
  /// Bytes that only one mistake sends.
  case telltale(Mistake)
  /// The end of the stream, a reset, or another failure of the connection.
  case end, reset
  /// The beginning of the expected bytes, and then the end or a failure other than a reset.
  case partThenEnd
  /// The beginning of the expected bytes, and then a reset.
  case partThenReset
  /// More bytes than expected: some that were sent before, or the right ones after others.
  case moreBytes
  /// The program ended instead of connecting.
  case exit
  /// Too much CPU time, or too many wake-ups, while nothing happened.
  case load(isOnlyRestless: Bool)
  /// The wrong number of workers.
  case workers(Set<WorkerSign>)
  /// A program that should have ended, but is still running.
  case stillRunning
  /// A client's own result.
  case result(ClientResult)
}

/// What could be seen of the program when a requirement failed.
public enum Sign: String, Codable, Sendable {
  // It ended when it shouldn't have. A client may end by itself, but not crash.
  case hasDied
  // How it ended, and what its last words say.
  case exitedWithSuccess
  case trappedOutOfRange, usedBadDescriptor, acceptedOnBadDescriptor, packerRefused
  // What it said about a client while it ran.
  case saidBadDescriptor, saidBrokenPipe
  // What the Sockets module reported.
  case closedTwice
  // Which limit it hit.
  case hitCPULimit, hitMemoryLimit, hitProcessLimit, hitFileLimit, hitOutputLimit
  // What it does.
  case isBusy, waitsForALock, isBlockedInAccept, isBlockedInSelect
  // A wait ended because it used so much CPU time without result.
  case computedInVain
  // No thread is blocked on a client; several threads are, and other clients wait.
  case waitsForNoClient, servesOnlySome
  // Its connections.
  case peerHasLeft, leavesConnectionsOpen, leavesOneUnaccepted
  // Its workers.
  case losesWorkers, lostAWorker, workersWaitElsewhere, hasOwnListeners
}

/// What is odd about a program's workers.
public enum WorkerSign: String, Codable, Sendable {
  /// It named none, or only numbers that aren't its processes.
  case namesNone
  /// It named its own process, and no other.
  case namesItself
  /// Those that it named have ended.
  case dieAtOnce
  case tooMany, tooFew, noneLives
  /// There are more and more of them.
  case growing
  /// The grader ended all of them, and the program ended because it had none to wait for.
  case outlivesNone
}

/// What is wrong with how a client ended, or with what it printed.
public enum ClientResult: Codable, Sendable, Equatable {
  /// It failed, although the page was complete. `isPrinted`: the page is on standard output.
  case failed(isPrinted: Bool)
  /// It printed something other than the page.
  case printed(PageDifference)
  /// It exited with status 0, though it couldn't fetch the page.
  case succeeded(hasComplained: Bool, isCutEarly: Bool)
  /// It printed something, though there was no page. `isOnlyOutput`: standard error is empty.
  case printedWithoutPage(isOnlyOutput: Bool)
}

/// How a client's output differs from the page.
public enum PageDifference: String, Codable, Sendable {
  case includesHead, stopsAtEmptyLine, stopsAtNUL, isCut, hasMore, differsInText, differs
}

extension Came {
  /// Whether the connection is over, by its end or by an error.
  var isOver: Bool { [.end, .reset, .partThenEnd, .partThenReset].contains(self) }

  /// Whether bytes or an end were expected, but the program is silent.
  var isSilent: Bool {
    switch self {
    case .nothing, .part, .noEnd: true
    default: false
    }
  }
}
