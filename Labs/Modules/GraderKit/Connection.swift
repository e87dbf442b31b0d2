// The connections of this machine, as Linux lists them: who sends to whom, and what is under way.

import Libc

/// One end of a connection, as the kernel lists it. A program that listens on IPv6 as well has its
/// IPv4 clients in the list for IPv6.
package struct Connection {
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

  /// The end at one port of the connection with another; nil if there is none, or nobody to ask.
  static func end(at local: UInt16, with peer: UInt16?) -> Connection? {
    ends([(local, peer)])[0]
  }

  /// The ends of several connections, each as `end` tells it.
  static func ends(_ ports: [(local: UInt16, peer: UInt16?)]) -> [Connection?] {
    if !Inspection.isPossible { return ports.map { _ in nil } }
    // Where the kernel does not answer for a single one, its list is read, once for all.
    var list: [Connection]?
    return ports.map { local, peer in
      guard let peer else { return nil }
      switch list == nil ? ask(local, peer) : .unknown {
      case .end(let connection): return connection
      case .none: return nil
      case .unknown:
        let connections = list ?? all
        list = connections
        return connections.first { $0.local == local && $0.peer == peer }
      }
    }
  }

  private static let lists = ["/proc/net/tcp", "/proc/net/tcp6"]

  /// Whether the other side has sent its end, which counts as one byte more until it is read.
  var hasEnd: Bool { state == "CLOSE_WAIT" }
  var unreadBytes: Int { hasEnd ? max(0, unread - 1) : unread }

  /// Whether it waits to be accepted: nobody has a descriptor of it yet.
  var isAtTheDoor: Bool { inode == 0 && (state == "ESTABLISHED" || hasEnd) }

  init(local: UInt16, peer: UInt16, state: String, inode: Int, underWay: Int, unread: Int) {
    self.local = local
    self.peer = peer
    self.state = state
    self.inode = inode
    self.underWay = underWay
    self.unread = unread
  }

  private init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count > 9, let inode = Int(words[9]),
      let local = UInt16(words[1].suffix(4), radix: 16),
      let peer = UInt16(words[2].suffix(4), radix: 16),
      let state = UInt8(words[3], radix: 16),
      let underWay = Int(words[4].prefix(8), radix: 16),
      let unread = Int(words[4].suffix(8), radix: 16)
    else { return nil }
    self.init(
      local: local, peer: peer, state: Connection.name(ofState: state), inode: inode,
      underWay: underWay, unread: unread)
  }

  /// As netstat(8) calls a state that bears on something.
  static func name(ofState number: UInt8) -> String {
    switch number {
    case 1: "ESTABLISHED"
    case 4: "FIN_WAIT1"
    case 5: "FIN_WAIT2"
    case 8: "CLOSE_WAIT"
    case 9: "LAST_ACK"
    case 10: "LISTEN"
    default: "another"
    }
  }
}
