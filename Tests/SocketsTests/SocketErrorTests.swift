// Errors: each kind is provoked for real, sets the right properties, and prints well.

import Libc
import Sockets
import XCTest

final class SocketErrorTests: LoopbackTestCase {
  func testWouldBlock() throws {
    let (client, _) = try connectedPair()
    try client.setBlocking(false)

    let error = try failure { try client.recv(1) }

    // A timeout has the same errno.
    XCTAssertEqual(kinds(of: error), ["wouldBlock", "timedOut"])
  }

  func testTimedOut() throws {
    #if canImport(Darwin)
      throw XCTSkip("a backlog of 0 means the largest one on this system")
    #else
      let listener = try newListener(backlog: 0)
      _ = try newClient(of: listener)
      let late = try newSocket()

      let error = try failure { try late.connect(listener.localAddress, timeout: 0.05) }

      XCTAssertEqual(kinds(of: error), ["timedOut"])
    #endif
  }

  func testConnectionReset() throws {
    let (client, server) = try connectedPair()
    try server.setLinger(0)
    hangUp(server)

    let error = try failure { try client.recv(1) }

    XCTAssertEqual(kinds(of: error), ["connectionReset"])
  }

  func testBrokenPipe() throws {
    let (client, _) = try connectedPair()
    try client.shutdown(.sending)

    let error = try failure { try client.send([1]) }

    XCTAssertEqual(kinds(of: error), ["brokenPipe"])
  }

  func testConnectionRefused() throws {
    let deaf = try newSocket()
    try deaf.bind(Address("127.0.0.1", 0))
    let client = try newSocket()

    let error = try failure { try client.connect(deaf.localAddress) }

    XCTAssertEqual(kinds(of: error), ["connectionRefused"])
  }

  func testNotConnected() throws {
    let socket = try newSocket()

    let errors = try [
      failure { try socket.recv(1) }, failure { try socket.peerAddress },
      failure { try socket.shutdown(.both) },
    ]

    XCTAssertEqual(errors.flatMap(kinds), ["notConnected", "notConnected", "notConnected"])
  }

  func testAddressInUse() throws {
    let listener = try newListener()
    let other = try newSocket()
    try other.setReuseAddress(true)

    let error = try failure { try other.bind(listener.localAddress) }

    XCTAssertEqual(kinds(of: error), ["addressInUse"])
  }

  func testAddressNotAvailable() throws {
    let socket = try newSocket()

    // An address reserved for documentation: no machine has it.
    let error = try failure { try socket.bind(Address("192.0.2.1", 0)) }

    XCTAssertEqual(kinds(of: error), ["addressNotAvailable"])
  }

  func testPermissionDenied() throws {
    let socket = try newSocket()
    let user = geteuid()
    if user == 0 { try XCTSkipIf(seteuid(65_534) == -1, "root may do it, and stays root") }
    defer { if user == 0 { seteuid(user) } }

    guard let error = try? failure({ try socket.bind(Address("127.0.0.1", 1)) }) else {
      throw XCTSkip("any user of this machine may take any port")
    }

    XCTAssertEqual(kinds(of: error), ["permissionDenied"])
  }

  func testOutOfDescriptors() throws {
    let error = try withoutDescriptors { try failure { try Socket() } }

    XCTAssertEqual(kinds(of: error), ["outOfDescriptors"])
    XCTAssertEqual(error.call, "socket")
  }

  func testAcceptOutOfDescriptorsKeepsTheClientInTheQueue() throws {
    let listener = try newListener()
    let client = try newClient(of: listener)

    let error = try withoutDescriptors { try failure { try listener.accept() } }

    let (server, address) = try listener.accept()
    _ = try keep(server)
    let expected = try client.localAddress
    XCTAssertEqual(kinds(of: error), ["outOfDescriptors"])
    XCTAssertEqual(address, expected)
  }

  func testBadDescriptor() throws {
    let socket = try newSocket()
    hangUp(socket)

    let error = try failure { try socket.recv(1) }

    XCTAssertEqual(kinds(of: error), ["badDescriptor"])
  }

  func testNameNotFound() throws {
    let error = try failure { try Address("not a number", 80) }

    XCTAssertEqual(kinds(of: error), ["nameNotFound"])
  }

  func testErrorPrintsCallWordsAndNumber() throws {
    let listener = try newListener()
    let other = try newSocket()

    let error = try failure { try other.bind(listener.localAddress) }

    XCTAssertEqual("\(error)", "bind: Address already in use (errno \(EADDRINUSE))")
    XCTAssertEqual(error.code, EADDRINUSE)
  }

  func testNameInPlaceOfANumberIsToldApart() throws {
    let error = try failure { try Address("localhost", 80) }

    XCTAssertTrue(error.nameNotFound)
    XCTAssertTrue("\(error)".hasPrefix("getaddrinfo: \"localhost\" isn't a numeric address"))
  }

  func testErrorsAreEqualWhenCallAndNumberAre() throws {
    let bad = Socket(descriptor: -1)

    let errors = try [
      failure { try bad.recv(1) }, failure { try bad.recv(2) }, failure { try bad.send([1]) },
    ]

    XCTAssertEqual(errors[0], errors[1])
    XCTAssertNotEqual(errors[0], errors[2])
  }

  /// The names of all properties that are true.
  private func kinds(of error: SocketError) -> [String] {
    let answers = [
      ("wouldBlock", error.wouldBlock), ("timedOut", error.timedOut),
      ("connectionReset", error.connectionReset), ("brokenPipe", error.brokenPipe),
      ("connectionRefused", error.connectionRefused), ("notConnected", error.notConnected),
      ("addressInUse", error.addressInUse), ("addressNotAvailable", error.addressNotAvailable),
      ("permissionDenied", error.permissionDenied), ("outOfDescriptors", error.outOfDescriptors),
      ("badDescriptor", error.badDescriptor), ("nameNotFound", error.nameNotFound),
    ]
    return answers.filter(\.1).map(\.0)
  }

  /// Runs the body while this process can't open a descriptor.
  private func withoutDescriptors<Value>(_ body: () throws -> Value) throws -> Value {
    var limit = rlimit()
    getrlimit(noFile, &limit)
    var lower = limit
    lower.rlim_cur = 0
    setrlimit(noFile, &lower)
    defer { setrlimit(noFile, &limit) }
    return try body()
  }
}
