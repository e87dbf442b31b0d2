// What lab 05 must do: serve all on one thread that sleeps until somebody is ready.

import GraderKit
import XCTest

final class Lab05SelectQueuesTests: Lab01BlockingEchoTests {
  func testASilentClientStopsNobody() throws {
    try checkASilentClientStopsNobody(else: .blockingClientSocket)
  }

  func testAClientSilentForAWhileIsStillServed() throws {
    try checkAClientSilentForAWhileIsStillServed()
  }

  func testAHundredClientsGetTheirOwnBytes() throws {
    try checkAHundredClientsGetTheirOwnBytes(else: .oneClientBlocksTheOthers)
  }

  func testAClientThatDoesNotReadStopsNobody() throws {
    try checkAClientThatDoesNotReadStopsNobody(else: .blockingSendInSelect)
  }

  func testOneThreadServesAll() throws {
    try checkClientsAddNoThreads()
  }

  func testIdleCostsNextToNothing() throws {
    try requireInspection()
    let server = try launch()
    let clients = try server.connectAtOnce((1...100).map { "client \($0)" })
    for client in clients { client.send(pattern(5000, for: client.name)) }
    for client in clients { try client.expect(pattern(5000, for: client.name)) }

    try server.expectQuiet(share: 0.05, else: .spins)
  }

  func testAHalfClosingClientGetsAllThatIsQueued() throws {
    let server = try launch()
    // How much the kernel keeps is not known, so some of these end just while the queue is in use.
    let sizes = (1...16).map { $0 << 19 }
    let clients = try sizes.map { size in
      try server.connect("the client with \(size) bytes", receiveBuffer: 1 << 16)
    }

    for (client, size) in zip(clients, sizes) {
      client.isReading = false
      client.send(pattern(size))
      client.finishSending()
    }
    server.waitUntilStalled(clients)

    for (client, size) in zip(clients, sizes) {
      client.isReading = true
      try client.expect(pattern(size), else: .dropsOnHalfClose, cut: .dropsOnHalfClose)
      try client.expectEnd(else: .neverCloses, reset: .dropsOnHalfClose)
    }
  }

  func testMemoryStaysBounded() throws {
    try requireInspection()
    let server = try launch()
    let limit = server.peakMemory + 24 << 20
    let bytes = pattern(64 << 20)
    let lazy = try server.connect("A", receiveBuffer: 1 << 16)
    lazy.isReading = false

    lazy.send(bytes)
    server.waitUntilStalled(lazy)
    try server.expectPeakMemory(atMost: limit, else: .queueWithoutBound)

    lazy.isReading = true
    try lazy.expect(bytes, else: .partialSendDropped, changed: .partialSendDropped)
    try server.expectPeakMemory(atMost: limit, else: .queueWithoutBound)
  }

  func testRunsOutOfDescriptorsAndGetsOverIt() throws {
    try checkTooManyClients(launch(descriptors: 32))
  }

  func testADescriptorPastTheLimitOfSelectHarmsNobody() throws {
    // A hundred fewer would leave room for all of the clients, a few more for none.
    guard raiseDescriptorLimit(to: 2048) else {
      throw XCTSkip("this system does not allow 2,048 descriptors")
    }
    try checkTooManyClients(launch(spares: 1000))
  }

  /// Sixty clients come where there is no room for sixty; whatever becomes of them, the first is
  /// served, nothing burns, and when they have gone there is room again.
  private func checkTooManyClients(_ server: Server) throws {
    server.ifItDies = .tooManyDescriptors
    let first = try server.connect("A")
    first.send("hello\n")
    try first.expect("hello\n", else: .tooManyDescriptors)

    let crowd = try server.connectAtOnce((1...60).map { "client \($0)" })
    first.send("still there?\n")
    try first.expect("still there?\n", else: .tooManyDescriptors, cut: .tooManyDescriptors)
    if Inspection.isPossible { try server.expectQuiet(share: 0.25, else: .tooManyDescriptors) }

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
    }
  }

  func testADescriptorUsedAgainCarriesNothingOfItsLastOwner() throws {
    let server = try launch()
    for _ in 1...3 {
      let gone = try server.connect("A", receiveBuffer: 1 << 16)
      gone.isReading = false
      gone.send(pattern(16 << 20, for: "A"))
      server.waitUntilStalled(gone)
      gone.reset()

      let next = try server.connect("B")
      next.send("hello\n")
      try next.expect("hello\n", changed: .staleQueue)
      next.finishSending()
      try next.expectEnd(else: .neverCloses, changed: .staleQueue)
    }
  }
}
