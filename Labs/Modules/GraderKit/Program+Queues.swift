// How far a program has read and sent: where it takes no more, and what it holds itself.

extension Program {
  /// Lets clients send until the program takes no more: for each of them either all is sent, or it
  /// has unread bytes before it and leaves them there.
  public func waitUntilStalled(_ clients: Peer...) { waitUntilStalled(clients) }

  public func waitUntilStalled(_ clients: [Peer]) {
    let deadline = Deadline.patience
    var last: [Int] = []
    var looks = 0
    // Ten looks in half a second, all the same: a program that only sweeps now and then has swept.
    // Three, if it waits in the kernel for somebody: that is no pause between two sweeps. The kernel
    // may find more room after a while all the same, when a piece was lost for want of it.
    while !deadline.isOver && looks < (isWaitingForSomebody ? 3 : 10) && !child.hasEnded() {
      wait(for: 0.05) { clients.allSatisfy(\.hasStopped) }
      let unread = unread(of: clients)
      let all = zip(clients, unread)
      if all.allSatisfy({ $0.hasStopped || $0.unsent == 0 && $1 == 0 }) { break }
      let isStalled = all.allSatisfy { $0.hasStopped || $0.unsent == 0 || $1 != 0 }
      looks = isStalled && unread == last ? looks + 1 : 0
      last = unread
    }
    let left = clients.reduce(0) { $0 + $1.unsent }
    if left == 0 { return }
    let names = clients.count == 1 ? clients[0].name : "\(clients.count) clients"
    conversation.note("\(names) can send no more: \(grouped(left)) bytes are left")
  }

  /// Lets a client that does not read send until the program itself holds bytes of its echo, more
  /// than all that the kernel's buffers take, and less than a full queue. Returns how many it sent.
  ///
  /// A program that rather stops reading never holds so many; then the client stops as well.
  public func fillQueue(of client: Peer, from bytes: [UInt8]) -> Int {
    var sent = 0
    while sent < bytes.count {
      let piece = bytes[sent...].prefix(sent == 0 ? 1 << 20 : 1 << 18)
      client.send(Array(piece))
      sent += piece.count
      if !wait(until: { client.unsent == 0 && unread(of: [client]) == [0] }) { break }
      // One that never sleeps cannot be filled to the brim; it has a fault of its own.
      if !wait(until: { Inspection(of: child)?.isAsleep ?? true }) { break }
      // The kernel may find more room when its buffers grow, and a busy machine may keep the program
      // from sending: only what is held in its sleep, and stays so, is in a queue.
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

  /// Of what a client sent, what neither has come back nor is in a buffer of the kernel.
  private func heldBack(from client: Peer, _ sent: Int) -> Int {
    let ends = Connection.ends(client.endPorts).compactMap(\.self)
    return max(0, sent - ends.reduce(0) { $0 + $1.underWay + $1.unread })
  }

  /// How much the program has sent to a client that reads nothing of it; nil where one cannot see.
  public func sent(to client: Peer) -> Int? {
    let ends = Connection.ends(client.endPorts).compactMap(\.self)
    guard ends.count == 2 else { return nil }
    return ends[0].unread + ends[1].underWay
  }

  /// Waits until the program has closed the connection of a client that left, or has ended of it. No
  /// judgement rests on it, but what comes next then finds the program as the client left it.
  public func waitUntilMissed(_ client: Peer) {
    wait { child.hasEnded() || descriptors <= client.descriptorsBefore }
  }

  /// For each peer, how much of it the program has not read. Where the system does not say, how
  /// much it has left to send: that it stays the same for long is the best sign there is.
  public func unread(of peers: [Peer]) -> [Int] {
    guard Inspection.isPossible else { return peers.map(\.unsent) }
    return Connection.ends(peers.map { ($0.programPort, $0.port) }).map { $0?.unread ?? 0 }
  }
}
