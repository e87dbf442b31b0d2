// The one place where a grader waits. While it waits for one thing, it keeps all others going.

import Libc

extension Program {
  /// Waits for a condition, for as long as a busy machine may need, and says whether it came true.
  ///
  /// The wait ends early when the program has ended, or when it is asleep: all bytes have arrived,
  /// no thread of it runs or wants to, and so it stays for so many seconds. A program that is only
  /// slow, or waits for the processor, is not asleep; one that works on while nothing comes of it has
  /// had its chance as well. With nil, neither is a sign, for it may be waiting for a timeout of its
  /// own.
  @discardableResult
  public func wait(asleep limit: Double? = 3, until condition: () -> Bool) -> Bool {
    required(.patience, asleep: limit, condition)
  }

  /// Waits for a condition, for so many seconds, whatever the program does, or until it has been
  /// asleep for so long.
  @discardableResult
  public func wait(
    for seconds: Double, asleep limit: Double? = nil, until condition: () -> Bool
  ) -> Bool {
    wait(until: Deadline(after: seconds), asleep: limit, condition)
  }

  /// Waits for a condition when the program has ended, or will: for what it started to end as well.
  /// Ends early when all that is left of it has been asleep for so many seconds.
  @discardableResult
  public func waitBeyondItsEnd(asleep limit: Double? = 3, until condition: () -> Bool) -> Bool {
    required(.patience, asleep: limit, outliving: true, condition)
  }

  /// A wait for what must come: if it does not, that is a moment to remember.
  private func required(
    _ deadline: Deadline, asleep limit: Double?, outliving: Bool = false, _ condition: () -> Bool
  ) -> Bool {
    let start = now
    vain = nil
    if wait(until: deadline, asleep: limit, outliving: outliving, condition) { return true }
    vain = (ProgramSnapshot(of: self), now - start, conversation.count)
    return false
  }

  @discardableResult
  private func wait(
    until deadline: Deadline, asleep limit: Double?, outliving: Bool = false,
    _ condition: () -> Bool
  ) -> Bool {
    if condition() { return true }
    let limit = limit.map { min($0, longestSleep) }
    // One that has computed in vain before does so again.
    let allowance: Double = hasBurned ? 1 : 2
    // Before it listens, it may have to load itself, or to compile itself.
    let starvation = peers.isEmpty ? 20 : allowance
    var rest = IdleDetector(of: child, allowance: allowance, starvation: starvation)
    let lastDeadline = Deadline(after: 60)
    // Short at first: much of what a grader waits for has come true a moment later.
    var pause: Int32 = 1
    while true {
      child.keepWithinLimits()
      let hasRested = rest.isLonger(than: limit) || rest.isInVain && !peers.isEmpty
      let isAsleep = hasRested && !hasBytesUnderWay
      if let look = rest.takeLook() { watch(look) }
      let hasEnded = !outliving && child.hasEnded()
      let isLate = deadline.isOver && (limit == nil || !rest.isStarved || lastDeadline.isOver)
      let isOver = isLate || hasEnded || isAsleep
      // First what is there, then the verdict: what came before the end counts.
      let moved = pump(waiting: isOver ? 0 : pause)
      pause = moved == nil ? min(pause * 2, 20) : 1
      if condition() { return true }
      if isOver && moved == nil || isLate {
        hasBurned = hasBurned || rest.isInVain
        return false
      }
      // One that only talks to itself is at rest all the same.
      if moved == .bytes {
        rest = IdleDetector(of: child, allowance: allowance, starvation: starvation)
      }
    }
  }

  /// What has moved: a peer's bytes, or no more than the program's own words.
  private enum Movement { case bytes, words }

  /// Moves whatever can move now: every peer's bytes, both ways, and what the program says.
  /// Waits for so many milliseconds at the most if nothing can. Says what moved, if anything did.
  private func pump(waiting milliseconds: Int32) -> Movement? {
    let active = peers.filter { $0.wantsToRead || $0.wantsToWrite }
    var entries = active.map { peer in
      let events = (peer.wantsToRead ? POLLIN : 0) | (peer.wantsToWrite ? POLLOUT : 0)
      return pollfd(fd: peer.socket.descriptor, events: Int16(events), revents: 0)
    }
    entries += child.openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return nil }

    for (peer, entry) in zip(active, entries) where entry.revents != 0 {
      // An error or a hang-up shows as itself when it is read.
      if peer.wantsToWrite && entry.revents & Int16(POLLOUT) != 0 { peer.write() }
      if peer.wantsToRead && entry.revents & ~Int16(POLLOUT) != 0 { peer.read() }
    }
    child.read()
    return entries.prefix(active.count).contains { $0.revents != 0 } ? .bytes : .words
  }

  /// Gives a program whose connection has just ended the time to have ended itself: the sockets of a
  /// dying program close a moment before it is gone. One that lives on is soon asleep.
  func noticeDeath() {
    wait(until: Deadline(after: 2), asleep: 0.5) { child.hasEnded() }
  }

  /// Whether the kernel still has bytes to deliver, either way: one that lost a piece on loopback,
  /// for want of room, tries again only after a while, and until then nobody can do anything.
  private var hasBytesUnderWay: Bool {
    let ends = peers.filter(\.isReading).flatMap(\.endPorts)
    return Connection.ends(ends).contains { ($0?.underWay ?? 0) > 0 }
  }
}
