// The one place where a mistake gets its name.

/// Names the mistake that an observation shows.
///
/// The first rule that holds names the mistake; the most basic come first. If none holds, the name
/// is what the check suspects.
public func diagnose(_ observation: Observation) -> Mistake {
  rules.lazy.compactMap { $0(observation) }.first ?? observation.suspicion
}

private let rules: [Rule] = [
  // It hit a limit.
  rule(.usesUpTheProcessor) { $0.has(.hitCPULimit) },
  { o in
    // A check about memory knows what the memory was for.
    let specific: [Mistake] = [.trustsTheLength, .queueWithoutBound]
    let known = specific.first { $0 == o.suspicion || $0 == o.ifItDied }
    return o.has(.hitMemoryLimit) ? known ?? .eatsMemory : nil
  },
  rule(.forksWithoutEnd) { $0.has(.hitProcessLimit) },
  rule(.fillsTheDisk) { $0.has(.hitFileLimit) },
  rule(.talksWithoutEnd) { $0.has(.hitOutputLimit) },

  // It died, and its last words say why.
  rule(.lengthOverflows) { $0.has(.hasDied) && $0.ifItDied == .lengthOverflows },
  rule(.indexOutOfRange) { $0.has(.trappedOutOfRange) },
  rule(.closedSocketStillWatched) { o in
    // An EBADF from accept after a client broke means a closed listener: another mistake.
    let isAboutIt =
      o.has(.usedBadDescriptor) || o.fate == .dies && o.has(.acceptedOnBadDescriptor)
    return o.has(.hasDied) && isAboutIt
      && [.dies, .diesWithItsClient, .diesWithAVanishedClient].contains(o.fate)
  },
  rule(.closesTwice) { $0.has(.closedTwice) },
  rule(.workerNotReplaced) { o in
    o.came.has(.outlivesNone) && o.ifItDied == .diesWithAWorker && o.has(.hasDied)
  },

  rule(.usesClosedSocket, suspecting: .sendsNoRequest, .givesUpTooSoon, .refusesAPage) {
    $0.has(.usedBadDescriptor) && !$0.has(.hasDied)
  },

  rule(.usesClosedSocket, suspecting: .hangsUp, .dropsTheClient) {
    $0.came.isOver && $0.has(.saidBadDescriptor)
  },
  // No client has disconnected, so only the program itself can have shut down its sending.
  rule(.shutsDownItsSending, suspecting: .hangsUp) {
    $0.came == .end && $0.has(.saidBrokenPipe) && !$0.has(.peerHasLeft)
  },
  rule(.leavesItsLoop) {
    $0.has(.hasDied) && $0.fate == .dies && $0.has(.exitedWithSuccess)
  },

  // It died. What arrived before that doesn't matter.
  { $0.has(.hasDied) ? $0.fate : nil },

  // Its workers.
  rule(.namesTheParent) { $0.came.has(.namesItself) },
  rule(.namesNoWorkers) { $0.came.has(.namesNone) },
  rule(.workersDieAtOnce) { $0.came.has(.dieAtOnce) },
  rule(.forksWithoutEnd) { $0.came.has(.growing) },
  rule(.miscountsWorkers) { $0.came.has(.tooMany) },
  rule(.workerNotReplaced, suspecting: .oneDeathASignal) { $0.came.has(.noneLives) },

  rule(
    .workerEndsByItself,
    suspecting: .hangsUp, .dropsOnHalfClose, .resetsTheConnection, .limitsAWait
  ) {
    $0.came.isOver && $0.has(.lostAWorker)
  },

  // It dropped a client, and said why.
  rule(.layoutDoesNotFit, suspecting: .dropsTheClient) { $0.has(.packerRefused) },

  // What arrived proves one mistake.
  { if case .telltale(let mistake) = $0.came { mistake } else { nil } },
  rule(.changesBytes, suspecting: .partialSendDropped) { $0.came == .otherBytes },
  rule(.dropsTheClient, suspecting: .changesTheText, .trimsTheText, .capitalsOfASCIIOnly) {
    [.end, .reset].contains($0.came)
  },
  rule(.sendsAgain, suspecting: .partialSendDropped) { $0.came == .moreBytes },
  rule(.answersTooMuch, suspecting: .notInCapitals) { $0.came == .moreBytes },
  rule(.sendsOutOfOrder) { $0.came == .displacedBytes(isComplete: true) },
  rule(.losesBytes, suspecting: .answersNothing) {
    if case .part = $0.came { true } else { false }
  },
  rule(
    .answerCutShort,
    suspecting: .answersNoMessage, .answersFirstAlone, .dividesByZero, .refusesUnknownOperator
  ) {
    $0.came == .part(isStuck: false) && !$0.has(.isBusy)
  },
  rule(.ignoresWritable, suspecting: .partIsMissing) {
    [.nothing(isStuck: true), .part(isStuck: true)].contains($0.came) && $0.has(.isBusy)
  },
  rule(.stopsHalfway, suspecting: .partialSendDropped, .partIsMissing) {
    [.nothing(isStuck: true), .part(isStuck: true)].contains($0.came)
  },

  rule(.rejectsWithAReset, suspecting: .rejectsInSilence) { $0.came == .reset },
  rule(.partialSendDropped, suspecting: .timeoutIsADisconnect, .rejectsInSilence) {
    [.partThenEnd, .partThenReset].contains($0.came)
  },
  rule(.resetsTheConnection, suspecting: .dropsOnHalfClose) {
    [.reset, .partThenReset].contains($0.came)
  },

  // It's silent. What it does meanwhile tells why: first, what stops it altogether.
  rule(.workersDieAtOnce, suspecting: .answersNothing, .idleWorkers) {
    $0.came.isSilent && $0.has(.losesWorkers)
  },
  rule(.workerDiesWithItsClient, suspecting: .idleWorkers) {
    $0.came.isSilent && $0.has(.lostAWorker)
  },
  rule(.waitsForTheLifeline, suspecting: .answersNothing, .idleWorkers) {
    $0.came.isSilent && $0.has(.workersWaitElsewhere)
  },
  rule(.ownListeners, suspecting: .answersNothing, .idleWorkers) {
    $0.came.isSilent && $0.has(.hasOwnListeners) && !$0.has(.isBusy)
  },
  rule(.lockHeldWhileTalking, suspecting: .runNotStart) {
    // If a client isn't even accepted, the accepting thread is waiting for another thread to end.
    $0.came.isSilent && $0.has(.waitsForALock) && !$0.has(.leavesOneUnaccepted)
  },
  rule(.tooFewThreads, suspecting: .oneClientBlocksTheOthers) { $0.has(.servesOnlySome) },
  rule(.skipsAClient, suspecting: .blockingClientSocket) {
    $0.came.isSilent && $0.has(.waitsForNoClient) && !$0.has(.leavesOneUnaccepted)
  },
  rule(.oneClientBlocksTheOthers, suspecting: .blockingClientSocket) {
    $0.came.isSilent && $0.has(.waitsForNoClient)
  },
  rule(.oneLimitForAll, suspecting: .blockingSendInSelect) {
    $0.came.isSilent && $0.has(.isBlockedInSelect)
  },
  rule(.blockingListener, suspecting: .answersNothing) {
    $0.came.isSilent && $0.has(.isBlockedInAccept)
  },
  rule(.ignoresEmptyRecv, suspecting: .answersNothing) {
    $0.came.isSilent && $0.has(.isBusy) && $0.has(.peerHasLeft)
  },
  rule(.loopsForever, suspecting: .answersNothing, .answersNoMessage) {
    $0.came.isSilent && $0.has(.isBusy)
  },
  { o in
    // Where the server is given, only the code for messages can compute.
    let mistakes = Mistake.messages + Mistake.binaryData
    let isAboutMessages = mistakes.contains(o.suspicion) && o.came != .noEnd
    let isComputing = o.has(.isBusy) || o.has(.computedInVain)
    return isAboutMessages && o.came.isSilent && isComputing ? .stillComputing : nil
  },
  rule(.ignoresEmptyRecv, suspecting: .neverCloses, .disconnectIsATimeout, .idleWorkers) {
    $0.came.isSilent && $0.has(.isBusy)
  },
  rule(.ignoresEmptyRecv, suspecting: .stopsAfterFirstClient) {
    $0.came.isSilent && $0.has(.isBusy) && $0.has(.leavesConnectionsOpen)
  },
  rule(.ignoresEmptyRecv) { $0.came == .stillRunning && $0.has(.isBusy) },

  rule(.forgetsAClient, suspecting: .answersNothing) {
    $0.came == .nothing(isStuck: true) && $0.has(.waitsForNoClient)
      && !$0.has(.leavesOneUnaccepted)
  },

  // It's busy although nothing happens.
  rule(.spins, suspecting: .looksAgainAndAgain) { $0.came == .load(isOnlyRestless: false) },
  rule(.ignoresEmptyRecv, suspecting: .spins) {
    if case .load = $0.came { $0.has(.leavesConnectionsOpen) } else { false }
  },

  // It has read the second message, so it didn't forget the client.
  rule(.answersNothing, suspecting: .forgetsAClient) { $0.came == .nothing(isStuck: false) },

  // How a client ended, and what it printed.
  rule(.givesUpOnSilence, suspecting: .connectHasNoTimeout) { $0.came == .exit },
  rule(.wrongStatus) { $0.came == .result(.failed(isPrinted: true)) },
  rule(.printsTheHead) { $0.came == .result(.printed(.includesHead)) },
  rule(.stopsAtEmptyLine) { $0.came == .result(.printed(.stopsAtEmptyLine)) },
  rule(.stopsAtNUL) { $0.came == .result(.printed(.stopsAtNUL)) },
  rule(.talksOnOutput) { $0.came == .result(.printed(.hasMore)) },
  rule(.textNotBytes) { $0.came == .result(.printed(.differsInText)) },
  rule(.changesThePage) { $0.came == .result(.printed(.differs)) },
  rule(.wrongStatus) {
    if case .result(.succeeded(hasComplained: true, _)) = $0.came { true } else { false }
  },
  rule(.readsOnce) { $0.came == .result(.succeeded(hasComplained: false, isCutEarly: true)) },
  rule(.talksOnOutput) { $0.came == .result(.printedWithoutPage(isOnlyOutput: true)) },
  rule(.talksOnOutput, suspecting: .wrongStatus) {
    $0.came == .result(.printedWithoutPage(isOnlyOutput: false))
  },
]

