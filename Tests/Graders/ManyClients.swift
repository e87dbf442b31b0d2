// What labs 03 to 05 have in common: many clients at once, and none waits for another.

import GraderKit

extension Grader {
  /// A silent client doesn't keep the next one waiting.
  func checkASilentClientDoesNotBlockTheOthers() throws {
    let server = try launch()
    let silent = try server.connect("A")
    try greet(server.connect("B"), else: oneAtATime)
    silent.send("hello again\n")
    try silent.expect("hello again\n", else: .oneClientBlocksTheOthers)
  }

  /// A client that pauses is still there.
  func checkAPausingClientIsServed() throws {
    let server = try launch()
    let silent = try server.connect("A")
    silent.send("first\n")
    try silent.expect("first\n")

    let other = try server.connect("B")
    for number in 1...20 {
      other.send("message \(number)\n")
      try other.expect("message \(number)\n", else: .oneClientBlocksTheOthers)
      // A correct server is done in a fraction of a second.
      if server.now > 10 { throw server.finding(.answersLate, "10 s for \(number) messages") }
    }

    silent.send("second\n")
    try silent.expect("second\n", else: secondSilence)
  }

  /// A new client gets the descriptor of one that disconnected, but nothing else.
  func checkANewcomer() throws {
    let server = try launch()
    for number in 1...3 {
      let gone = try greet(server.connect("A\(number)"))
      try gone.finish()

      let newcomer = try server.connect("B\(number)")
      // Time for the program to make its mistake; a correct one does nothing with it.
      server.wait(for: 0.1) { newcomer.hasStopped }
      newcomer.send("hello\n")
      try newcomer.expect("hello\n", changed: .staleQueue, cut: .closedSocketStillWatched)
    }
  }

  /// A hundred clients connect at once, each with its own bytes.
  func checkAHundredClientsGetTheirOwnBytes(_ server: Server, else slow: Mistake) throws {
    let clients = try server.connectAtOnce((1...100).map { "client \($0)" })
    let start = server.now

    // All in one moment, so that the program finds many that are ready.
    server.holding {
      for client in clients { client.send(ascii(5000, for: client.name)) }
    }

    for client in clients {
      try client.expect(ascii(5000, for: client.name), else: slow, changed: .mixesClientsUp)
      // A correct server needs a twentieth of a second for all of them.
      if server.now - start > 10 {
        throw server.finding(slow, "after 10 s, \(client.name) is the last one served")
      }
    }
  }

  /// Every client gets its turn, however much the others send.
  func checkNoClientStarves() throws {
    // Each recv returns a byte, so what the program finds at once is enough for thousands of turns.
    let server = try launch(weather: "short-recv=1")
    let bytes = ascii(20_000)
    let clients = try ["A", "B", "C", "D", "E", "F"].map { try greet(server.connect($0)) }
    // The first, the last, and one not accepted yet, so that the order of turns doesn't matter.
    let streams = clients[1...4]
    var polite = [clients[0], clients[5]]
    try server.holding {
      for client in streams { client.send(bytes) }
      polite.append(try server.connect("G"))
      for client in polite { client.send("hello\n") }
    }

    let (late, turns) = waitForPolite(
      polite, "hello\n", beside: Array(streams), of: bytes.count, server)
    if let late, turns > 0 {
      throw server.finding(
        .starvesAClient,
        "\(late.name) says hello and gets no answer, while another client gets "
          + "\(turns) bytes back, one recv each", about: late)
    }
    for client in polite { try client.expect("hello\n") }
  }

  /// If send has no room, the bytes are sent later.
  func checkNoRoom() throws {
    let client = try launch(weather: "no-room=1").connect("A")
    for text in ["hello\n", "hello again\n"] {
      client.send(text)
      try client.expect(text, else: .noRoomLosesBytes, cut: .wouldBlockIsTheEnd)
    }
  }

  /// A queue is sent as soon as there's room, however much the other clients send.
  func checkQueuesDrainMeanwhile() throws {
    // In each turn a stream moves a byte. The first send of a client has no room.
    let server = try launch(weather: "short-recv=1 no-room=1")
    let bytes = ascii(20_000)
    let streams = try ["A", "B", "C"].map { try server.connect($0) }
    let polite = try ["D", "E", "F"].map { try server.connect($0) }
    // First while no other client sends: what is lost even then isn't queued.
    for client in polite {
      client.send("?")
      try client.expect("?", else: .noRoomLosesBytes, cut: .wouldBlockIsTheEnd)
    }
    server.holding {
      for client in streams { client.send(bytes) }
      for client in polite { client.send("!") }
    }

    let (late, turns) = waitForPolite(polite, "!", beside: streams, of: bytes.count, server)
    if let late, turns > 0 {
      let isRead = server.unread(of: late) == 0
      throw server.finding(
        isRead ? .queueWaitsForOthers : .starvesAClient,
        "\(late.name) sends a byte\(isRead ? " that send has no room for at first" : ""), and gets "
          + "nothing back, while another client gets \(turns) bytes, one recv each", about: late)
    }
    for client in polite { try client.expect("!", else: .noRoomLosesBytes) }
  }

  /// Waits until each of these clients has its echo. If one doesn't, also returns how many turns
  /// another client had meanwhile; 0 if it wasn't enough to prove anything.
  private func waitForPolite(
    _ polite: [Peer], _ text: String, beside streams: [Peer], of count: Int, _ server: Server
  ) -> (late: Peer?, turns: Int) {
    var (turns, looks) = (0, 0)
    var late: Peer?
    server.wait {
      late = polite.first { !$0.came(text) }
      turns = streams.map(\.newCount).max() ?? 0
      // Look twice: bytes that arrive between two reads of one look have no order.
      if late != nil && turns > 5000 && turns < count { looks += 1 }
      return late == nil || looks > 1
    }
    return (late, looks > 1 ? turns : 0)
  }

