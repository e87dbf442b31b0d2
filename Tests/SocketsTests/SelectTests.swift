// select: which sockets are ready among few and many, how long it waits, and what it rejects.

import Libc
import Sockets
import XCTest

final class SelectTests: LoopbackTestCase {
  func testSocketWithBytesIsReadable() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1])

    let ready = try select(reading: [client, server], timeout: 10)

    XCTAssertEqual(ready.readable, [server])
    XCTAssertEqual(ready.writable, [])
    XCTAssertEqual(ready.exceptional, [])
  }

  func testListenerWithAClientIsReadable() throws {
    let listener = try newListener()
    _ = try newClient(of: listener)

    let ready = try select(reading: [listener], timeout: 10)

    XCTAssertEqual(ready.readable, [listener])
  }

  func testEndOfTheStreamIsReadable() throws {
    let (client, server) = try connectedPair()
    hangUp(client)

    let ready = try select(reading: [server], timeout: 10)

    XCTAssertEqual(ready.readable, [server])
  }

  func testSocketWithRoomIsWritable() throws {
    let (client, server) = try connectedPair()

    let ready = try select(reading: [server], writing: [client], timeout: 10)

    XCTAssertEqual(ready.readable, [])
    XCTAssertEqual(ready.writable, [client])
  }

  func testSocketWithoutRoomIsNotWritable() throws {
    let (client, _) = try fullPair()

    let ready = try select(writing: [client], timeout: 0)

    XCTAssertEqual(ready.writable, [])
  }

  func testSocketIsWritableAgainOnceThereIsRoom() throws {
    let (client, server) = try fullPair()

    let draining = Background {
      while try !server.recv(65_536).isEmpty {}
    }
    let ready = try select(writing: [client], timeout: 10)

    hangUp(client)
    try draining.value()
    XCTAssertEqual(ready.writable, [client])
  }

  func testSocketMayBeReadableAndWritable() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1])
    try waitForBytes(server)

    let ready = try select(reading: [server], writing: [server], timeout: 10)

    XCTAssertEqual(ready.readable, [server])
    XCTAssertEqual(ready.writable, [server])
  }

  func testUrgentByteIsExceptional() throws {
    let (client, server) = try connectedPair()
    var byte: UInt8 = 1
    Libc.send(client.descriptor, &byte, 1, Int32(MSG_OOB))

    let ready = try select(exceptional: [client, server], timeout: 10)

    XCTAssertEqual(ready.exceptional, [server])
  }

  func testSocketListedTwiceIsFoundOnce() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1])

    let ready = try select(reading: [server, server], timeout: 10)

    XCTAssertEqual(ready.readable, [server])
  }

  func testReadyOnesAmongManyAreFoundInTheOrderOfTheirDescriptors() throws {
    let pairs = try (0..<100).map { _ in try connectedPair() }
    let sockets = pairs.flatMap { [$0.client, $0.server] }
    let talking = [0, 1, 13, 30, 31, 32, 33, 62, 63, 64, 98, 99].map { pairs[$0] }
    for pair in talking { try pair.client.sendAll([1]) }
    for pair in talking { try waitForBytes(pair.server) }

    let ready = try select(reading: sockets.reversed(), timeout: 10)

    let expected = talking.map(\.server.descriptor).sorted()
    XCTAssertEqual(ready.readable.map(\.descriptor), expected)
  }

  func testAllOfManyAreFound() throws {
    let pairs = try (0..<100).map { _ in try connectedPair() }
    let sockets = pairs.flatMap { [$0.client, $0.server] }

    let ready = try select(writing: sockets, timeout: 10)

    let expected = sockets.map(\.descriptor).sorted()
    XCTAssertEqual(ready.writable.map(\.descriptor), expected)
  }

  func testDescriptorsAtTheEdgesOfAWordAreFound() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1])
    try waitForBytes(server)

    for edge: Int32 in [31, 32, 63, 64, 127, 128, 191, 192, 1_022] {
      let socket = try copy(server, from: edge)
      let ready = try select(reading: [client, socket], timeout: 10)

      XCTAssertEqual(ready.readable, [socket], "at \(edge)")
    }
  }

  func testLargestDescriptorBelowTheLimitIsWatched() throws {
    let (client, server) = try connectedPair()
    let socket = try copy(server, from: selectLimit - 1)
    try XCTSkipIf(socket.descriptor != selectLimit - 1, "something else has this descriptor")
    try client.sendAll([1])

    let ready = try select(reading: [socket], timeout: 10)

    XCTAssertEqual(ready.readable, [socket])
  }

  func testDescriptorPastTheLimitIsRefused() throws {
    let (client, _) = try connectedPair()
    let socket = try copy(client, from: selectLimit)

    let errors = try [
      failure { try select(reading: [client, socket], timeout: 0) },
      failure { try select(writing: [client, socket], timeout: 0) },
      failure { try select(exceptional: [client, socket], timeout: 0) },
    ]

    let expected =
      "select: descriptor \(socket.descriptor) isn't below FD_SETSIZE, which is 1024"
    XCTAssertEqual(errors.map(\.description), [expected, expected, expected])
  }

  func testClosedDescriptorIsBad() throws {
    let (client, server) = try connectedPair()
    hangUp(server)

    let errors = try [server, Socket(descriptor: -1)].map { bad in
      try failure { try select(reading: [client, bad], timeout: 10) }
    }

    XCTAssertEqual(errors.map(\.badDescriptor), [true, true], "\(errors)")
    XCTAssertEqual(errors.map(\.call), ["select", "select"])
  }

  func testEmptyListsWaitForTheWholeTimeout() throws {
    let time = seconds { try select(timeout: 0.05) }

    XCTAssertGreaterThanOrEqual(time, 0.05)
    XCTAssertLessThan(time, 10)
  }

  func testNothingIsReadyWhenTheTimeIsOver() throws {
    let (client, server) = try connectedPair()
    var ready: (readable: [Socket], writable: [Socket], exceptional: [Socket])?

    let time = seconds {
      ready = try select(reading: [client], exceptional: [server], timeout: 0.05)
    }

    XCTAssertEqual(ready?.readable, [])
    XCTAssertEqual(ready?.exceptional, [])
    XCTAssertGreaterThanOrEqual(time, 0.05)
    XCTAssertLessThan(time, 10)
  }

  func testTimeoutOfZeroOnlyLooks() throws {
    let (client, _) = try connectedPair()
    let looking = Background { try select(reading: [client], timeout: 0).readable }

    let readable = try looking.value()

    XCTAssertEqual(readable, [])
  }

  func testTimeoutBelowZeroOnlyLooks() throws {
    let (client, _) = try connectedPair()
    let looking = Background { try select(reading: [client], timeout: -5).readable }

    let readable = try looking.value()

    XCTAssertEqual(readable, [])
  }

  func testReadySocketEndsTheWaitEarly() throws {
    let (client, server) = try connectedPair()
    let waiting = Background { try select(reading: [server], timeout: 1e12).readable }

    try client.sendAll([1])

    let readable = try waiting.value()
    XCTAssertEqual(readable, [server])
  }

  func testNoTimeoutWaitsUntilSomethingIsReady() throws {
    let (client, server) = try connectedPair()
    let waiting = Background { try select(reading: [server]).readable }

    let hits = try waiting.interrupt()
    try client.sendAll([1])

    let readable = try waiting.value()
    XCTAssertEqual(readable, [server])
    XCTAssertEqual(hits, 30)
  }

  func testSelectStillKnowsItsSocketsAfterASignal() throws {
    let (client, server) = try connectedPair()
    let waiting = Background { try select(reading: [client, server], timeout: 10).readable }

    let hits = try waiting.interrupt()
    try client.sendAll([1])

    let readable = try waiting.value()
    XCTAssertEqual(readable, [server])
    XCTAssertEqual(hits, 30)
  }

  func testSelectKeepsItsTimeoutThroughSignals() throws {
    let (client, _) = try connectedPair()
    let waiting = Background { seconds { try select(reading: [client], timeout: 0.2) } }

    // If each signal restarted the timeout, the call would take all 3,000 signals.
    let hits = try waiting.interrupt(atMost: 3_000)

    let time = try waiting.value()
    XCTAssertGreaterThanOrEqual(time, 0.2)
    XCTAssertLessThan(hits, 3_000)
  }

  /// A pair whose client has filled the kernel's buffers.
  private func fullPair() throws -> (client: Socket, server: Socket) {
    let pair = try narrowPair()
    try pair.client.setBlocking(false)
    let bytes = [UInt8](repeating: 0, count: 65_536)
    for _ in 0..<100 {
      // A late acknowledgment may make room again.
      let error = try failure { while true { _ = try pair.client.send(bytes) } }
      var entry = pollfd(fd: pair.client.descriptor, events: Int16(POLLOUT), revents: 0)
      if error.wouldBlock, poll(&entry, 1, 250) == 0 { return pair }
    }
    throw Missing("end to the room in the buffers")
  }
}
