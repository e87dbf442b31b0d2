// Sending and receiving: partial reads, end of stream, full buffers, and a peer that has disconnected.

import Libc
import Sockets
import XCTest

final class SocketBytesTests: LoopbackTestCase {
  func testRecvReturnsWhatHasCome() throws {
    let (client, server) = try connectedPair()
    let count = try client.send([1, 2, 3])

    let bytes = try server.recv(100)

    XCTAssertEqual(count, 3)
    XCTAssertEqual(bytes, [1, 2, 3])
  }

  func testRecvReturnsNoMoreThanAskedForAndKeepsTheRest() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1, 2, 3])
    try waitForBytes(server)

    let pieces = try [server.recv(2), server.recv(2)]

    XCTAssertEqual(pieces, [[1, 2], [3]])
  }

  func testRecvReturnsNothingAtTheEnd() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1])
    hangUp(client)

    let pieces = try [server.recv(10), server.recv(10), server.recv(10)]

    XCTAssertEqual(pieces, [[1], [], []])
  }

  func testRecvTimesOut() throws {
    let (client, _) = try connectedPair()
    try client.setReceiveTimeout(0.1)

    var error: SocketError?
    let time = seconds { error = try failure { try client.recv(1) } }

    XCTAssertEqual(error?.timedOut, true, "\(String(describing: error))")
    XCTAssertEqual(error?.call, "recv")
    // The kernel measures this in ticks, and may be a few short.
    XCTAssertGreaterThanOrEqual(time, 0.05)
  }

  func testRecvOfANonBlockingSocketDoesNotWait() throws {
    let (client, _) = try connectedPair()
    try client.setBlocking(false)

    let error = try failure { try client.recv(1) }

    XCTAssertTrue(error.wouldBlock, "\(error)")
  }

  func testRecvGoesOnAfterASignal() throws {
    let (client, server) = try connectedPair()
    let receiving = Background { try server.recv(10) }

    let hits = try receiving.interrupt()
    try client.sendAll([1, 2, 3])

    let bytes = try receiving.value()
    XCTAssertEqual(bytes, [1, 2, 3])
    XCTAssertEqual(hits, 30)
  }

  func testRecvIntoFillsTheStartOfTheBuffer() throws {
    let (client, server) = try connectedPair()
    var buffer: [UInt8] = [9, 9, 9, 9]
    try client.sendAll([1, 2])

    let count = try server.recv(into: &buffer)

    XCTAssertEqual(count, 2)
    XCTAssertEqual(buffer, [1, 2, 9, 9])
  }

  func testRecvIntoTakesNoMoreThanTheBufferHolds() throws {
    let (client, server) = try connectedPair()
    var buffer: [UInt8] = [9, 9]
    try client.sendAll([1, 2, 3])

    let count = try server.recv(into: &buffer)

    let rest = try server.recv(10)
    XCTAssertEqual(count, 2)
    XCTAssertEqual(buffer, [1, 2])
    XCTAssertEqual(rest, [3])
  }

  func testRecvIntoReturnsZeroAtTheEnd() throws {
    let (client, server) = try connectedPair()
    var buffer: [UInt8] = [9, 9]
    hangUp(client)

    let count = try server.recv(into: &buffer)

    XCTAssertEqual(count, 0)
    XCTAssertEqual(buffer, [9, 9])
  }

  func testRecvIntoGoesOnAfterASignal() throws {
    let (client, server) = try connectedPair()
    let receiving = Background {
      var buffer = [UInt8](repeating: 0, count: 10)
      return try server.recv(into: &buffer)
    }

    _ = try receiving.interrupt()
    try client.sendAll([1, 2, 3])

    let count = try receiving.value()
    XCTAssertEqual(count, 3)
  }

  func testSendTakesASlice() throws {
    let (client, server) = try connectedPair()
    let bytes: [UInt8] = [1, 2, 3, 4]

    let count = try client.send(bytes[1..<3])

    let received = try server.recv(10)
    XCTAssertEqual(count, 2)
    XCTAssertEqual(received, [2, 3])
  }

  func testSendOfANonBlockingSocketTakesAPart() throws {
    let (client, server) = try narrowPair()
    try client.setBlocking(false)
    let bytes = pattern()

    let count = try client.send(bytes)

    hangUp(client)
    let received = try receiveAll(server)
    XCTAssertGreaterThan(count, 0)
    XCTAssertLessThan(count, bytes.count)
    XCTAssertTrue(received == Array(bytes[..<count]), "the part sent is the part received")
  }

  func testSendIntoAFullBufferWouldBlock() throws {
    let (client, _) = try narrowPair()
    try client.setBlocking(false)
    let bytes = [UInt8](repeating: 0, count: 100_000)

    // The peer doesn't read, so a few calls fill the buffers of both ends.
    let error = try failure { for _ in 0..<100 { _ = try client.send(bytes) } }

    XCTAssertTrue(error.wouldBlock, "\(error)")
    XCTAssertEqual(error.call, "send")
  }

  func testSendAllTimesOutWhenNobodyReads() throws {
    let (client, _) = try narrowPair()
    try client.setSendTimeout(0.1)

    var error: SocketError?
    let bytes = [UInt8](repeating: 0, count: 4_000_000)
    let time = seconds { error = try failure { try client.sendAll(bytes) } }

    XCTAssertEqual(error?.timedOut, true, "\(String(describing: error))")
    XCTAssertEqual(error?.call, "send")
    // The kernel measures this in ticks, and may be a few short.
    XCTAssertGreaterThanOrEqual(time, 0.05)
  }

  func testSendAllWaitsForTheReader() throws {
    let (client, server) = try narrowPair()
    let bytes = pattern()
    let reading = Background { try receiveAll(server) }

    try client.sendAll(bytes)

    hangUp(client)
    let received = try reading.value()
    XCTAssertTrue(received == bytes, "\(received.count) of \(bytes.count) bytes, or others")
  }

  func testSendAllGoesOnAfterASignal() throws {
    let (client, server) = try narrowPair()
    let sending = Background { try client.sendAll([UInt8](repeating: 7, count: 4_000_000)) }

    let hits = try sending.interrupt()
    let reading = Background { try receiveAll(server) }
    try sending.value()

    hangUp(client)
    let received = try reading.value()
    XCTAssertEqual(received.count, 4_000_000)
    XCTAssertEqual(hits, 30)
  }

  func testSendAllOfNothingSendsNothing() throws {
    let (client, server) = try connectedPair()

    try client.sendAll([])

    hangUp(client)
    let received = try server.recv(10)
    XCTAssertEqual(received, [])
  }

  func testSendToAPeerThatIsGoneIsAnErrorAndNoSignal() throws {
    let (client, server) = try connectedPair()
    hangUp(server)
    var error: SocketError?

    // The first send may succeed: only the reset that it causes shows that the peer has disconnected.
    let signals = try counting(SIGPIPE) {
      let late = ContinuousClock.now + .seconds(10)
      error = try failure { while ContinuousClock.now < late { try client.sendAll([1]) } }
    }

    let gone = error.map { $0.brokenPipe || $0.connectionReset }
    XCTAssertEqual(gone, true, "\(String(describing: error))")
    XCTAssertEqual(signals, 0)
  }

  func testSendAfterShutdownIsABrokenPipeAndNoSignal() throws {
    let (client, _) = try connectedPair()
    try client.shutdown(.sending)
    var error: SocketError?

    let signals = try counting(SIGPIPE) { error = try failure { try client.send([1]) } }

    XCTAssertEqual(error?.brokenPipe, true, "\(String(describing: error))")
    XCTAssertEqual(signals, 0)
  }

  func testSendFromAnAcceptedSocketRaisesNoSignal() throws {
    let (_, server) = try connectedPair()
    try server.shutdown(.sending)
    var error: SocketError?

    let signals = try counting(SIGPIPE) { error = try failure { try server.send([1]) } }

    XCTAssertEqual(error?.brokenPipe, true, "\(String(describing: error))")
    XCTAssertEqual(signals, 0)
  }
}

/// About four million bytes, in a pattern that shows any missing, repeated or misplaced byte.
private func pattern() -> [UInt8] {
  (0..<16_000).flatMap { number -> [UInt8] in
    let low = UInt8(truncatingIfNeeded: number)
    let high = UInt8(truncatingIfNeeded: number >> 8)
    return [UInt8](repeating: low, count: 125) + [UInt8](repeating: high, count: 126)
  }
}

private func receiveAll(_ socket: Socket) throws -> [UInt8] {
  var bytes: [UInt8] = []
  while true {
    let piece = try socket.recv(65_536)
    if piece.isEmpty { return bytes }
    bytes += piece
  }
}
