// Looks at what a peer received, without a verdict.

extension Peer {
  /// Waits until this many bytes have arrived, or no more do, and leaves them for `expect`.
  public func look(atNext count: Int) -> [UInt8] {
    program.wait { incoming.count - consumed >= count || hasStopped }
    return Array(incoming[consumed...].prefix(count))
  }

  /// Waits for this marker, and returns everything up to its end.
  public func receive(until marker: String, else mistake: Mistake) throws -> [UInt8] {
    let marker = Array(marker.utf8)
    var found: Range<Int>?
    program.wait {
      found = incoming[consumed...].firstRange(of: marker)
      return found != nil || hasStopped
    }
    guard let found else {
      throw program.finding(
        mistake, "\(name) expected \(describe(marker)) at some point, but got \(takeNews())",
        about: self)
    }
    defer { consumed = found.upperBound }
    return Array(incoming[consumed..<found.upperBound])
  }

  /// Waits for one of these texts; nil if the connection ends first, or if none arrives.
  public func first(of texts: [String], asleep: Double = 3) -> String? {
    program.wait(asleep: asleep) { texts.contains(where: came) || hasStopped }
    let found = texts.first(where: came)
    if found == nil && !hasStopped { program.conversation.note("\(name) <- nothing") }
    consumed += found?.utf8.count ?? 0
    return found
  }

  /// Whether everything received ends with this.
  public func ended(with text: String) -> Bool {
    incoming.suffix(text.utf8.count).elementsEqual(text.utf8)
  }

  /// Whether this is the next thing received.
  public func came(_ text: String) -> Bool { incoming[consumed...].starts(with: text.utf8) }
}