  /// Late messages of a connection cost no more than its first ones.
  func checkStaysFast() throws {
    try requireInspection()
    // Each byte is a message.
    let server = try launch(weather: "short-recv=1")
    let client = try server.connect("A")
    func cost(of messages: Int) throws -> Double {
      let before = server.exactProcessorTime
      client.send(ascii(messages))
      try client.expect(ascii(messages))
      return server.exactProcessorTime - before
    }
    let first = try cost(of: 300)
    _ = try cost(of: 3000)
    // The smaller of two: a busy machine can only add to a cost.
    let last = try min(cost(of: 300), cost(of: 300))

    if last > 3 * first + 0.01 {
      throw server.finding(
        .slowsDown,
        "the first 300 messages cost \(fixed(1000 * first, 1)) ms of CPU time, and 300 later ones "
          + "\(fixed(1000 * last, 1)) ms")
    }
  }

  /// A client that doesn't read blocks no other, and gets all of its echo later.
  func checkAClientThatDoesNotReadDoesNotBlockTheOthers(
    else mistake: Mistake, missing: Mistake = .partialSendDropped
  ) throws {
    let server = try launch()
    let bytes = ascii(32 << 20)
    let lazy = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
    lazy.send(bytes)
    let other = try server.connect("B")
    // If anything went to A meanwhile, A wasn't blocking the program, and that proves nothing.
    var before: Int?
    repeat {
      server.waitUntilStalled(lazy)
      before = server.sent(to: lazy)
      other.send("hello\n")
      try other.expect("hello\n", else: mistake, changed: .mixesClientsUp)
    } while server.sent(to: lazy) != before

    lazy.isReading = true
    try lazy.expect(
      bytes, else: missing, changed: .partialSendDropped, cut: .dropsASlowClient)
  }

  /// More clients connect than there are descriptors. Whatever happens to them, the first one is
  /// served and nothing busy-loops. When they have disconnected, there's room again.
  func checkTooManyClients(
    _ server: Server, else mistake: Mistake = .tooManyDescriptors,
    _ complaint: ([Peer]) -> String? = { _ in nil }
  ) throws {
    let first = try greet(server.connect("A"))
    try checkOneLeaves(server)
    if Inspection.isPossible { try server.expectQuiet(share: 0.25, else: .spins) }

    server.ifItDies = mistake
    let crowd = try server.connectAtOnce((1...60).map { "client \($0)" }, all: false)
    first.send("still there?\n")
    try first.expect("still there?\n", else: mistake, cut: mistake)
    if Inspection.isPossible { try server.expectQuiet(share: 0.25, else: mistake) }
    if let complaint = complaint(crowd) { throw server.finding(mistake, complaint) }

    server.ifItDies = .dies
    for client in crowd { client.close() }
    let deadline = Deadline.patience
    while true {
      let late = try server.connect("B", else: mistake)
      late.send("hello\n")
      // If the program hasn't noticed yet that they disconnected, it also rejects B.
      if late.first(of: ["hello\n"]) != nil { return }
      if deadline.isOver {
        throw server.finding(
          mistake, "all clients have disconnected, but B gets no answer for 10 s")
      }
      late.close()
      server.wait(for: 0.05) { false }
    }
  }

  /// One client disconnects, one resets: a program that can't handle that needs no crowd to fail.
  private func checkOneLeaves(_ server: Server) throws {
    let before = server.descriptors
    let gone = try server.connect("a client that disconnects")
    try gone.finish()
    if Inspection.isPossible { try server.expectDescriptors(atMost: before, else: .neverCloses) }

    server.ifItDies = .diesWithItsClient
    let broken = try greet(server.connect("a client that resets"))
    server.reset(broken)
    let next = try greet(server.connect("the next one"))
    next.close()
    server.waitUntilMissed(next)
    server.ifItDies = .dies
  }

  /// Clients do not add threads.
  func checkClientsAddNoThreads() throws {
    try requireInspection()
    let server = try launch()
    let before = server.threads

    for number in 1...20 {
      try greet(server.connect("client \(number)"), else: .blockingClientSocket)
    }

    // A runtime may add a few of its own.
    try server.expectThreads(atMost: before + 4, else: .usesThreads)
  }
}

/// ASCII bytes, none of them zero, for tests about amounts. Other tests try all byte values.
func ascii(_ count: Int, for word: String = "") -> [UInt8] {
  pattern(count, for: word) { max($0 & 0x7f, 1) }
}

/// Bytes that look random, but are always the same for one word.
func pattern(_ count: Int, for word: String = "", _ change: (UInt8) -> UInt8 = { $0 }) -> [UInt8] {
  var state: UInt64 = word.utf8.reduce(88_172_645_463_325_252) { $0 &* 31 &+ UInt64($1) }
  var block: [UInt8] = []
  // A prime number of them, repeated: no buffer's size is a multiple of it.
  for _ in 0..<min(count, 8191) {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    block.append(change(UInt8(truncatingIfNeeded: state >> 24)))
  }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count + block.count)
  while bytes.count < count { bytes += block }
  bytes.removeLast(bytes.count - count)
  return bytes
}

/// A number in network order: the big end first.
func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
