// What a grader can see of a program when a requirement fails; the mistake's name may depend on it.

import Libc

extension Program {
  /// All signs except `isBusy`, which takes a longer look.
  func signs(hasEnded: Bool) -> Set<Sign> {
    var signs: Set<Sign> = []
    if hasDied { signs.insert(.hasDied) }
    if hasEnded { signs.formUnion(lastWords) }
    if child.ending == .exited(0) { signs.insert(.exitedWithSuccess) }
    if !hasEnded && self is Server { signs.formUnion(complaints) }
    if !child.errors.lines(with: "pack: ").isEmpty { signs.insert(.packerRefused) }
    // If it used the closed socket before that, the second close is only a consequence.
    let words = secondClose == nil ? "" : child.errors.text
    if let place = words.firstRange(of: ": close: descriptor ")?.lowerBound {
      // A client says why it failed only when it ends.
      let before = self is Client ? words[...] : words[..<place]
      let isUsed = before.contains(String(cString: strerror(EBADF)))
      if !isUsed { signs.insert(.closedTwice) }
    }
    switch child.excess {
    case .processorTime: signs.insert(.hitCPULimit)
    case .memory: signs.insert(.hitMemoryLimit)
    case .processes: signs.insert(.hitProcessLimit)
    case .fileSize, .folderSize: signs.insert(.hitFileLimit)
    case .output: signs.insert(.hitOutputLimit)
    case nil: break
    }
    if peers.contains(where: { $0.isClosed || $0.hasFinished }) { signs.insert(.peerHasLeft) }
    // The grader's own note that nothing came doesn't count.
    if let vain, vain.hasComputed, conversation.count <= vain.entries + 1 {
      signs.insert(.computedInVain)
    }
    if let snapshot = lastSnapshot() {
      let calls = snapshot.members.flatMap(\.calls)
      if calls.contains(where: { $0.name == "a lock" }) { signs.insert(.waitsForALock) }
      if snapshot.isAsleep && !calls.isEmpty && calls.allSatisfy({ $0.name == "accept" }) {
        signs.insert(.isBlockedInAccept)
      }
      if snapshot.isAsleep && !calls.isEmpty
        && calls.allSatisfy({ ["select", "poll", "epoll_wait"].contains($0.name) })
      {
        signs.insert(.isBlockedInSelect)
      }
      let served = calls.compactMap(\.peer)
      if served.isEmpty { signs.insert(.waitsForNoClient) }
      if Set(served).count > 1
        && snapshot.ends.contains(where: {
          $0.end.unreadBytes > 0 && !served.contains($0.peer.name)
        })
      {
        signs.insert(.servesOnlySome)
      }
      if snapshot.ends.contains(where: { $0.end.isInBacklog && !$0.peer.isClosed }) {
        signs.insert(.leavesOneUnaccepted)
      }
      // A client that doesn't read must keep its connection.
      if snapshot.ends.contains(where: { $0.end.hasEnd && $0.peer.isReading }) {
        signs.insert(.leavesConnectionsOpen)
      }
    }
    return named.isEmpty ? signs : signs.union(workerSigns)
  }

  /// What the Sockets module reported if the program closed a socket twice, with the place.
  var secondClose: String? { child.errors.lines(with: ": close: descriptor ").first }

  /// What it said about clients that it served.
  private var complaints: Set<Sign> {
    let signs: [(Sign, Int32)] = [(.saidBadDescriptor, EBADF), (.saidBrokenPipe, EPIPE)]
    return Set(
      signs.filter { !child.errors.lines(with: String(cString: strerror($1))).isEmpty }.map(\.0))
  }

  /// Whether it said that a send failed because the client was gone.
  public var hasSentInVain: Bool {
    child.read()
    return complaints.contains(.saidBrokenPipe)
  }

  /// What its last words say about its end.
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

  /// Why a free worker might not accept a client.
  private var workerSigns: Set<Sign> {
    let listeners = child.port.flatMap { Inspection(of: child)?.listeners(on: $0) } ?? 0
    let signs: [(Sign, Bool)] = [
      (.losesWorkers, losesWorkers), (.lostAWorker, lost > 0),
      (.workersWaitElsewhere, leavesAcceptToNobody), (.hasOwnListeners, listeners > 1),
    ]
    return Set(signs.filter(\.1).map(\.0))
  }
}
