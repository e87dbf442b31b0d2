// The one place where a grader waits. Meanwhile it keeps everything else going.

import Libc

extension Program {
  /// Waits for something that must happen, for as long as a busy machine may need. Returns whether
  /// it did.
  ///
  /// The wait ends early if the program has ended, if it computes too long without result, or if it
  /// has been asleep for `limit` seconds: all bytes have arrived, and none of its threads runs or
  /// wants to. A program that is slow or waits for a core isn't asleep.
  ///
  /// - Parameters:
  ///   - limit: nil if being asleep says nothing, because the program may wait for its own timeout.
  ///   - outliving: whether to wait even after the program has ended, for what it started.
  @discardableResult
  public func wait(
    asleep limit: Double? = 3, outliving: Bool = false, until condition: () -> Bool
  ) -> Bool {
    let start = now
    vain = nil
    if wait(until: .patience, asleep: limit, outliving: outliving, condition) { return true }
    vain = (ProgramSnapshot(of: self), now - start, conversation.count, hasJustBurned)
    return false
  }

  /// Waits for something that may happen, until the time is up or the program has been asleep for
  /// `limit` seconds.
  @discardableResult
  public func wait(
    for seconds: Double, asleep limit: Double? = nil, until condition: () -> Bool
  ) -> Bool {
    wait(until: Deadline(after: seconds), asleep: limit, condition)
  }

  @discardableResult
  private func wait(
    until deadline: Deadline, asleep limit: Double?, outliving: Bool = false,
    _ condition: () -> Bool
  ) -> Bool {
    if condition() { return true }
    let limit = limit.map { min($0, longestSleep) }
    // If it has computed without result before, it will again.
    let allowance: Double = hasBurned ? 1 : 2
    // Before it listens, an interpreter may have to load or compile it.
    let starvation = peers.isEmpty ? 20 : allowance
    var rest = IdleDetector(of: child, allowance: allowance, starvation: starvation)
    let lastDeadline = Deadline(after: 60)
    // Short at first: most conditions become true within a moment.
    var pause: Int32 = 1
    while true {
      child.keepWithinLimits()
      let hasRested = rest.isLonger(than: limit) || rest.isInVain && !peers.isEmpty
      let isAsleep = hasRested && !hasBytesUnderWay
      if let look = rest.takeLook() { watch(look) }
      let hasEnded = !outliving && child.hasEnded()
      let isLate = deadline.isOver && (limit == nil || !rest.isStarved || lastDeadline.isOver)
      let isOver = isLate || hasEnded || isAsleep
      // First read what is there: bytes that arrived before the end count.
      let moved = pump(waiting: isOver ? 0 : pause)
      pause = moved == nil ? min(pause * 2, 20) : 1
      if condition() { return true }
      if isOver && moved == nil || isLate {
        hasBurned = hasBurned || rest.isInVain
        hasJustBurned = rest.hasComputed
        return false
      }
      // Output alone doesn't count: a program that only prints is idle.
      if moved == .bytes {
        rest = IdleDetector(of: child, allowance: allowance, starvation: starvation)
      }
    }
  }

  /// What has moved: a peer's bytes, or only the program's output.
  private enum Movement { case bytes, words }

  /// Moves what can move now: every peer's bytes, both ways, and the program's output. If nothing
  /// can, waits for at most this many milliseconds.
  private func pump(waiting milliseconds: Int32) -> Movement? {
    let active = peers.filter { $0.wantsToRead || $0.wantsToWrite }
    var entries = active.map { peer in
      let events = (peer.wantsToRead ? POLLIN : 0) | (peer.wantsToWrite ? POLLOUT : 0)
      return pollfd(fd: peer.socket.descriptor, events: Int16(events), revents: 0)
    }
    entries += child.openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return nil }

    for (peer, entry) in zip(active, entries) where entry.revents != 0 {
      // Reading shows an error or a hang-up.
      if peer.wantsToWrite && entry.revents & Int16(POLLOUT) != 0 { peer.write() }
      if peer.wantsToRead && entry.revents & ~Int16(POLLOUT) != 0 { peer.read() }
    }
    child.read()
    return entries.prefix(active.count).contains { $0.revents != 0 } ? .bytes : .words
  }

  /// Gives a program time to end after its connection has just ended: when a program dies, its
  /// sockets close first. If it lives on, it's asleep soon.
  func noticeDeath() {
    wait(until: Deadline(after: 2), asleep: 0.5) { child.hasEnded() }
  }

  /// Whether the kernel still has bytes to deliver, either way. If there was no room for a piece,
  /// it tries again only after a while.
  private var hasBytesUnderWay: Bool {
    let ends = peers.filter(\.isReading).flatMap(\.endPorts)
    return Connection.ends(ends).contains { ($0?.underWay ?? 0) > 0 }
  }
}
