// A socket's life: each system call over loopback, and how it fails.

import Libc
import Sockets
import XCTest

final class SocketTests: LoopbackTestCase {
  func testNewSocketIsNotInheritedByOtherPrograms() throws {
    let socket = try newSocket()

    let flags = fcntl(socket.descriptor, F_GETFD)

    XCTAssertEqual(flags & FD_CLOEXEC, FD_CLOEXEC)
  }

  func testAcceptedSocketIsNotInheritedByOtherPrograms() throws {
    let (_, server) = try connectedPair()

    let flags = fcntl(server.descriptor, F_GETFD)

    XCTAssertEqual(flags & FD_CLOEXEC, FD_CLOEXEC)
  }

  func testSocketTakesOverADescriptorThatIsOneAlready() throws {
    let (client, server) = try connectedPair()
    let inherited = try keep(Socket(descriptor: dup(server.descriptor)))

    try client.sendAll([7])

    let bytes = try inherited.recv(1)
    XCTAssertEqual(bytes, [7])
  }

  func testAPairIsConnectedWithItself() throws {
    let (one, other) = try Socket.pair()
    let ends = try (keep(one), keep(other))

    try ends.0.sendAll([1, 2])
    try ends.1.sendAll([3])

    let (there, here) = try (ends.1.recv(10), ends.0.recv(10))
    XCTAssertEqual(there, [1, 2])
    XCTAssertEqual(here, [3])
  }

  func testAnEndOfAPairReceivesTheEndWhenTheOtherIsClosed() throws {
    let (one, other) = try Socket.pair()
    let ends = try (keep(one), keep(other))

    hangUp(ends.0)

    let bytes = try ends.1.recv(1)
    XCTAssertEqual(bytes, [])
  }

