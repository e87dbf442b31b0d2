// Options: each one is set and read back, and takes effect.

import Libc
import Sockets
import XCTest

final class SocketOptionsTests: LoopbackTestCase {
  func testReuseAddressIsReadBack() throws {
    let socket = try Socket()
    defer { socket.close() }

    let values = try [false, true, false].map { on in
      try socket.setReuseAddress(on)
      return try socket.reuseAddress
    }

    XCTAssertEqual(values, [false, true, false])
  }

  func testReuseAddressTakesAPortThatRests() throws {
    let address = try restingAddress()
    let socket = try newSocket()

    try socket.setReuseAddress(true)

    XCTAssertNoThrow(try socket.bind(address))
  }

  func testWithoutReuseAddressAPortThatRestsIsInUse() throws {
    let address = try restingAddress()
    let socket = try newSocket()

    let error = try failure { try socket.bind(address) }

    XCTAssertTrue(error.addressInUse, "\(error)")
  }

  func testNewSocketWaitsForEver() throws {
    let socket = try Socket()
    defer { socket.close() }

    let timeouts = try [socket.receiveTimeout, socket.sendTimeout]
    let waits = try socket.isBlocking

    XCTAssertEqual(timeouts, [nil, nil])
    XCTAssertTrue(waits)
  }

  func testTimeoutsAreReadBackEachByItself() throws {
    let socket = try newSocket()

    try socket.setReceiveTimeout(2.5)
    try socket.setSendTimeout(3.5)

    let timeouts = try [socket.receiveTimeout, socket.sendTimeout]
    XCTAssertEqual(timeouts, [2.5, 3.5])
  }

  func testTimeoutOfNilWaitsForEverAgain() throws {
    let socket = try newSocket()
    try socket.setReceiveTimeout(2)
    try socket.setSendTimeout(2)

    try socket.setReceiveTimeout(nil)
    try socket.setSendTimeout(nil)

    let timeouts = try [socket.receiveTimeout, socket.sendTimeout]
    XCTAssertEqual(timeouts, [nil, nil])
  }

  func testTimeoutOfZeroIsTheShortestAndNotForEver() throws {
    let (client, _) = try connectedPair()

    try client.setReceiveTimeout(0)
    try client.setSendTimeout(0)

    let timeouts = try [client.receiveTimeout, client.sendTimeout]
    let receiving = Background { try client.recv(1) }
    let error = try failure { try receiving.value() }
    XCTAssertFalse(timeouts.contains(nil))
    XCTAssertTrue(error.timedOut, "\(error)")
  }

  func testTimeoutTooFineForTheKernelIsRoundedUp() throws {
    let socket = try newSocket()

    let timeouts = try [1e-9, 2.000_000_5].map { seconds in
      try socket.setReceiveTimeout(seconds)
      return try socket.receiveTimeout ?? 0
    }

    XCTAssertGreaterThan(timeouts[0], 0)
    XCTAssertGreaterThan(timeouts[1], 2.000_000_5)
  }

  func testTimeoutTooLongForTheKernelIsVeryLong() throws {
    let socket = try newSocket()

    try socket.setReceiveTimeout(.infinity)

    // Some kernels turn it into nil, which means forever.
    let timeout = try socket.receiveTimeout ?? .infinity
    XCTAssertGreaterThan(timeout, 86_400)
  }

  func testBlockingIsReadBack() throws {
    let socket = try newSocket()

    let values = try [false, true].map { on in
      try socket.setBlocking(on)
      return try socket.isBlocking
    }

    XCTAssertEqual(values, [false, true])
  }

  func testBlockingLeavesOtherFlagsAlone() throws {
    let socket = try newSocket()
    _ = fcntl(socket.descriptor, F_SETFL, O_APPEND)

    try socket.setBlocking(false)
    try socket.setBlocking(true)

    XCTAssertEqual(fcntl(socket.descriptor, F_GETFL) & O_APPEND, O_APPEND)
  }

  func testNoDelayIsReadBack() throws {
    let (client, _) = try connectedPair()

    let values = try [true, false].map { on in
      try client.setNoDelay(on)
      return try client.noDelay
    }

    XCTAssertEqual(values, [true, false])
  }

  func testLingerIsReadBack() throws {
    let socket = try newSocket()
    let before = try socket.linger

    let values = try [Int32?.some(5), 0, nil].map { seconds in
      try socket.setLinger(seconds)
      return try socket.linger
    }

    XCTAssertNil(before)
    XCTAssertEqual(values, [5, 0, nil])
  }

  func testLingerOfZeroResetsTheConnection() throws {
    let (client, server) = try connectedPair()
    try server.setLinger(0)

    hangUp(server)

    let error = try failure { try client.recv(1) }
    XCTAssertTrue(error.connectionReset, "\(error)")
  }

  func testBufferSizesAreReadBackEachByItself() throws {
    let socket = try newSocket()

    try socket.setReceiveBufferSize(20_000)
    try socket.setSendBufferSize(50_000)

    let sizes = try [socket.receiveBufferSize, socket.sendBufferSize]
    XCTAssertTrue([20_000, 40_000].contains(sizes[0]), "\(sizes)")
    XCTAssertTrue([50_000, 100_000].contains(sizes[1]), "\(sizes)")
  }

  func testEachOptionNamesItsCallWhenTheDescriptorIsBad() throws {
    let bad = Socket(descriptor: -1)
    let calls: [(name: String, body: () throws -> Void)] = [
      ("setsockopt", { try bad.setReuseAddress(true) }),
      ("setsockopt", { try bad.setReceiveTimeout(1) }),
      ("setsockopt", { try bad.setLinger(0) }),
      ("getsockopt", { _ = try bad.reuseAddress }),
      ("getsockopt", { _ = try bad.sendTimeout }),
      ("getsockopt", { _ = try bad.linger }),
      ("fcntl", { try bad.setBlocking(false) }),
      ("fcntl", { _ = try bad.isBlocking }),
    ]

    let errors = try calls.map { call in try failure(call.body) }

    XCTAssertEqual(errors.map(\.call), calls.map(\.name))
    XCTAssertEqual(errors.filter { !$0.badDescriptor }, [])
  }

  /// The address of a server that has just closed its last connection and its listener.
  private func restingAddress() throws -> Address {
    let listener = try newListener()
    let client = try newClient(of: listener)
    let server = try keep(listener.accept().client)
    let address = try listener.localAddress
    // The side that closes first gets TIME_WAIT.
    hangUp(server)
    _ = try client.recv(1)
    hangUp(client)
    hangUp(listener)
    return address
  }
}
