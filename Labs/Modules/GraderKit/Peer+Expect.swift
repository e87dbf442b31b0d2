// What a peer expects of a correct program, and the mistake to name otherwise.

import Libc

extension Peer {
  /// Waits for these bytes and no others.
  ///
  /// - Parameters:
  ///   - silent: the mistake if too few arrive.
  ///   - changed: the mistake if different bytes arrive.
  ///   - cut: the mistake if the connection ends first; nil means the program's `ifItHangsUp`.
  ///   - suspects: mistakes to recognize by the bytes that arrive instead.
  public func expect(
    _ bytes: [UInt8], else silent: Mistake = .answersNothing, changed: Mistake = .changesBytes,
    cut: Mistake? = nil, asleep: Double = 3, suspects: [WrongReply] = []
  ) throws {
    let start = consumed
    var checked = 0
    var differs: Int?
    let end = Deadline(after: 60)
    var progress = -1
    // A slow program isn't wrong: as long as bytes arrive, the wait starts again.
    while progress < checked && !end.isOver {
      progress = checked
      let isDone = program.wait(asleep: asleep) {
        // Compare only the new bytes: comparing megabytes at each arrival would be quadratic.
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
      // Searching for the bytes elsewhere takes time: only a check of partial sends needs it.
      let kind: Came =
        switch changed {
        case .partialSendDropped: displacement(of: bytes, start, differs)
        case .notInCapitals: arrivesLater(bytes, start) ? .moreBytes : .otherBytes
        default: .otherBytes
        }
      let came = Array(incoming[(start + differs)...].prefix(8))
      let right = Array(bytes[differs...].prefix(8))
      // Both in the same form, so that they can be compared.
      let asText = isText(came) && isText(right)
      consumed = incoming.count
      throw wrong(
        changed,
        "expected \(wanted); from byte \(grouped(differs + 1)) on, it got "
          + "\(describe(came, asText: asText)) instead of \(describe(right, asText: asText))",
        telltale ?? kind)
    }
    let cut = cut ?? program.ifItHangsUp
    if hasStopped { program.noticeDeath() }
    if hasStopped {
      let end = failure.map { "then: \($0)" } ?? "then the end"
      let isReset = failure?.connectionReset ?? false
      let came: Came =
        checked == 0
        ? failure == nil ? .end : .reset : isReset ? .partThenReset : .partThenEnd
      program.child.read()
      // A server says why it drops a client.
      let words = program.child.errors.lines.last {
        $0.contains(" is dropped: ") && program.whose($0).contains("(\(name))")
      }
      throw wrong(
        cut,
        "expected \(wanted), got \(got), \(end)"
          + (words.map { ", and your program said: \(printable(String($0.prefix(200))))" } ?? ""),
        telltale ?? came)
    }
    program.conversation.note("\(name) <- \(got == "nothing" ? got : "no more")")
    // If the program never read the bytes, it didn't drop them on the way back.
    let isStuck = unsent > 0 || program.unread(of: self) != 0
    throw program.finding(
      silent, "\(name) expected \(wanted) but got \(got)",
      came: telltale ?? (checked > 0 ? .part(isStuck: isStuck) : .nothing(isStuck: isStuck)),
      about: self)
  }

  /// Whether the bytes that arrived belong elsewhere in the right ones, so that some are missing,
  /// repeated, or late. For random bytes, sixteen in a row are proof.
  private func displacement(of bytes: [UInt8], _ start: Int, _ differs: Int) -> Came {
    program.wait { incoming.count >= start + differs + 16 || hasStopped }
    let came = incoming[(start + differs)...].prefix(16)
    // Long test data repeats itself: its beginning contains every part of it.
    if bytes.prefix(200_000).firstRange(of: came) == nil { return .otherBytes }
    program.wait { incoming.count > start + bytes.count || hasStopped }
    if incoming.count > start + bytes.count { return .moreBytes }
    return .displacedBytes(isComplete: incoming.count == start + bytes.count)
  }

  /// Whether the right bytes do arrive, but after others.
  private func arrivesLater(_ bytes: [UInt8], _ start: Int) -> Bool {
    var isThere = false
    // The search is slow, so it's for short answers only.
    if bytes.count > 1000 { return false }
    program.wait(for: 10, asleep: 0.5) {
      isThere = incoming[start...].prefix(3000).dropFirst().firstRange(of: bytes) != nil
      return isThere || hasStopped
    }
    return isThere
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
  public func expectEnd(
    else silent: Mistake, reset: Mistake = .resetsTheConnection,
    changed: Mistake = .changesBytes, asleep: Double = 3, suspects: [WrongReply] = []
  ) throws {
    program.wait(asleep: asleep) { hasStopped || hasNews }
    if hasNews {
      let telltale = telltale(among: suspects, from: consumed)
      throw wrong(changed, "expected the end, but got \(takeNews())", telltale ?? .otherBytes)
    }
    if let failure {
      program.noticeDeath()
      throw wrong(reset, "expected the end, but got: \(failure)", .reset)
    }
    if !hasEnded {
      program.conversation.note("\(name) <- no end")
      throw program.finding(
        silent, "\(name) expected the end of the stream, but it didn't arrive", came: .noEnd,
        about: self)
    }
  }

  /// Shuts down its sending, and expects the end of the stream.
  public func finish(changed: Mistake = .changesBytes) throws {
    finishSending()
    try expectEnd(else: .neverCloses, changed: changed)
  }

  /// Takes everything that the peer received, and describes it.
  func takeNews() -> String {
    defer { consumed = incoming.count }
    return describe(Array(incoming[consumed...].prefix(40)), count: incoming.count - consumed)
  }

  /// A finding about what the peer received.
  private func wrong(_ mistake: Mistake, _ detail: String, _ came: Came) -> any Error {
    program.finding(mistake, "\(name) \(detail)", came: came, about: self, by: .whatCame)
  }

  /// A finding about the program that concerns this peer.
  public func finding(_ mistake: Mistake, _ detail: String) -> any Error {
    program.finding(mistake, "\(name): \(detail)", about: self)
  }

  /// Waits until the program ends the connection, with the end or a reset, and nothing before it.
  /// That doesn't show whether the program itself has ended.
  ///
  /// - Parameter suspects: mistakes to recognize by the bytes that arrive first.
  public func expectOver(
    else silent: Mistake, answered: Mistake, suspects: [WrongReply] = []
  ) throws {
    program.wait { hasStopped || hasNews }
    if hasNews {
      let telltale = telltale(among: suspects, from: consumed)
      throw wrong(answered, "should be dropped, but got \(takeNews())", telltale ?? .otherBytes)
    }
    if !hasStopped {
      program.conversation.note("\(name) <- no end")
      throw program.finding(
        silent, "\(name) should be dropped, but it's still connected", about: self)
    }
  }
}

/// The bytes that a program with a certain mistake sends instead of the right ones.
public struct WrongReply {
  let instead: [UInt8]
  let mistake: Mistake

  public init(_ mistake: Mistake, instead: [UInt8]) {
    self.instead = instead
    self.mistake = mistake
  }
}

/// The first index where two equally long runs of bytes differ: `memcmp(3)`, for speed.
private func firstDifference(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int? {
  let isSame = a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      guard let first = a.baseAddress, let second = b.baseAddress else { return true }
      return memcmp(first, second, a.count) == 0
    }
  }
  return isSame ? nil : zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset
}