  func testAPairIsNotInheritedByOtherPrograms() throws {
    let (one, other) = try Socket.pair()

    for end in try [keep(one), keep(other)] {
      XCTAssertEqual(fcntl(end.descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC)
    }
  }

  func testCopiesNameTheSameSocket() throws {
    let socket = try newSocket()
    let other = try newSocket()

    let copy = Socket(descriptor: socket.descriptor)

    XCTAssertEqual(copy, socket)
    XCTAssertNotEqual(other, socket)
    XCTAssertEqual(Set([socket, copy, other]).count, 2)
  }

  func testEachCallNamesItselfWhenTheDescriptorIsBad() throws {
    let address = try Address("127.0.0.1", 0)
    let bad = Socket(descriptor: -1)
    let calls: [(name: String, body: () throws -> Void)] = [
      ("bind", { try bad.bind(address) }),
      ("listen", { try bad.listen() }),
      ("accept", { _ = try bad.accept() }),
      ("connect", { try bad.connect(address) }),
      ("fcntl", { try bad.connect(address, timeout: 1) }),
      ("shutdown", { try bad.shutdown(.both) }),
      ("getsockname", { _ = try bad.localAddress }),
      ("getpeername", { _ = try bad.peerAddress }),
      ("recv", { _ = try bad.recv(1) }),
      ("send", { _ = try bad.send([1]) }),
    ]

    let errors = try calls.map { call in try failure(call.body) }

    XCTAssertEqual(errors.map(\.call), calls.map(\.name))
    XCTAssertEqual(errors.filter { !$0.badDescriptor }, [])
  }

  func testPortZeroTakesAFreePort() throws {
    let one = try newSocket()
    let other = try newSocket()

    try one.bind(Address("127.0.0.1", 0))
    try other.bind(Address("127.0.0.1", 0))

    let addresses = try [one.localAddress, other.localAddress]
    XCTAssertEqual(addresses.map(\.host), ["127.0.0.1", "127.0.0.1"])
    XCTAssertNotEqual(addresses[0].port, 0)
    XCTAssertNotEqual(addresses[0].port, addresses[1].port)
  }

  func testListenLetsClientsConnect() throws {
    let listener = try newSocket()
    try listener.bind(Address("127.0.0.1", 0))

    try listener.listen()

    let client = try newSocket()
    XCTAssertNoThrow(try client.connect(listener.localAddress))
  }

  func testAcceptGivesTheAddressOfTheClient() throws {
    let listener = try newListener()
    let client = try newClient(of: listener)
    let expected = try client.localAddress

    let (server, address) = try listener.accept()

    _ = try keep(server)
    XCTAssertEqual(address, expected)
  }

  func testAcceptTakesClientsInTheOrderInWhichTheyCame() throws {
    let listener = try newListener()
    let clients = try (0..<3).map { _ in try newClient(of: listener) }
    let expected = try clients.map { client in try client.localAddress }

    let accepted = try clients.map { _ in try listener.accept() }

    for (client, _) in accepted { _ = try keep(client) }
    XCTAssertEqual(accepted.map(\.address), expected)
  }

  func testAcceptTimesOut() throws {
    let listener = try newListener()
    try listener.setReceiveTimeout(0.1)

    var error: SocketError?
    let time = seconds { error = try failure { try listener.accept() } }

    XCTAssertEqual(error?.timedOut, true, "\(String(describing: error))")
    XCTAssertEqual(error?.call, "accept")
    // The kernel measures this in ticks, and may be a few short.
    XCTAssertGreaterThanOrEqual(time, 0.05)
  }

  func testAcceptOfANonBlockingListenerDoesNotWait() throws {
    let listener = try newListener()
    try listener.setBlocking(false)

    let error = try failure { try listener.accept() }

    XCTAssertTrue(error.wouldBlock, "\(error)")
  }

  func testAcceptedSocketWaitsEvenIfTheListenerDoesNot() throws {
    let listener = try newListener()
    try listener.setBlocking(false)
    _ = try newClient(of: listener)
    try waitForBytes(listener)

    let server = try keep(listener.accept().client)

    let waits = try server.isBlocking
    XCTAssertTrue(waits)
  }

  func testAcceptGoesOnAfterASignal() throws {
    let listener = try newListener()
    let accepting = Background { try listener.accept() }

    let hits = try accepting.interrupt()
    let client = try newClient(of: listener)

    let (server, address) = try accepting.value()
    _ = try keep(server)
    let expected = try client.localAddress
    XCTAssertEqual(address, expected)
    XCTAssertEqual(hits, 30)
  }

  func testShutdownOfSendingKeepsReceiving() throws {
    let (client, server) = try connectedPair()

    try client.shutdown(.sending)

    let end = try server.recv(10)
    try server.sendAll([1, 2])
    let answer = try client.recv(10)
    XCTAssertEqual(end, [])
    XCTAssertEqual(answer, [1, 2])
  }

  func testShutdownOfReceivingKeepsSending() throws {
    let (client, server) = try connectedPair()

    try client.shutdown(.receiving)

    let end = try client.recv(10)
    try client.sendAll([1, 2])
    let bytes = try server.recv(10)
    XCTAssertEqual(end, [])
    XCTAssertEqual(bytes, [1, 2])
  }

  func testShutdownOfBothEndsBoth() throws {
    let (client, server) = try connectedPair()

    try client.shutdown(.both)

    let ends = try [client.recv(10), server.recv(10)]
    let error = try failure { try client.send([1]) }
    XCTAssertEqual(ends, [[], []])
    XCTAssertTrue(error.brokenPipe, "\(error)")
  }

  func testCloseEndsTheStream() throws {
    let (client, server) = try connectedPair()

    hangUp(client)

    let end = try server.recv(10)
    XCTAssertEqual(end, [])
  }

  func testCloseGivesTheDescriptorBack() throws {
    let socket = try newSocket()

    hangUp(socket)

    XCTAssertEqual(fcntl(socket.descriptor, F_GETFD), -1)
  }

  func testCloseWithUnreadBytesResetsTheConnection() throws {
    let (client, server) = try connectedPair()
    try client.sendAll([1, 2, 3])
    try waitForBytes(server)

    hangUp(server)

    let error = try failure { try client.recv(10) }
    XCTAssertTrue(error.connectionReset, "\(error)")
  }

  func testBothEndsKnowEachOther() throws {
    let (client, server) = try connectedPair()

    let here = try [client.localAddress, client.peerAddress]
    let there = try [server.peerAddress, server.localAddress]

    XCTAssertEqual(here, there)
    XCTAssertNotEqual(here[0], here[1])
  }

  func testTwoEndsTalkOverIPv6() throws {
    guard let listener = try? keep(.createServer(Address("::1", 0))) else {
      throw XCTSkip("there is no IPv6 on this machine")
    }
    let client = try keep(Socket(.inet6))
    try client.connect(listener.localAddress)

    let (server, address) = try listener.accept()

    try keep(server).sendAll([6])
    let bytes = try client.recv(1)
    let expected = try client.localAddress
    XCTAssertEqual(bytes, [6])
    XCTAssertEqual(address, expected)
    XCTAssertEqual(address.host, "::1")
  }
}
