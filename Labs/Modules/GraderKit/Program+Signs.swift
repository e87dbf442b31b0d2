// What can be seen of a program when a requirement failed, as far as a name may depend on it.

import Libc

extension Program {
  /// The signs, but for the one that takes a longer look.
  func signs(hasEnded: Bool) -> Set<Sign> {
    var signs: Set<Sign> = []
    if hasDied { signs.insert(.hasDied) }
    if hasEnded { signs.formUnion(lastWords) }
    switch child.excess {
    case .processorTime: signs.insert(.hitCPULimit)
    case .memory: signs.insert(.hitMemoryLimit)
    case .processes: signs.insert(.hitProcessLimit)
    case .fileSize: signs.insert(.hitFileLimit)
    case .output: signs.insert(.hitOutputLimit)
    case nil: break
    }
    if peers.contains(where: \.hasLeft) { signs.insert(.peerHasLeft) }
    if let snapshot = lastSnapshot() {
      let calls = snapshot.members.flatMap(\.calls)
      if calls.contains(where: { $0.name == "a lock" }) { signs.insert(.waitsForALock) }
      if snapshot.isAsleep && !calls.isEmpty && calls.allSatisfy({ $0.name == "accept" }) {
        signs.insert(.isBlockedInAccept)
      }
      // A client that doesn't read must keep its connection.
      if snapshot.ends.contains(where: { $0.end.hasEnd && $0.peer.isReading }) {
        signs.insert(.leavesConnectionsOpen)
      }
    }
    return named.isEmpty ? signs : signs.union(workerSigns)
  }

  /// What its last words say of its end.
  private var lastWords: Set<Sign> {
    var signs: Set<Sign> = []
    let fatal = child.errors.lines(with: "Fatal error: ")
    if fatal.contains(where: { $0.contains(#/out of range|out of bounds/#) }) {
      signs.insert(.trappedOutOfRange)
    }
    for line in child.errors.lines(with: String(cString: strerror(EBADF))) {
      signs.insert(line.contains("accept") ? .acceptedOnBadDescriptor : .usedBadDescriptor)
    }
    return signs
  }

  /// Why a worker that is free may not take a client.
  private var workerSigns: Set<Sign> {
    var signs: Set<Sign> = []
    if losesWorkers { signs.insert(.losesWorkers) }
    if lost > 0 { signs.insert(.lostAWorker) }
    if leavesAcceptToNobody { signs.insert(.workersWaitElsewhere) }
    if let port = child.port, (Inspection(of: child)?.listeners(on: port) ?? 0) > 1 {
      signs.insert(.hasOwnListeners)
    }
    return signs
  }
}
