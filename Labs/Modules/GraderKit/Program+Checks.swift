// What a grader requires of the program itself, as seen from outside.

import Libc

extension Program {
  /// Watches the program while it has nothing to do, usually for half a second. Without /proc it
  /// finds nothing, like most checks in this file.
  ///
  /// - Parameters:
  ///   - share: the share of one core that still counts as quiet.
  ///   - orEnd: whether the program may end meanwhile.
  public func expectQuiet(share: Double, orEnd: Bool = false, else mistake: Mistake) throws {
    if let (detail, isOnlyRestless) = load(over: share) {
      throw finding(mistake, detail, came: .load(isOnlyRestless: isOnlyRestless))
    }
    if Inspection.isPossible && !orEnd && child.hasEnded() {
      throw finding(.dies, "it ended while the grader only waited")
    }
  }

  /// Whether it keeps computing now, although nothing happens.
  package var isBusy: Bool { load(over: 0.5) != nil }

  /// What the program does while it has nothing to do; nil if that's little, or if it ends.
  ///
  /// On a busy machine, a share of the CPU proves nothing: a busy-loop may get little of it. But it
  /// never sleeps, so a program that got hardly any time is watched until it's seen asleep.
  private func load(over share: Double) -> (detail: String, isOnlyRestless: Bool)? {
    guard let before = Inspection(of: child) else { return nil }
    let start = now
    let patience = Deadline.patience
    var looksAsleep = 0
    // A large share shows sooner.
    wait(for: share < 0.25 ? 0.5 : 0.3) { child.hasEnded() }
    while let look = Inspection(of: child), !child.hasEnded() {
      let seconds = now - start
      let time = look.processorTime - before.processorTime
      let naps = look.naps - before.naps
      let neverSleeps = time >= 0.05 && time > Double(naps) * 0.005
      // However cheap each wake-up is, no program needs that many to notice a client in time.
      let isRestless = share < 0.1 && look.napRate(since: before, seconds) > 200
      // Below 0.05 s it may be the kernel's rounding.
      let isTooMuch = time >= 0.05 && time > share * seconds
      if isTooMuch || neverSleeps || isRestless || patience.isOver {
        return (
          "in \(milliseconds(seconds)) in which nothing happened it used "
            + "\(milliseconds(time)) of CPU time, and went to sleep \(count(naps, "time"))",
          isRestless && !isTooMuch && !neverSleeps
        )
      }
      looksAsleep = look.isAsleep ? looksAsleep + 1 : 0
      if looksAsleep == 3 || time >= 0.05 { return nil }
      wait(for: 0.01) { child.hasEnded() }
    }
    return nil
  }

  /// Requires that the program hasn't closed a socket twice, which the Sockets module reports.
  public func expectNoSecondClose() throws {
    let naps = naps
    // Give it time to wait for the next client, or to sweep again.
    wait(for: Inspection.isPossible ? 1 : 0.2, asleep: 0.3) {
      secondClose != nil || isWaitingForAClient || self.naps > naps + 2
    }
    child.read()
    if secondClose != nil {
      throw finding(.closesTwice, "see the line with \"close\" on standard error", by: .whatCame)
    }
  }

  /// Waits until the program, or one of its processes, has no more descriptors open than this.
  public func expectDescriptors(
    of process: pid_t? = nil, atMost limit: Int, else mistake: Mistake
  ) throws {
    let name = process.map { $0 == child.pid ? "the parent" : "worker \($0)" } ?? "it"
    try expectFew("descriptors", of: name, limit, else: mistake) {
      process.map { descriptors(of: $0) } ?? Inspection(of: child)?.descriptors
    }
  }

  /// Waits until the program has no more threads than this.
  public func expectThreads(atMost limit: Int, else mistake: Mistake) throws {
    try expectFew("threads", limit, else: mistake) { Inspection(of: child)?.threads }
  }

  /// Waits until a count is at most `limit`. A nil count means that the program has ended.
  func expectFew(
    _ what: String, of who: String = "it", _ limit: Int, else mistake: Mistake, _ count: () -> Int?
  ) throws {
    if !Inspection.isPossible { return }
    var last = 0
    let isFew = wait {
      guard let now = count() else { return false }
      last = now
      return last <= limit
    }
    if !isFew {
      throw finding(mistake, "\(who) has \(last) \(what); there should be at most \(limit)")
    }
  }

