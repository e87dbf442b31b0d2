// What a grader requires of the program itself, as seen from outside.

extension Program {
  /// Watches the program for up to half a second, in which nothing happens that it should work for.
  /// Where the grader can't look inside, as everywhere here, it finds nothing.
  ///
  /// - Parameters:
  ///   - share: how much of one core is still quiet.
  ///   - restless: the mistake of a program that only wakes too often; nil is the same.
  public func expectQuiet(
    share: Double, else mistake: Mistake, restless: Mistake? = nil
  ) throws {
    switch load(share: share) {
    case .quiet: return
    case .ended: throw finding(.dies, "it ended while nothing happened")
    case .tooMuch(let detail, let isOnlyRestless):
      throw finding(
        mistake, detail, came: .load(isOnlyRestless: isOnlyRestless, restless: restless))
    }
  }

  /// Whether it computes all the time now, though nothing happens.
  var isBusy: Bool {
    if case .tooMuch = load(share: 0.5) { true } else { false }
  }

  /// How much a program does while it has nothing to do.
  private enum Load {
    case quiet, ended
    case tooMuch(detail: String, isOnlyRestless: Bool)
  }

  /// A share of the CPU alone would be no proof on a busy machine, where a program that busy-loops may
  /// get little of it. But such a program never sleeps, and that shows on any machine: a program that got
  /// hardly any time is watched until it is seen asleep.
  private func load(share: Double) -> Load {
    if !Inspection.isPossible { return .quiet }
    guard let before = Inspection(of: child) else { return .ended }
    let start = conversation.now
    let patience = Deadline.patience
    var looksAsleep = 0
    // A large share shows sooner.
    wait(for: share < 0.25 ? 0.5 : 0.3) { child.hasEnded() }
    while true {
      guard let now = Inspection(of: child), !child.hasEnded() else { return .ended }
      let seconds = conversation.now - start
      let time = now.processorTime - before.processorTime
      let naps = now.naps - before.naps
      let neverSleeps = time >= 0.05 && time > Double(naps) * 0.005
      // However little each wake-up costs: no program needs that many to notice a client in time.
      let isRestless = share < 0.1 && now.napRate(since: before, seconds) > 200
      // Below that it may be the kernel's rounding.
      let isTooMuch = time >= 0.05 && time > share * seconds
      if isTooMuch || neverSleeps || isRestless || patience.isOver {
        return .tooMuch(
          detail: "in \(milliseconds(seconds)) in which nothing happened it used "
            + "\(milliseconds(time)) of CPU time, and went to sleep \(count(naps, "time"))",
          isOnlyRestless: isRestless && !isTooMuch && !neverSleeps)
      }
      looksAsleep = now.isAsleep ? looksAsleep + 1 : 0
      if looksAsleep == 3 || time >= 0.05 { return .quiet }
      wait(for: 0.01) { child.hasEnded() }
    }
  }

  /// Waits until the program has no more descriptors open than this.
  public func expectDescriptors(atMost limit: Int, else mistake: Mistake) throws {
    try expectFew("descriptors", limit, else: mistake) { Inspection(of: child)?.descriptors }
  }

  /// Waits until the program has no more threads than this.
  public func expectThreads(atMost limit: Int, else mistake: Mistake) throws {
    try expectFew("threads", limit, else: mistake) { Inspection(of: child)?.threads }
  }

  /// Waits until there are no more of something than this; nil is a program that one cannot look at.
  func expectFew(
    _ what: String, of who: String = "it", _ limit: Int, else mistake: Mistake, _ count: () -> Int?
  ) throws {
    var last = 0
    let cameTrue = wait {
      guard let now = count() else { return false }
      last = now
      return last <= limit
    }
    if !cameTrue {
      throw finding(mistake, "\(who) has \(last) \(what), and was to have \(limit) at the most")
    }
  }

  /// Requires that the program never had more memory than this since its start.
  public func expectPeakMemory(atMost bytes: Int, else mistake: Mistake) throws {
    if !Inspection.isPossible { return }
    guard let look = Inspection(of: child) else { throw finding(.dies, "it has ended") }
    if look.peakMemory > bytes {
      throw finding(
        mistake,
        "it took up to \(grouped(look.peakMemory >> 20)) MiB, and \(grouped(bytes >> 20)) are plenty"
      )
    }
  }

  /// The processor time that it has used so far, in seconds; 0 where one cannot look.
  public var processorTime: Double { Inspection(of: child)?.processorTime ?? 0 }

  /// Requires that the program has not used more of the processor than so many seconds since its start:
  /// a busy machine makes a program late, and does not make it compute more.
  public func expectProcessorTime(atMost seconds: Double, else mistake: Mistake) throws {
    let time = processorTime
    if time > seconds {
      throw finding(
        mistake, "it computed for \(fixed(time, 2)) s, and \(fixed(seconds, 2)) s are plenty")
    }
  }
}

extension Program {
  /// Whether all its threads wait in the kernel for somebody, and none for a while to be over.
  var isWaitingForSomebody: Bool {
    guard let look = Inspection(of: child), look.isAsleep else { return false }
    let calls = look.calls
    return calls.count == look.threads && !calls.contains { ["sleep", "a lock"].contains($0.name) }
  }

  /// Whether it let a while go by without a look at what had come for it: it went to sleep again and
  /// again, or sleeps now until a time of its own. A program that only wants the processor does neither.
  public func restsInstead(napsBefore: Int) -> Bool {
    guard let look = Inspection(of: child) else { return false }
    let isPausing =
      look.isAsleep && !look.calls.isEmpty && look.calls.allSatisfy { $0.name == "sleep" }
    return isPausing || look.naps - napsBefore > 20
  }

  /// How often it has gone to sleep by itself; 0 where one cannot look.
  public var naps: Int { Inspection(of: child)?.naps ?? 0 }

  /// Those peers who have left, or said that they send no more, and whose connection the program has
  /// not closed.
  package var leftOpen: [Peer] {
    ProgramSnapshot(of: self)?.ends.filter { $0.end.hasEnd }.map(\.peer) ?? []
  }

  /// How many descriptors it has open now; 0 where one cannot look.
  public var descriptors: Int { Inspection(of: child)?.descriptors ?? 0 }

  /// How many threads it has now; 0 where one cannot look.
  public var threads: Int { Inspection(of: child)?.threads ?? 0 }

  /// The most memory that it has had so far, in bytes; 0 where one cannot look.
  public var peakMemory: Int { Inspection(of: child)?.peakMemory ?? 0 }

  /// Waits until the program has ended.
  public func expectEnd(else mistake: Mistake) throws {
    if !wait(until: { child.hasEnded() }) { throw finding(mistake, "it is still running") }
  }
}

extension Child {
  /// How it ended and what it said, for a report.
  public var summary: String {
    let end = wasStopped ? "went on until it was stopped" : ending.map { "\($0)" } ?? "is running"
    let words = errors.lines.prefix(3).map { printable(String($0.prefix(200))) }
      .joined(separator: " / ")
    return "it \(end), and said: \(words.isEmpty ? "nothing" : words)"
  }
}
