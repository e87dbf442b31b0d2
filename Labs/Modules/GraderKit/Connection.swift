// The connections of this machine, as Linux lists them.

import Libc

/// One end of a connection, as the kernel lists it.
package struct Connection {
  let local: UInt16
  let peer: UInt16
  let state: String
  let inode: Int
  /// Bytes that were sent but haven't arrived, and bytes that have arrived but aren't read.
  let underWay: Int
  let unread: Int

  /// All connections on this machine; empty if there's no such list.
  static var all: [Connection] {
    // A server on IPv6 has its IPv4 clients in the list for IPv6.
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
      (Processes.text(of: path) ?? "").split(separator: "\n").compactMap { Connection($0) }
    }
  }

  static func listeners(on port: UInt16) -> [Connection] {
    all.filter { $0.local == port && $0.state == "LISTEN" }
  }

  /// The end at port `local` of its connection with port `peer`; nil if there's none, or no /proc.
  static func end(at local: UInt16, with peer: UInt16?) -> Connection? {
    ends([(local, peer)])[0]
  }

  /// The ends of several connections, each as `end` returns it.
  static func ends(_ ports: [(local: UInt16, peer: UInt16?)]) -> [Connection?] {
    if !Inspection.isPossible { return ports.map { _ in nil } }
    // If the kernel doesn't answer about one of them, read its list once for all the rest.
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

  /// Whether the peer has finished sending. Its FIN counts as one more byte until it's read.
  var hasEnd: Bool { state == "CLOSE_WAIT" }
  var unreadBytes: Int { hasEnd ? max(0, unread - 1) : unread }

  /// Whether it waits to be accepted: no process has a descriptor of it yet.
  var isInBacklog: Bool { inode == 0 && (state == "ESTABLISHED" || hasEnd) }

  /// The states that matter here, as netstat(8) names them.
  static func name(ofState number: UInt8) -> String {
    [1: "ESTABLISHED", 8: "CLOSE_WAIT", 10: "LISTEN"][number] ?? "another"
  }
}

extension Connection {
  /// Reads a line of the kernel's list.
  fileprivate init?(_ line: Substring) {
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
}
