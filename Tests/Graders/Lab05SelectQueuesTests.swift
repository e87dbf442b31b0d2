// What lab 05 must do: serve all clients on one thread, which sleeps until one is ready.

import GraderKit
import XCTest

final class Lab05SelectQueuesTests: Lab01BlockingEchoTests {
  override var oneAtATime: Mistake? { .blockingClientSocket }

  override var secondSilence: Mistake { .forgetsAClient }

  override var onlyOneClient: Mistake { .dies }

  func testASilentClientDoesNotBlockTheOthers() throws {
    try checkASilentClientDoesNotBlockTheOthers()
  }
  func testAClientSilentForAWhileIsStillServed() throws { try checkAPausingClientIsServed() }
  func testANewClientIsNotTakenForOneThatDisconnected() throws { try checkANewcomer() }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(launch(), else: .oneClientBlocksTheOthers)
  }

  func testAClientThatDoesNotReadDoesNotBlockTheOthers() throws {
    try checkAClientThatDoesNotReadDoesNotBlockTheOthers(
      else: .blockingSendInSelect, missing: .partIsMissing)
  }

  func testClientsThatSendWithoutPauseDoNotStarveTheOthers() throws { try checkNoClientStarves() }
  func testNothingIsLostWhenSendHasNoRoom() throws { try checkNoRoom() }
  func testQueuedBytesAreSentWhileOthersSend() throws { try checkQueuesDrainMeanwhile() }
  func testTheLastMessageCostsNoMoreThanTheFirst() throws {
    try checkStaysFast()
    try checkALongQueueStaysFast()
  }

  /// While a queue is never empty, its last bytes cost no more than its first ones.
  private func checkALongQueueStaysFast() throws {
    // Twice, because a busy machine can add to the cost of one run.
    for isLast in [false, true] {
      let server = try launch(weather: "short-send=2")
      let client = try greet(server.connect("A"))
      let bytes = ascii(10_000)
      var times = [server.exactProcessorTime]
      client.sendAtOnce(bytes)
      for start in stride(from: 0, to: bytes.count, by: 1000) {
        let part = Array(bytes[start..<start + 1000])
        try client.expect(part, else: .partialSendDropped, changed: .partialSendDropped)
        times.append(server.exactProcessorTime)
      }
      let (first, last) = (times[1] - times[0], times[10] - times[9])
      if last <= 4 * first + 0.01 { return }
      if isLast {
        throw server.finding(
          .slowsDown,
          "each send takes two bytes of a queue of 10,000; the first 1,000 cost "
            + "\(fixed(1000 * first, 1)) ms of CPU time, and the last 1,000 cost "
            + "\(fixed(1000 * last, 1)) ms")
      }
    }
  }

  func testTheListenerNeverBlocks() throws {
    try requireInspection()
    let server = try launch()
    if Inspection(of: server.child)?.hasBlockingListener(on: server.port) == true {
      throw server.finding(.listenerMayBlock, "its listening socket is blocking", by: .whatCame)
    }
  }

  func testAReadySocketMayHaveNothingToRead() throws {
    let client = try launch(weather: "short-recv=3 would-block=1").connect("A")
    let alphabet = "abcdefghijklmnopqrstuvwxyz\n"

    client.send(alphabet)

    try client.expect(alphabet, cut: .wouldBlockIsTheEnd)
  }

  func testOneThreadServesAll() throws { try checkClientsAddNoThreads() }

  func testIdleCostsNextToNothing() throws {
    try requireInspection()
    let server = try launch()
    let clients = try server.connectAtOnce((1...100).map { "client \($0)" })
    for client in clients { client.send(ascii(5000, for: client.name)) }
    for client in clients { try client.expect(ascii(5000, for: client.name)) }

    try server.expectQuiet(share: 0.05, else: .spins)
  }

  func testAHalfClosingClientGetsAllThatIsQueued() throws {
    try requireInspection()
    let server = try launch()
    let bytes = ascii(64 << 20)
    let client = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
    let count = server.fillQueue(of: client, from: bytes)

    try server.expectQuiet(share: 0.25, else: .spins)
    client.finishSending()
    // There's a queue that can't be sent yet, and nothing else to do.
    try server.expectQuiet(share: 0.25, else: .watchesAnEndedClient)

    client.isReading = true
    try client.expect(
      Array(bytes.prefix(count)), else: .partialSendDropped, changed: .partialSendDropped,
      cut: .dropsOnHalfClose)
    try client.expectEnd(else: .neverCloses, reset: .dropsOnHalfClose)
  }

  func testAResetWithBytesQueuedDoesNotHarmOtherClients() throws {
    try requireInspection()
    let server = try launch()
    server.ifItDies = .diesWithItsClient
    let client = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
    _ = server.fillQueue(of: client, from: ascii(64 << 20))

    // Its socket is now ready both to read and to write, and the first of these drops it.
    server.reset(client)

    try greet(server.connect("B"), else: .oneClientBlocksTheOthers)
  }

  func testAnUrgentByteDoesNoHarm() throws {
    let server = try launch()
    let urgent = try greet(server.connect("A"))
    // A program that never rests has another mistake, which another requirement names.
    let rests = Inspection.isPossible && !server.isBusy

    // The program may drop it or not.
    urgent.sendUrgent()

    try greet(server.connect("B"), else: .oneClientBlocksTheOthers)
    if rests { try server.expectQuiet(share: 0.25, else: .spins) }
  }

  func testMemoryStaysBounded() throws {
    try requireInspection()
    let server = try launch()
    // Much less than an unbounded queue takes, and much more than a runtime's garbage.
    let limit = server.peakMemory + 64 << 20
    let bytes = ascii(96 << 20)
    let lazy = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)

    // The queue fills, drains, and fills again.
    for mistake in [Mistake.queueWithoutBound, .pausesOnce] {
      lazy.isReading = false
      lazy.send(bytes)
      server.waitUntilStalled(lazy)
      try server.expectPeakMemory(atMost: limit, else: mistake)

      lazy.isReading = true
      try lazy.expect(
        bytes, else: .partIsMissing, changed: .partialSendDropped, cut: .dropsASlowClient)
      try server.expectPeakMemory(
        atMost: limit, else: server.peakMemory > limit ? try whatGrows(limit) : .queueNeverShrinks)
    }
  }

  /// Tests whether memory grows even if the client reads all the time, so its queue is never full.
  private func whatGrows(_ limit: Int) throws -> Mistake {
    let server = try launch()
    let client = try server.connect("A")
    let piece = ascii(1 << 18)
    for _ in 1...384 {
      client.send(piece)
      try client.expect(piece)
    }
    return server.peakMemory > limit ? .queueNeverShrinks : .pausesOnce
  }

  func testSurvivesRunningOutOfDescriptors() throws {
    try checkTooManyClients(launch(descriptors: 32))
  }

  func testADescriptorAboveTheLimitOfSelectDoesNoHarm() throws {
    guard raiseDescriptorLimit(to: 2048) else {
      throw skip("this system does not allow 2,048 descriptors")
    }
    // That leaves about twenty descriptors below select's limit.
    let server = try launch(spares: 1000)
    try checkTooManyClients(server, else: .aboveSelectLimit) { crowd in
      for client in crowd { client.send("hello\n") }
      func isContent(_ client: Peer) -> Bool {
        client.came("hello\n") || client.hasStopped || !client.isAccepted
      }
      server.wait { crowd.allSatisfy(isContent) }
      let forgotten = crowd.first { !isContent($0) }
      return forgotten.map { "\($0.name) was accepted, but is neither served nor closed" }
    }
  }

  func testADescriptorUsedAgainCarriesNothingFromItsLastClient() throws {
    let server = try launch()
    for _ in 1...3 {
      let gone = try server.connect("A", receiveBuffer: 1 << 16, isReading: false)
      gone.send(ascii(16 << 20, for: "A"))
      server.waitUntilStalled(gone)
      gone.reset()
      server.ifItDies = .diesWithItsClient
      // So that B gets A's descriptor.
      server.waitUntilMissed(gone)

      let next = try server.connect("B")
      next.send("hello\n")
      try next.expect("hello\n", changed: .staleQueue)
      try next.finish(changed: .staleQueue)
    }
  }
}
