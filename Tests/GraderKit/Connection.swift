// The connections of this machine, as Linux lists them: who sends to whom, and what is under way.

/// One end of a connection, as the kernel lists it. A program that listens on IPv6 as well has its
/// IPv4 clients in the list for IPv6.
struct Connection {
  let local: UInt16
  let peer: UInt16
  let state: String
  let inode: Int
  /// Bytes that were sent and have not arrived, and bytes that have arrived and are not read.
  let underWay: Int
  let unread: Int

  /// All of this machine; none where there is no such list.
  static var all: [Connection] {
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
      (Inspection.text(of: path) ?? "").split(separator: "\n").compactMap { Connection($0) }
    }
  }

  /// Whether it is one of the two ends of the connection between these two ports.
  func isBetween(_ one: UInt16?, _ other: UInt16) -> Bool {
    local == one && peer == other || local == other && peer == one
  }

  private init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count > 9, let inode = Int(words[9]),
      let local = UInt16(words[1].suffix(4), radix: 16),
      let peer = UInt16(words[2].suffix(4), radix: 16),
      let underWay = Int(words[4].prefix(8), radix: 16),
      let unread = Int(words[4].suffix(8), radix: 16)
    else { return nil }
    self.local = local
    self.peer = peer
    state = Connection.states[String(words[3])] ?? String(words[3])
    self.inode = inode
    self.underWay = underWay
    self.unread = unread
  }

  private static let states = [
    "01": "ESTABLISHED", "04": "FIN_WAIT1", "05": "FIN_WAIT2", "08": "CLOSE_WAIT",
    "09": "LAST_ACK", "0A": "LISTEN",
  ]
}
