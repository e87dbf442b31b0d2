// The connections of this machine, as Linux lists them: who sends to whom, and what is under way.

import Libc

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
    lists.flatMap { path in
      (Processes.text(of: path) ?? "").split(separator: "\n").compactMap { Connection($0) }
    }
  }

  /// The end at one port of the connection with another; nil if there is none, or no such list.
  ///
  /// The lists may be long, with what rests in TIME_WAIT: of them only the lines that name the other
  /// port are read closely.
  static func end(at local: UInt16, with peer: UInt16?) -> Connection? {
    guard let peer else { return nil }
    let digits = String(peer, radix: 16, uppercase: true)
    let word = ":" + String(repeating: "0", count: 4 - digits.count) + digits + " "
    for path in lists {
      guard let text = Processes.text(of: path) else { continue }
      let line = lines(of: text, naming: word).lazy.compactMap { Connection($0[...]) }
        .first { $0.local == local && $0.peer == peer }
      if let line { return line }
    }
    return nil
  }

  private static func lines(of text: String, naming word: String) -> [String] {
    text.withCString { start in
      var lines: [String] = []
      var rest = start
      while let found = strstr(rest, word) {
        // The word stands in the first half of a line, behind the line's number.
        var first = UnsafePointer(found)
        while first > start && first[-1] != 10 { first -= 1 }
        let length = strcspn(first, "\n")
        let bytes = UnsafeRawBufferPointer(start: first, count: length)
        lines.append(String(decoding: bytes, as: UTF8.self))
        rest = first + length
      }
      return lines
    }
  }

  private static let lists = ["/proc/net/tcp", "/proc/net/tcp6"]

  /// Whether the other side has sent its end, which counts as one byte more until it is read.
  var hasEnd: Bool { state == "CLOSE_WAIT" }
  var unreadBytes: Int { hasEnd ? max(0, unread - 1) : unread }

  /// Whether it waits to be accepted: nobody has a descriptor of it yet.
  var isAtTheDoor: Bool { inode == 0 && (state == "ESTABLISHED" || hasEnd) }

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
