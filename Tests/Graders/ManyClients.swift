// What labs 03 to 05 require alike: many clients at once, and nobody waits for another.

import GraderKit

extension Grader {
  /// A client that says nothing must not keep the next one waiting.
  func checkASilentClientStopsNobody(else mistake: Mistake) throws {
    let server = try launch()
    let silent = try server.connect("A")
    try greet(server.connect("B"), else: mistake)
    silent.send("at last\n")
    try silent.expect("at last\n", else: .oneClientBlocksTheOthers)
  }

  /// A client that pauses is still there.
  func checkAClientSilentForAWhileIsStillServed() throws {
    let server = try launch()
    let silent = try server.connect("A")
    silent.send("first\n")
    try silent.expect("first\n")

    let other = try server.connect("B")
    for number in 1...20 {
      other.send("message \(number)\n")
      try other.expect("message \(number)\n", else: .oneClientBlocksTheOthers)
      // A right server is done in a fraction of a second.
      if server.now > 10 { throw server.finding(.answersLate, "10 s for \(number) messages") }
    }

    silent.send("second\n")
    try silent.expect("second\n")
  }

  /// A newcomer gets the descriptor of one who left, and nothing else of it.
  func checkANewcomerIsNotTakenForOneWhoLeft() throws {
    let server = try launch()
    for number in 1...3 {
      let gone = try server.connect("A\(number)")
      try greet(gone)
      gone.finishSending()
      try gone.expectEnd(else: .neverCloses)

      let newcomer = try server.connect("B\(number)")
      // Time for the program to make its mistake; a right one does nothing with it.
      server.wait(for: 0.1) { newcomer.hasStopped }
      newcomer.send("hello\n")
      try newcomer.expect("hello\n", changed: .staleQueue, cut: .closedSocketStillWatched)
    }
  }

  /// A hundred clients at once, each with bytes of its own.
  func checkAHundredClientsGetTheirOwnBytes(_ server: Server, else slow: Mistake) throws {
    let clients = try server.connectAtOnce((1...100).map { "client \($0)" })
    let start = server.now

    // All in one moment: the program finds many who have something to say.
    server.holding {
      for client in clients { client.send(ascii(5000, for: client.name)) }
    }

    for client in clients {
      try client.expect(
        ascii(5000, for: client.name), else: slow, changed: .mixesClientsUp)
      // A right server needs a twentieth of a second for all of them.
      if server.now - start > 10 {
        throw server.finding(slow, "after 10 s \(client.name) is the last that was served")
      }
    }
  }

  /// A client that does not read stops nobody, and gets all of its echo later.
  func checkAClientThatDoesNotReadStopsNobody(else mistake: Mistake) throws {
    let server = try launch()
    let bytes = ascii(32 << 20)
    let lazy = try server.connect("A", receiveBuffer: 1 << 16)
    lazy.isReading = false
    lazy.send(bytes)
    let other = try server.connect("B")
    // If anything went to A meanwhile, the program was not held up by it: that proves nothing.
    var before: Int?
    repeat {
      server.waitUntilStalled(lazy)
      before = server.sent(to: lazy)
      other.send("hello\n")
      try other.expect("hello\n", else: mistake, changed: .mixesClientsUp)
    } while server.sent(to: lazy) != before

    lazy.isReading = true
    try lazy.expect(bytes, else: .partialSendDropped, changed: .partialSendDropped)
  }

  /// Sixty clients come where there is no room for sixty; whatever becomes of them, the first is
  /// served, nothing burns, and when they have gone there is room again.
  func checkTooManyClients(
    _ server: Server, _ complaint: ([Peer]) -> String? = { _ in nil }
  ) throws {
    let first = try server.connect("A")
    try greet(first)
    try checkOneLeaves(server)
    if Inspection.isPossible { try server.expectQuiet(share: 0.25, else: .spins) }

    server.ifItDies = .tooManyDescriptors
    let crowd = try server.connectAtOnce((1...60).map { "client \($0)" }, all: false)
    first.send("still there?\n")
    try first.expect("still there?\n", else: .tooManyDescriptors, cut: .tooManyDescriptors)
    if Inspection.isPossible { try server.expectQuiet(share: 0.25, else: .tooManyDescriptors) }
    if let complaint = complaint(crowd) { throw server.finding(.tooManyDescriptors, complaint) }

    server.ifItDies = .dies
    for client in crowd { client.close() }
    let deadline = Deadline.patience
    while true {
      let late = try server.connect("B", else: .tooManyDescriptors)
      late.send("hello\n")
      // The crowd may not have been missed yet, and then B is turned away as well.
      if late.first(of: ["hello\n"]) != nil { return }
      if deadline.isOver {
        throw server.finding(.tooManyDescriptors, "all have gone, and B finds no place for 10 s")
      }
      late.close()
      server.wait(for: 0.05) { false }
    }
  }

  /// One client leaves, and one breaks off: a program that does not get over that needs no crowd.
  private func checkOneLeaves(_ server: Server) throws {
    let before = server.descriptors
    let gone = try server.connect("one who leaves")
    gone.finishSending()
    try gone.expectEnd(else: .neverCloses)
    if Inspection.isPossible { try server.expectDescriptors(atMost: before, else: .neverCloses) }

    server.ifItDies = .diesWithItsClient
    let broken = try server.connect("one who breaks off")
    try greet(broken)
    broken.reset()
    server.waitUntilMissed(broken)
    let next = try server.connect("the next one")
    try greet(next)
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
      let client = try server.connect("client \(number)")
      try greet(client, else: .blockingClientSocket)
    }

    // A runtime may add a few of its own; twenty clients do not.
    try server.expectThreads(atMost: before + 4, else: .usesThreads)
  }
}

/// So many bytes of ASCII, none of them zero, for tests that are about amounts: what becomes of a
/// byte for its value shows where all values are tried.
func ascii(_ count: Int, for word: String = "") -> [UInt8] {
  pattern(count, for: word) { max($0 & 0x7f, 1) }
}

/// So many bytes that look random and are the same each time; other words give other bytes.
func pattern(
  _ count: Int, for word: String = "", _ change: (UInt8) -> UInt8 = { $0 }
) -> [UInt8] {
  var state: UInt64 = word.utf8.reduce(88_172_645_463_325_252) { $0 &* 31 &+ UInt64($1) }
  var block: [UInt8] = []
  // A prime number of them, repeated: so no buffer's size is a multiple of the period.
  for _ in 0..<min(count, 65_521) {
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
