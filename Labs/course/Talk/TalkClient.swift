// One client of a talk, and what is shown of what it hears.

import GraderKit

/// A client: not there yet, connected, or gone.
final class TalkClient {
  let name: String
  /// Its connection, the last one it had.
  var peer: Peer?
  /// How much of an answer has not come yet.
  var owed = 0
  /// What was last said of its waiting.
  var remark: String?
  /// What came and is not shown yet: as much as one would show, how much it is, and since when.
  private var heard: [UInt8] = []
  private var heardCount = 0
  private var heardSince = 0.0
  private var flood = Flood()
  private var hasToldTheEnd = false

  init(_ name: String) { self.name = name }

  var isOpen: Bool { peer.map { !$0.isClosed } ?? false }

  /// Begins a connection.
  func begin(_ peer: Peer) {
    self.peer = peer
    owed = 0
    remark = nil
    hasToldTheEnd = false
  }

  /// More than anybody would read.
  private static let limit = 1024

  /// Takes what has come, and returns lines for it, each with its time: what comes in pieces within a
  /// moment is one line, and of a flood most is only counted.
  func look(_ format: Lab.MessageFormat, width: Int, now: Double, isFinal: Bool) -> [(
    Double, String
  )] {
    guard let peer, isOpen else { return [] }
    let bytes = peer.take()
    if !bytes.isEmpty {
      if heardCount == 0 { heardSince = peer.lastArrival }
      heard += bytes.prefix(max(0, TalkClient.limit - heard.count))
      heardCount += bytes.count
      owed = max(0, owed - format.weight(of: bytes))
      remark = nil
    }
    let isOver = peer.hasEnded || peer.failure != nil
    if isOver { owed = 0 }
    var lines: [(Double, String)] = []
    let isWhole = now - peer.lastArrival > 0.03 || now - heardSince > 0.3
    if heardCount > 0 && (isWhole || isOver || isFinal) {
      let texts = format.shown(received: heard, count: heardCount, width: width)
      let share = heardCount / texts.count
      for text in texts where flood.lets(share, at: now) {
        lines.append((heardSince, "<- \(text)"))
      }
      heard = []
      heardCount = 0
    }
    if let (pieces, bytes) = flood.account(at: now, isFinal: isFinal || isOver) {
      lines.append((now, "<- \(grouped(bytes)) bytes more, in \(grouped(pieces)) pieces"))
    }
    if isOver && !hasToldTheEnd {
      hasToldTheEnd = true
      let end =
        peer.failure.map { $0.connectionReset ? "<- a reset" : "fails: \($0)" }
        ?? "<- the end (an empty recv)"
      lines.append((now, end))
      if peer.failure != nil { peer.close() }
    }
    return lines.map { ($0.0, "\(name) \($0.1)") }
  }

  /// The student is there: all is shown again for a while.
  func showAll() { flood.end() }
}

/// How many lines are shown of what comes without end: the first, and then a sum now and then.
struct Flood {
  private static let most = 10
  private var left = most
  private var pieces = 0
  private var bytes = 0
  private var last = 0.0
  private var told = 0.0

  /// Whether a piece is shown; if not, it is counted.
  mutating func lets(_ count: Int, at now: Double) -> Bool {
    if now - last > 2 { left = Flood.most }
    last = now
    if left > 0 {
      left -= 1
      told = now
      return true
    }
    pieces += 1
    bytes += count
    return false
  }

  /// The sum of what was not shown, if it is time for one.
  mutating func account(at now: Double, isFinal: Bool) -> (pieces: Int, bytes: Int)? {
    if pieces == 0 || !isFinal && now - told < 2 { return nil }
    defer { (pieces, bytes, told) = (0, 0, now) }
    return (pieces, bytes)
  }

  mutating func end() { left = Flood.most }
}
