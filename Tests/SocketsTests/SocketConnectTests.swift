// Connecting: with or without a timeout, without a listener, to a full queue, and by two shortcuts.

import Libc
import Sockets
import XCTest

final class SocketConnectTests: LoopbackTestCase {
  func testConnectIsRefusedWhereNobodyListens() throws {
    let address = try deafAddress()
    let socket = try newSocket()

    let error = try failure { try socket.connect(address) }

    XCTAssertTrue(error.connectionRefused, "\(error)")
    XCTAssertEqual(error.call, "connect")
  }

  func testConnectWithATimeoutIsRefusedWhereNobodyListens() throws {
    let address = try deafAddress()
    let socket = try newSocket()

    let error = try failure { try socket.connect(address, timeout: 10) }

    XCTAssertTrue(error.connectionRefused, "\(error)")
    XCTAssertEqual(error.call, "connect")
  }

  func testConnectWithATimeoutConnects() throws {
    let listener = try newListener()
    let client = try newSocket()

    try client.connect(listener.localAddress, timeout: 10)

    let server = try keep(listener.accept().client)
    try server.sendAll([5])
    let bytes = try client.recv(1)
    XCTAssertEqual(bytes, [5])
  }

  func testConnectTimesOut() throws {
    let address = try fullListener().localAddress
    let socket = try newSocket()

    var error: SocketError?
    let time = seconds { error = try failure { try socket.connect(address, timeout: 0.1) } }

    XCTAssertEqual(error?.timedOut, true, "\(String(describing: error))")
    XCTAssertEqual(error?.call, "connect")
    XCTAssertGreaterThanOrEqual(time, 0.1)
  }

  func testConnectKeepsItsTimeoutThroughSignals() throws {
    let address = try fullListener().localAddress
    let socket = try newSocket()
    let connecting = Background { try socket.connect(address, timeout: 0.2) }

    // If each signal restarted the timeout, the call would take all 3,000 signals.
    let hits = try connecting.interrupt(atMost: 3_000)

    let error = try failure { try connecting.value() }
    XCTAssertTrue(error.timedOut, "\(error)")
    XCTAssertLessThan(hits, 3_000)
  }

  func testConnectTimesOutAfterASignalThatOutlastsItsTime() throws {
    let address = try fullListener().localAddress
    let socket = try newSocket()
    let connecting = Background { try socket.connect(address, timeout: 0.05) }

    _ = try connecting.interrupt(atMost: 3, lasting: 100_000)

    let error = try failure { try connecting.value() }
    XCTAssertTrue(error.timedOut, "\(error)")
  }

  func testConnectOfABlockingSocketTimesOutWithItsSendTimeout() throws {
    #if canImport(Darwin)
      throw XCTSkip("connect does not keep the send timeout on this system")
    #else
      let address = try fullListener().localAddress
      let socket = try newSocket()
      try socket.setSendTimeout(0.05)

      let error = try failure { try socket.connect(address) }

      XCTAssertTrue(error.timedOut, "\(error)")
    #endif
  }

  func testConnectOfANonBlockingSocketDoesNotWait() throws {
    let listener = try newListener()
    let socket = try newSocket()
    try socket.setBlocking(false)

    let error = try failure { try socket.connect(listener.localAddress) }

    XCTAssertTrue(error.wouldBlock, "\(error)")
  }

  func testConnectGoesOnAfterASignal() throws {
    let listener = try fullListener()
    let address = try listener.localAddress
    let socket = try newSocket()
    let connecting = Background { try socket.connect(address) }

    let hits = try connecting.interrupt()
    _ = try keep(listener.accept().client)

    // The kernel tries again after about a second, and finds room in the queue.
    try connecting.value()
    let peer = try socket.peerAddress
    XCTAssertEqual(peer, address)
    XCTAssertEqual(hits, 30)
  }

  func testConnectWithATimeoutLeavesBlockingAsItWas() throws {
    let listener = try newListener()
    let address = try listener.localAddress

    let after = try [true, false].map { before in
      let socket = try newSocket()
      try socket.setBlocking(before)
      try socket.connect(address, timeout: 10)
      return try socket.isBlocking
    }

    XCTAssertEqual(after, [true, false])
  }

