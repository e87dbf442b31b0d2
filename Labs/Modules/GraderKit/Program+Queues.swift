// How far a program has read and sent: when it stops reading, and what it holds itself.

extension Program {
  /// Lets a client send until everything is sent, or until the program leaves bytes unread.
  public func waitUntilStalled(_ client: Peer) {
    let deadline = Deadline.patience
    var last = 0
    var looks = 0
    // Ten equal looks in half a second: a program that sweeps has swept by then. Three are enough
    // if it waits in the kernel for a client, because that's no pause between two sweeps. Even so,
    // the kernel may find more room later, if it dropped a piece for lack of room.
    while !deadline.isOver && looks < (isWaitingForAClient ? 3 : 10) && !child.hasEnded() {
      wait(for: 0.05) { client.hasStopped }
      let unread = unread(of: client)
      if client.hasStopped || client.unsent == 0 && unread == 0 { break }
      let isStalled = client.unsent == 0 || unread != 0
      looks = isStalled && unread == last ? looks + 1 : 0
      last = unread
    }
    if client.unsent == 0 { return }
    conversation.note("\(client.name) can send no more: \(grouped(client.unsent)) bytes are left")
  }

  /// Lets a client that doesn't read send until the program itself holds bytes of its echo: more
  /// than the kernel's buffers take, but less than a full queue. Returns how many bytes it sent.
  ///
  /// If the program stops reading before that, the client stops too.
  public func fillQueue(of client: Peer, from bytes: [UInt8]) -> Int {
    var sent = 0
    while sent < bytes.count {
      let piece = bytes[sent...].prefix(sent == 0 ? 1 << 20 : 1 << 18)
      client.send(Array(piece))
      sent += piece.count
      if !wait(until: { client.unsent == 0 && unread(of: client) == 0 }) { break }
      // If it never sleeps, it has another mistake.
      if !wait(until: { Inspection(of: child)?.isAsleep ?? true }) { break }
      // The kernel's buffers may grow, and a busy machine may keep the program from sending: only
      // what it still holds after some time asleep is in a queue.
      if isHolding(client, sent) {
        wait(for: 0.3) { false }
        if isHolding(client, sent) { break }
      }
    }
    conversation.note(
      "\(client.name) does not read; \(grouped(heldBack(from: client, sent))) bytes wait")
    return sent
  }

  private func isHolding(_ client: Peer, _ sent: Int) -> Bool {
    wait { Inspection(of: child)?.isAsleep ?? true }
    return heldBack(from: client, sent) >= 1 << 17
  }

  /// How many of a client's bytes the program itself holds: neither echoed nor in a kernel buffer.
  private func heldBack(from client: Peer, _ sent: Int) -> Int {
    let ends = Connection.ends(client.endPorts).compactMap(\.self)
    return max(0, sent - ends.reduce(0) { $0 + $1.underWay + $1.unread })
  }

  /// How much the program has sent to a client that doesn't read; nil without /proc.
  public func sent(to client: Peer) -> Int? {
    let ends = Connection.ends(client.endPorts).compactMap(\.self)
    guard ends.count == 2 else { return nil }
    return ends[0].unread + ends[1].underWay
  }

  /// How many of a client's bytes the program has read, at least.
  public func received(from client: Peer) -> Int {
    let ends = Connection.ends(client.endPorts)
    return client.sent - (ends.first??.underWay ?? client.sent) - (ends.last??.unread ?? 0)
  }

  /// Whether it's blocked in a send of this many bytes.
  public func isSending(_ count: Int) -> Bool {
    Inspection(of: child)?.calls.contains { $0.name == "send" && $0.count == count } ?? false
  }

  /// Waits until the program has read all that a client has sent and is asleep. Returns whether
  /// it's blocked in a send then.
  public func hasReadAndSends(to client: Peer) -> Bool {
    var look: Inspection?
    wait(for: 2, asleep: 0.3) {
      look = client.unsent == 0 && unread(of: client) == 0 ? Inspection(of: child) : nil
      return client.hasStopped || look?.isAsleep ?? false
    }
    return client.hasStopped || look?.calls.contains { $0.name == "send" } ?? true
  }

  /// Resets a client's connection, and waits until the program has noticed.
  public func reset(_ client: Peer) {
    client.reset()
    waitUntilMissed(client)
  }

  /// Waits until the program has closed the connection of a client that disconnected, or has ended.
  /// No verdict depends on it.
  public func waitUntilMissed(_ client: Peer) {
    wait { child.hasEnded() || descriptors <= client.descriptorsBefore }
  }

  /// How many of a peer's bytes the program hasn't read. Without /proc, how many the peer still has
  /// to send: if that stays the same for long, it's the best sign there is.
  public func unread(of peer: Peer) -> Int {
    guard Inspection.isPossible else { return peer.unsent }
    return Connection.end(at: peer.programPort, with: peer.port)?.unread ?? 0
  }
}
