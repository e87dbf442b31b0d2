// Which mistake it is, when what came is the same, and what the program does is not.

extension Mistake {
  /// Silence alone does not tell these apart; what the program is doing does.
  func refined(isStuck: Bool, for program: Program) -> Mistake {
    switch self {
    case .partialSendDropped where isStuck: .stopsHalfway
    case .runNotStart where program.waitsForALock: .lockHeldWhileTalking
    case .answersNothing where program.isBlockedInAccept: .blockingListener
    case .answersNoMessage where program.isBurning: .loopsForEver
    case .answersNothing where program.losesWorkers: .workersDieAtOnce
    case .answersNothing where program.isBurning:
      program.peers.contains(where: \.hasLeft) ? .ignoresEmptyRecv : .loopsForEver
    case .stopsAfterFirstClient where program.leavesOpen == 0: self
    case .neverCloses, .disconnectIsATimeout, .stopsAfterFirstClient, .idleWorkers:
      program.isBurning ? .ignoresEmptyRecv : self
    default: self
    }
  }
}