  /// Requires that the program never had more memory than this since its start.
  public func expectPeakMemory(atMost bytes: Int, else mistake: Mistake) throws {
    if !Inspection.isPossible { return }
    guard let look = Inspection(of: child) else { throw finding(.dies, "it has ended") }
    if look.peakMemory > bytes {
      throw finding(
        mistake,
        "it took up to \(grouped(look.peakMemory >> 20)) MiB; \(grouped(bytes >> 20)) MiB are plenty"
      )
    }
  }

  /// The CPU time that it has used so far, in seconds; 0 without /proc.
  public var processorTime: Double { Inspection(of: child)?.processorTime ?? 0 }

  /// The CPU time that its first process's threads have used so far, in seconds, to the nanosecond.
  package var exactProcessorTime: Double {
    let tasks = "/proc/\(child.pid)/task"
    return Processes.list(tasks).reduce(0) { sum, thread in
      let words = Processes.text(of: "\(tasks)/\(thread)/schedstat")?.split(separator: " ") ?? []
      return sum + (words.first.flatMap { Double($0) } ?? 0) / 1e9
    }
  }

  /// Requires that the program has used no more CPU time than this since its start. A busy machine
  /// makes it late, but doesn't make it compute more.
  public func expectProcessorTime(atMost seconds: Double, else mistake: Mistake) throws {
    let time = processorTime
    if time > seconds {
      throw finding(
        mistake, "it computed for \(fixed(time, 2)) s; \(fixed(seconds, 2)) s are plenty")
    }
  }
}

extension Program {
  /// Whether all its threads wait in the kernel for a client: none sleeps or waits for a lock.
  var isWaitingForAClient: Bool {
    guard let look = Inspection(of: child), look.isAsleep else { return false }
    let calls = look.calls
    return calls.count == look.threads && !calls.contains { ["sleep", "a lock"].contains($0.name) }
  }

  /// Whether it sleeps instead of handling what has arrived: it went to sleep repeatedly, or is in
  /// a call of `sleep` now. A program that only waits for a core does neither.
  public func restsInstead(napsBefore: Int) -> Bool {
    guard let look = Inspection(of: child) else { return false }
    let isPausing =
      look.isAsleep && !look.calls.isEmpty && look.calls.allSatisfy { $0.name == "sleep" }
    return isPausing || look.naps - napsBefore > 20
  }

  /// How often it has gone to sleep voluntarily; 0 without /proc.
  public var naps: Int { Inspection(of: child)?.naps ?? 0 }

  /// The peers that have closed or shut down their sending, but whose connection is still open in
  /// the program.
  package var leftOpen: [Peer] {
    ProgramSnapshot(of: self)?.ends.filter { $0.end.hasEnd }.map(\.peer) ?? []
  }

  /// How many descriptors a process of the program has open now; 0 without /proc.
  public func descriptors(of process: pid_t) -> Int { Inspection.descriptors(of: process) }

  /// How many descriptors it has open now; 0 without /proc.
  public var descriptors: Int { Inspection(of: child)?.descriptors ?? 0 }

  /// How many threads it has now; 0 without /proc.
  public var threads: Int { Inspection(of: child)?.threads ?? 0 }

  /// The most memory that it has had so far, in bytes; 0 without /proc.
  public var peakMemory: Int { Inspection(of: child)?.peakMemory ?? 0 }

  /// Waits until the program has ended.
  public func expectEnd(else mistake: Mistake) throws {
    if !wait(until: { child.hasEnded() }) { throw finding(mistake, "it is still running") }
  }
}

extension Child {
  /// How it ended and what it printed, for a report.
  public var summary: String {
    let end =
      wasStopped ? "ran until the grader stopped it" : ending.map { "\($0)" } ?? "is running"
    let words = errors.lines.prefix(3).map { printable(String($0.prefix(200))) }
      .joined(separator: " / ")
    return "it \(end), and said: \(words.isEmpty ? "nothing" : words)"
  }
}
