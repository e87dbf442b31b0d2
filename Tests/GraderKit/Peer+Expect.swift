// What a peer may expect of a right program, and the mistakes to name when it does not come.

import Libc

extension Peer {
  /// Waits for these bytes, no others.
  ///
  /// - Parameters:
  ///   - silent: the mistake if too few come.
  ///   - changed: the mistake if others come.
  ///   - cut: the mistake if the connection ends first; nil is the program's `ifItHangsUp`.
  public func expect(
    _ bytes: [UInt8], else silent: Mistake = .answersNothing, changed: Mistake = .changesBytes,
    cut: Mistake? = nil, asleep: Double = 3
  ) throws {
    let start = consumed
    var checked = 0
    var differs: Int?
    let end = Deadline(after: 60)
    var progress = -1
    // One that is slow is not wrong: as long as bytes come, the patience starts anew.
    while progress < checked && !end.isOver {
      progress = checked
      let isDone = program.wait(asleep: asleep) {
        // Piece by piece: to compare megabytes again at each arrival would be quadratic.
        let fresh = incoming[(start + checked)...].prefix(bytes.count - checked)
        if let index = firstDifference(fresh, bytes[checked...].prefix(fresh.count)) {
          differs = checked + index
        }
        checked += fresh.count
        return differs != nil || checked == bytes.count || hasStopped
      }
      if isDone { break }
    }
    consumed = start + checked
    if differs == nil && checked == bytes.count { return }

    let wanted = describe(Array(bytes.prefix(40)), count: bytes.count)
    let got = checked == 0 ? "nothing" : "\(grouped(checked)) bytes of it"
    if let differs {
      let came = incoming[(start + differs)...].prefix(8)
      consumed = incoming.count
      throw program.finding(
        changed,
        "\(name) was to get \(wanted); byte \(grouped(differs + 1)) came back as "
          + "\(describe(Array(came))) and not as \(describe(Array(bytes[differs...].prefix(8))))")
    }
    let cut = cut ?? program.ifItHangsUp
    if hasStopped { program.noticeDeath() }
    if let failure {
      throw program.finding(cut, "\(name) was to get \(wanted), got \(got), then: \(failure)")
    }
    if hasEnded {
      throw program.finding(cut, "\(name) was to get \(wanted), got \(got), then the end")
    }
    program.conversation.note("\(name) <- \(got == "nothing" ? got : "no more")")
    // What was never taken from the client was not dropped on its way back.
    let isStuck = unsent > 0 || program.unread(of: [self]) != [0]
    throw program.finding(
      silent.refined(isStuck: isStuck, for: program), "\(name) was to get \(wanted) and got \(got)")
  }

  public func expect(
    _ text: String, else silent: Mistake = .answersNothing, changed: Mistake = .changesBytes,
    cut: Mistake? = nil, asleep: Double = 3
  ) throws {
    try expect(Array(text.utf8), else: silent, changed: changed, cut: cut, asleep: asleep)
  }

  /// Waits for the end of the stream, with nothing before it.
  ///
  /// - Parameters:
  ///   - silent: the mistake if it does not come.
  ///   - reset: the mistake if the connection is reset instead.
  public func expectEnd(
    else silent: Mistake, reset: Mistake = .resetsTheConnection,
    changed: Mistake = .changesBytes, asleep: Double = 3
  ) throws {
    program.wait(asleep: asleep) { hasStopped || incoming.count > consumed }
    if incoming.count > consumed {
      let more = incoming[consumed...]
      consumed = incoming.count
      throw program.finding(
        changed,
        "\(name) was to get the end, and got \(describe(Array(more.prefix(40)), count: more.count))"
      )
    }
    if let failure {
      program.noticeDeath()
      throw program.finding(reset, "\(name) was to get the end, and got: \(failure)")
    }
    if !hasEnded {
      program.conversation.note("\(name) <- no end")
      throw program.finding(
        silent.refined(isStuck: false, for: program),
        "\(name) was to get the end of the stream, and it does not come")
    }
  }

  /// Waits for the first of some texts; nil if the connection ends before, or none comes.
  public func first(of texts: [String]) -> String? {
    program.wait {
      texts.contains { came($0) } || hasStopped
    }
    let found = texts.first { came($0) }
    consumed += found?.utf8.count ?? 0
    return found
  }

  /// Whether this has come by now, as the next thing.
  public func came(_ text: String) -> Bool { incoming[consumed...].starts(with: text.utf8) }
}

/// The first place where two runs of bytes of one length differ: `memcmp(3)`, for they may be long.
private func firstDifference(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int? {
  let isSame = a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      guard let first = a.baseAddress, let second = b.baseAddress else { return true }
      return memcmp(first, second, a.count) == 0
    }
  }
  return isSame ? nil : zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset
}

extension Mistake {
  /// Silence alone does not tell these apart; what the program is doing does.
  fileprivate func refined(isStuck: Bool, for program: Program) -> Mistake {
    switch self {
    case .partialSendDropped where isStuck: .stopsHalfway
    case .answersNothing where program.isBlockedInAccept: .blockingListener
    case .neverCloses, .disconnectIsATimeout, .stopsAfterFirstClient:
      program.isBurning ? .ignoresEmptyRecv : self
    default: self
    }
  }
}
