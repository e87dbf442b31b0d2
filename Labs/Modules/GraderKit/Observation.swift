// What a grader saw when a requirement failed: all that `diagnose` reads to name the mistake.

/// Everything about a failure that its name may depend on, and the evidence that a report shows.
public struct Observation: Codable, Sendable {
  /// What the check suspects: the name if no rule applies.
  let suspicion: Mistake
  /// The name if the program died; nil is `dies`.
  let ifItDied: Mistake?
  let came: Came
  /// In order, so that a file of observations changes only where an observation does.
  let signs: [Sign]
  /// What a report shows besides. No rule reads it.
  var evidence: Evidence?

  func has(_ sign: Sign) -> Bool { signs.contains(sign) }

  /// Without the evidence, which no name depends on.
  package var forNaming: Observation {
    var copy = self
    copy.evidence = nil
    return copy
  }
}

/// What came in place of what was expected.
public enum Came: Codable, Sendable, Equatable {
  /// Something that the check found out by itself.
  case fact
  /// No byte, though some were expected. `isStuck`: the program hasn't even read what was sent.
  case nothing(isStuck: Bool)
  /// Only the first of the expected bytes.
  case part(isStuck: Bool)
  /// No end of the stream.
  case noEnd
  /// Wrong bytes.
  case otherBytes
  /// The right bytes in the wrong place. `isComplete`: as many came as were expected.
  case displacedBytes(isComplete: Bool)
  /// Bytes that only one mistake sends.
  case telltale(Mistake)
  /// The end of the stream, a reset, or another failure of the connection.
  case end, reset
  /// The first of the bytes that were expected, and then the end or a failure.
  case partThenEnd
  /// The program's own end, in place of a connection.
  case exit
  /// A program that used too much CPU time, or woke too often, while nothing happened.
  case load(isOnlyRestless: Bool)
  /// A number of workers that wasn't asked for.
  case workers(Set<WorkerSign>)
  /// A program that was to exit, and still runs.
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
  // What the module Sockets said about it.
  case closedTwice
  // Which limit it hit.
  case hitCPULimit, hitMemoryLimit, hitProcessLimit, hitFileLimit, hitOutputLimit
  // What it does.
  case isBusy, waitsForALock, isBlockedInAccept, isBlockedInSelect
  // None of its threads is blocked on a client; several are, and other clients wait.
  case waitsForNoClient, servesOnlySome
  // Its connections.
  case peerHasLeft, leavesConnectionsOpen, leavesOneUnaccepted
  // Its workers.
  case losesWorkers, lostAWorker, workersWaitElsewhere, hasOwnListeners
}

/// What is odd about a program's workers.
public enum WorkerSign: String, Codable, Sendable {
  /// It named none, or none that is a process of its own.
  case namesNone
  /// Those that it named have ended.
  case dieAtOnce
  case tooMany, tooFew, noneLives
  /// And more and more.
  case growing
  /// The grader ended all of them, and the program ended because it had none to wait for.
  case outlivesNone
}

/// What is wrong with how a client ended, or with what it printed.
public enum ClientResult: Codable, Sendable, Equatable {
  /// It failed, although the page was whole. `isPrinted`: the page is on standard output.
  case failed(isPrinted: Bool)
  /// It printed something else than the page.
  case printed(PageDifference)
  /// It exited with status 0, though it couldn't fetch the page.
  case succeeded(hasComplained: Bool, isCutEarly: Bool)
  /// It printed something, though nothing had come. `isOnlyOutput`: and it said nothing elsewhere.
  case printedWithoutPage(isOnlyOutput: Bool)
}

/// How what a client printed differs from the page.
public enum PageDifference: String, Codable, Sendable {
  case includesHead, stopsAtEmptyLine, stopsAtNUL, isCut, hasMore, differsInText, differs
}

extension Came {
  /// Whether bytes or an end were expected, and the program is silent.
  var isSilent: Bool {
    switch self {
    case .nothing, .part, .noEnd: true
    default: false
    }
  }
}
