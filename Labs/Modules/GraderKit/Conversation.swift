// The conversation between a grader and a program, with times.

/// The steps of a test so far, in order.
struct Conversation: Codable, Sendable {
  private var entries: [Entry] = []

  private enum Entry: Codable {
    case note(Double, String)
    case bytes(Double, who: String, arrow: String, first: [UInt8], count: Int, last: Double)
  }

  private enum CodingKeys: CodingKey { case entries }

  private let start = ContinuousClock.now

  /// Seconds since the program was started.
  var now: Double { (.now - start) / .seconds(1) }

  var count: Int { entries.count }

  mutating func note(_ text: String) {
    entries.append(.note(now, text))
  }

  /// Notes bytes sent or received, merged with the same peer's bytes of the last 0.1 s.
  mutating func note(_ bytes: ArraySlice<UInt8>, _ arrow: String, _ who: String) {
    let now = now
    var (start, first, count) = (now, [UInt8](), 0)
    if case .bytes(let time, who, arrow, let begun, let sum, let last) = entries.last,
      now - last < 0.1
    {
      entries.removeLast()
      (start, first, count) = (time, begun, sum)
    }
    first += bytes.prefix(40 - first.count)
    count += bytes.count
    entries.append(.bytes(start, who: who, arrow: arrow, first: first, count: count, last: now))
  }

  /// The conversation as lines. If there are more than `limit`, only its beginning, its end, and
  /// some lines about one peer.
  func lines(about name: String?, limit: Int = 24) -> [String] {
    let lines = entries.map { entry in
      switch entry {
      case .note(let time, let text):
        "\(column(time))  \(text)"
      case .bytes(let time, let who, let arrow, let first, let count, _):
        "\(column(time))  \(who) \(arrow) \(describe(first, count: count))"
      }
    }
    guard lines.count > limit else { return lines }
    let middle = lines[(limit / 3)..<(lines.count - limit / 2)]
    let own = name.map { name in middle.filter { $0.dropFirst(12).hasPrefix("\(name) ") } } ?? []
    let kept = own.suffix(limit / 6)
    return lines.prefix(limit / 3) + ["          ... \(middle.count - kept.count) more ..."] + kept
      + (kept.isEmpty ? [] : ["          ..."]) + lines.suffix(limit / 2)
  }
}
