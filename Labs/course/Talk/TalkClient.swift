// One client of a talk, and how to show what it receives.

import GraderKit

final class TalkClient {
  let name: String
  /// Its last connection, if it had one.
  private(set) var peer: Peer?
  /// How much of an answer is still missing.
  var owed = 0
  /// What was last said about its waiting.
  var lastWait: String?
  var flood = Flood()
  /// Received bytes that aren't shown yet: the first of them, how many, and since when.
  private var received: [UInt8] = []
  private var receivedCount = 0
  private var receivedSince = 0.0
  private var hasShownTheEnd = false

  init(_ name: String) { self.name = name }

  /// Its connection, unless the client has closed it.
  var openPeer: Peer? { peer.flatMap { $0.isClosed ? nil : $0 } }

  func begin(_ peer: Peer) {
    self.peer = peer
    owed = 0
    lastWait = nil
    hasShownTheEnd = false
  }

  /// Takes what was received, and returns it as lines with their times. Pieces that arrive close
  /// together are one line. Most of a flood is only counted.
  func look(
    _ format: Lab.MessageFormat, width: Int, now: Double, isFinal: Bool
  ) -> [(time: Double, text: String)] {
    guard let peer = openPeer else { return [] }
    let bytes = peer.take()
    if !bytes.isEmpty {
      if receivedCount == 0 { receivedSince = peer.lastArrival }
      received += bytes.prefix(max(0, 1024 - received.count))
      receivedCount += bytes.count
      owed = max(0, owed - format.weight(of: bytes))
      lastWait = nil
    }
    let isOver = peer.hasEnded || peer.failure != nil
    if isOver { owed = 0 }
    var lines: [(time: Double, text: String)] = []
    let isWhole = now - peer.lastArrival > 0.03 || now - receivedSince > 0.3
    if receivedCount > 0 && (isWhole || isOver || isFinal) {
      let texts = format.shown(received: received, count: receivedCount, width: width)
      for text in texts where flood.admits(receivedCount / texts.count, at: now) {
        lines.append((receivedSince, "\(name) <- \(text)"))
      }
      received = []
      receivedCount = 0
    }
    if let (pieces, bytes) = flood.sum(at: now, isFinal: isFinal || isOver) {
      lines.append((now, "\(name) <- \(grouped(bytes)) bytes more, in \(grouped(pieces)) pieces"))
    }
    if isOver && !hasShownTheEnd {
      hasShownTheEnd = true
      let end =
        peer.failure.map { $0.connectionReset ? "<- a reset" : "fails: \($0)" }
        ?? "<- the end (an empty recv)"
      lines.append((now, "\(name) \(end)"))
      if peer.failure != nil { peer.close() }
    }
    return lines
  }
}

/// Decides which lines of a flood are shown: the first ten, then a sum every 2 s.
struct Flood {
  private static let most = 10
  private var left = most
  private var pieces = 0
  private var bytes = 0
  private var last = 0.0
  private var shown = 0.0

  /// Whether a piece is shown; if not, it is counted.
  mutating func admits(_ count: Int, at now: Double) -> Bool {
    if now - last > 2 { end() }
    last = now
    if left > 0 {
      left -= 1
      shown = now
      return true
    }
    pieces += 1
    bytes += count
    return false
  }

  /// The sum of what was not shown, if one is due.
  mutating func sum(at now: Double, isFinal: Bool) -> (pieces: Int, bytes: Int)? {
    if pieces == 0 || !isFinal && now - shown < 2 { return nil }
    defer { (pieces, bytes, shown) = (0, 0, now) }
    return (pieces, bytes)
  }

  /// Ends the flood, so the next pieces are shown again.
  mutating func end() { left = Flood.most }
}
