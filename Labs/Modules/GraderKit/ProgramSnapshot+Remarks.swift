// What else a snapshot shows: the program's connections, and what it has used up.

extension ProgramSnapshot {
  /// How busy it was lately: `490 ms of CPU time in the last 500 ms`.
  var load: String? {
    share.flatMap { used, span, isRestless in
      // A little work says nothing.
      if used < 0.1 * span && !isRestless { return nil }
      return "\(milliseconds(used)) of CPU time in the last \(milliseconds(span))"
        + (isRestless ? ", and it never slept" : "")
    }
  }

  /// What is worth mentioning.
  func remarks(about peer: Peer?, peakBefore: Int?) -> [String] {
    var lines: [String] = []
    let open = ends.filter { !$0.peer.isClosed || $0.peer === peer }
    lines += remarks(on: open.filter { $0.end.isInBacklog }, "not accepted") { name, end in
      let bytes = end.unreadBytes > 0 ? "; \(count(end.unreadBytes, "byte")) waiting" : ""
      return "\(name): not accepted yet\(bytes)"
    }
    // If a client doesn't read, the program may have stopped reading from it.
    let unread = open.filter {
      !$0.end.isInBacklog && $0.end.unreadBytes > 0 && ($0.peer.isReading || $0.peer === peer)
    }
    lines += remarks(on: unread, "with bytes that the program has not read") { name, end in
      "\(name): \(count(end.unreadBytes, "byte")) that the program has not read"
    }
    let over = ends.filter { $0.end.hasEnd && !$0.end.isInBacklog }
    if over.count == 1 {
      let peer = over[0].peer
      let sign = peer.isClosed ? "disconnected" : "has ended its sending"
      lines.append(
        "\(peer.connection) in CLOSE_WAIT: \(peer.name) \(sign), but your program has not closed it"
      )
    } else if over.count > 1 {
      lines.append(
        "\(over.count) connections in CLOSE_WAIT: the clients disconnected, but your program has not closed them"
      )
    }
    if let peer, !peer.isClosed, peer.sent > 0, peer.unsent == 0,
      let end = ends.first(where: { $0.peer === peer })?.end, end.unreadBytes == 0, !end.hasEnd
    {
      lines.append(
        "it has read everything that \(peer.hasLongName ? "that client" : peer.name) sent")
    }
    if let descriptorLimit, descriptors >= descriptorLimit {
      lines.append("\(descriptors) descriptors open, which is its limit")
    }
    if let peakBefore, peakMemory > peakBefore + 32 << 20 {
      lines.append("it has used up to \(grouped(peakMemory >> 20)) MiB of memory")
    }
    return lines
  }

  /// One line for each, or one for all if there are many.
  private func remarks(
    on some: [(peer: Peer, end: Connection)], _ what: String,
    _ line: (String, Connection) -> String
  ) -> [String] {
    some.count <= 3
      ? some.map { line($0.peer.connection, $0.end) } : ["\(some.count) connections \(what)"]
  }
}

extension Peer {
  /// `A's connection`, `the connection of a client that pauses`.
  var connection: String { hasLongName ? "the connection of \(name)" : "\(name)'s connection" }

  var hasLongName: Bool { name.dropFirst(10).contains(" ") }
}