  func testConnectThatFailsLeavesBlockingAsItWas() throws {
    let address = try deafAddress()
    let socket = try newSocket()

    _ = try failure { try socket.connect(address, timeout: 10) }

    let waits = try socket.isBlocking
    XCTAssertTrue(waits)
  }

  func testConnectTwiceIsAnError() throws {
    let (client, _) = try connectedPair()
    let peer = try client.peerAddress

    let errors = try [
      failure { try client.connect(peer) }, failure { try client.connect(peer, timeout: 10) },
    ]

    XCTAssertEqual(errors.map(\.code), [EISCONN, EISCONN])
  }

  func testCreateServerListens() throws {
    let listener = try keep(.createServer(Address("127.0.0.1", 0)))
    let client = try newClient(of: listener)

    let (server, address) = try listener.accept()

    _ = try keep(server)
    let expected = try client.localAddress
    XCTAssertEqual(address, expected)
  }

  func testCreateServerMayTakeAPortThatRests() throws {
    let listener = try keep(.createServer(Address("127.0.0.1", 0)))

    let reuses = try listener.reuseAddress

    XCTAssertTrue(reuses)
  }

  func testCreateServerPassesTheBacklogOn() throws {
    let listener = try fullListener()
    let address = try listener.localAddress

    let server = try keep(.createServer(Address("127.0.0.1", 0), backlog: 5))
    let clients = try (0..<5).map { _ in try newSocket() }

    // The short queue has no room for another client; the longer one has room for all.
    for client in clients { try client.connect(server.localAddress, timeout: 5) }
    let error = try failure { try newSocket().connect(address, timeout: 0.05) }
    XCTAssertTrue(error.timedOut, "\(error)")
  }

  func testCreateServerOnAPortInUseFailsAndLeavesNothingOpen() throws {
    let address = try newListener().localAddress
    let before = nextDescriptor()

    let error = try failure { try Socket.createServer(address) }

    XCTAssertTrue(error.addressInUse, "\(error)")
    XCTAssertEqual(error.call, "bind")
    XCTAssertEqual(nextDescriptor(), before)
  }

  func testCreateConnectionTakesAName() throws {
    let listener = try newListener()
    let address = try listener.localAddress

    let client = try keep(.createConnection("localhost", address.port))

    let peer = try client.peerAddress
    XCTAssertEqual(peer, address)
  }

  func testCreateConnectionWithATimeoutConnectsAndWaitsAsUsual() throws {
    let listener = try newListener()
    let address = try listener.localAddress

    let client = try keep(.createConnection("127.0.0.1", address.port, timeout: 10))

    let waits = try client.isBlocking
    let peer = try client.peerAddress
    XCTAssertTrue(waits)
    XCTAssertEqual(peer, address)
  }

  func testCreateConnectionToNobodyFailsAndLeavesNothingOpen() throws {
    let address = try deafAddress()
    let before = nextDescriptor()

    let error = try failure { try Socket.createConnection(address.host, address.port) }

    XCTAssertTrue(error.connectionRefused, "\(error)")
    XCTAssertEqual(nextDescriptor(), before)
  }

  func testCreateConnectionTimesOut() throws {
    let address = try fullListener().localAddress

    let connecting = Background {
      try Socket.createConnection(address.host, address.port, timeout: 0.1)
    }

    let error = try failure { try connecting.value() }
    XCTAssertTrue(error.timedOut, "\(error)")
  }

  /// An address that refuses connections. It's bound, so no other program can listen there.
  private func deafAddress() throws -> Address {
    let socket = try newSocket()
    try socket.bind(Address("127.0.0.1", 0))
    return try socket.localAddress
  }

  /// A listener whose queue is full.
  private func fullListener() throws -> Socket {
    #if canImport(Darwin)
      throw XCTSkip("a backlog of 0 means the largest one on this system")
    #else
      let listener = try newListener(backlog: 0)
      _ = try newClient(of: listener)
      return listener
    #endif
  }

  /// The descriptor that the next socket will get.
  private func nextDescriptor() -> Int32 {
    let descriptor = dup(0)
    Libc.close(descriptor)
    return descriptor
  }
}