/// A row of the table: the name that an observation gets, or nil if the rule doesn't apply.
private typealias Rule = @Sendable (Observation) -> Mistake?

/// - Parameter suspicions: the rule applies only to these suspicions; empty means to all.
private func rule(
  _ mistake: Mistake, suspecting suspicions: Mistake...,
  if holds: @escaping @Sendable (Observation) -> Bool
) -> Rule {
  { observation in
    let applies = suspicions.isEmpty || suspicions.contains(observation.suspicion)
    return applies && holds(observation) ? mistake : nil
  }
}

/// The mistakes whose proof is that the program ended.
private let deaths: Set<Mistake> = [
  .neverListens, .forgetsReuseAddress, .hidesPortInUse, .hidesBadArgument, .ignoresSignals,
  .stopsAfterFirstClient, .exitsOnTimeout, .diesWithAWorker, .orphans, .orphansWhileTalking,
  .diesWithItsClient, .diesWithAVanishedClient, .endsWithASilentClient,
]

extension Observation {
  /// The name if the program died.
  fileprivate var fate: Mistake { deaths.contains(suspicion) ? suspicion : ifItDied ?? .dies }
}

extension Came {
  fileprivate func has(_ sign: WorkerSign) -> Bool {
    if case .workers(let signs) = self { signs.contains(sign) } else { false }
  }
}
