// What a peer may expect of a right program, and the mistakes to name when it does not come.

import Libc

extension Peer {
  /// Waits for these bytes, no others.
  ///
  /// - Parameters:
  ///   - silent: the mistake if too few come.
  ///   - changed: the mistake if others come.
  ///   - cut: the mistake if the connection ends first; nil is the program's `ifItHangsUp`.
  ///   - suspects: mistakes that are known by what comes instead: theirs is the name if it does.
  public func expect(
    _ bytes: [UInt8], else silent: Mistake = .answersNothing, changed: Mistake = .changesBytes,
    cut: Mistake? = nil, asleep: Double = 3, suspects: [WrongReply] = []
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
    let telltale = telltale(among: suspects, from: start)

    let wanted = describe(Array(bytes.prefix(40)), count: bytes.count)
    let got = checked == 0 ? "nothing" : "\(count(checked, "byte")) of it"
    if let differs {
      // To look for the bytes elsewhere takes time: only a check of partial sends needs to know.
      let kind =
        changed == .partialSendDropped ? displacement(of: bytes, start, differs) : .otherBytes
      let came = Array(incoming[(start + differs)...].prefix(8))
      let right = Array(bytes[differs...].prefix(8))
      // Both in the same way, so that they can be compared.
      let asText = isText(came) && isText(right)
      consumed = incoming.count
      throw program.finding(
        changed,
        "\(name) expected \(wanted); from byte \(grouped(differs + 1)) on came "
          + "\(describe(came, asText: asText)), and not \(describe(right, asText: asText))",
        came: telltale ?? kind, about: self, by: .whatCame)
    }
    let cut = cut ?? program.ifItHangsUp
    if hasStopped { program.noticeDeath() }
    if hasStopped {
      let end = failure.map { "then: \($0)" } ?? "then the end"
      let came: Came = checked > 0 ? .partThenEnd : failure == nil ? .end : .reset
      throw program.finding(
        cut, "\(name) expected \(wanted), got \(got), \(end)", came: telltale ?? came,
        about: self, by: .whatCame)
    }
    program.conversation.note("\(name) <- \(got == "nothing" ? got : "no more")")
    // What was never taken from the client was not dropped on its way back.
    let isStuck = unsent > 0 || program.unread(of: [self]) != [0]
    throw program.finding(
      silent, "\(name) expected \(wanted) and got \(got)",
      came: telltale ?? (checked > 0 ? .part(isStuck: isStuck) : .nothing(isStuck: isStuck)),
      about: self)
  }

  /// Whether the bytes that came are another part of the right ones: then some are missing, came twice,
  /// or come later. For bytes without a pattern, sixteen in a row are proof.
  private func displacement(of bytes: [UInt8], _ start: Int, _ differs: Int) -> Came {
    program.wait { incoming.count >= start + differs + 16 || hasStopped }
    let came = incoming[(start + differs)...].prefix(16)
    // What is long repeats itself: its beginning has it all.
    if bytes.prefix(200_000).firstRange(of: came) == nil { return .otherBytes }
    program.wait { incoming.count > start + bytes.count || hasStopped }
    return .displacedBytes(isComplete: incoming.count == start + bytes.count)
  }

  /// The reply that only one mistake sends, if it arrives.
  private func telltale(among suspects: [WrongReply], from start: Int) -> Came? {
    var found: WrongReply?
    if suspects.isEmpty { return nil }
    program.wait(for: 10, asleep: 0.5) {
      found = suspects.first { incoming[start...].starts(with: $0.instead) }
      return found != nil || hasStopped
    }
    return found.map { .telltale($0.mistake) }
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
        "\(name) expected the end, and got \(describe(Array(more.prefix(40)), count: more.count))",
        came: .otherBytes, about: self, by: .whatCame)
    }
    if let failure {
      program.noticeDeath()
      throw program.finding(
        reset, "\(name) expected the end, and got: \(failure)", came: .reset, about: self,
        by: .whatCame)
    }
    if !hasEnded {
      program.conversation.note("\(name) <- no end")
      throw program.finding(
        silent, "\(name) expected the end of the stream, and it does not come", came: .noEnd,
        about: self)
    }
  }

  /// A finding about the program, with what this peer has to say.
  public func finding(_ mistake: Mistake, _ detail: String) -> any Error {
    program.finding(mistake, "\(name): \(detail)", about: self)
  }

  /// Waits until the program ends the connection, by an end or by a reset, with nothing before it.
  ///
  /// Whether it has ended itself, another client must tell.
  ///
  /// - Parameters:
  ///   - silent: the mistake if it does not.
  ///   - answered: the mistake if something comes first.
  ///   - suspects: mistakes that are known by what comes first.
  public func expectOver(
    else silent: Mistake, answered: Mistake, suspects: [WrongReply] = []
  ) throws {
    program.wait { hasStopped || incoming.count > consumed }
    if incoming.count > consumed {
      let telltale = telltale(among: suspects, from: consumed)
      let more = incoming[consumed...]
      consumed = incoming.count
      let got = describe(Array(more.prefix(40)), count: more.count)
      throw program.finding(
        answered, "\(name) was to be dropped, and got \(got)", came: telltale ?? .otherBytes,
        about: self, by: .whatCame)
    }
    if !hasStopped {
      program.conversation.note("\(name) <- no end")
      throw program.finding(
        silent, "\(name) was to be dropped, and is still connected", about: self)
    }
  }
}

/// What comes in place of the right bytes when a certain mistake was made.
public struct WrongReply {
  let instead: [UInt8]
  let mistake: Mistake

  public init(_ mistake: Mistake, instead: [UInt8]) {
    self.instead = instead
    self.mistake = mistake
  }
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
