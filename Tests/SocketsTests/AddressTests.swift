// Addresses: their parts, how they print, when they are equal, and name lookup.

import Libc
import Sockets
import XCTest

final class AddressTests: XCTestCase {
  func testAddressHasAHostAndAPort() throws {
    let address = try Address("192.0.2.7", 10_001)

    XCTAssertEqual(address.host, "192.0.2.7")
    XCTAssertEqual(address.port, 10_001)
    XCTAssertEqual(address.family, .inet)
  }

  func testIPv6AddressHasAHostAndAPort() throws {
    let address = try Address("2001:db8::7", 80)

    XCTAssertEqual(address.host, "2001:db8::7")
    XCTAssertEqual(address.port, 80)
    XCTAssertEqual(address.family, .inet6)
  }

  func testAPathIsAnAddressForProgramsOnOneMachine() throws {
    let path = "/tmp/sockets-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    defer { unlink(path) }
    let address = try Address(path: path)
    let listener = try Socket.createServer(address)
    defer { listener.close() }

    let client = try Socket(.unix)
    defer { client.close() }
    try client.connect(address)
    let (server, peer) = try listener.accept()
    defer { server.close() }
    try client.sendAll(Array("hello".utf8))

    XCTAssertEqual(try server.recv(10), Array("hello".utf8))
    XCTAssertEqual(try listener.localAddress, address)
    XCTAssertEqual(["\(address)", "\(address.host)"], [path, path])
    XCTAssertEqual(address.family, .unix)
    XCTAssertEqual("\(peer)", "a Unix-domain socket")
    XCTAssertThrowsError(try Socket.createServer(address)) { error in
      XCTAssertEqual((error as? SocketError)?.addressInUse, true, "\(error)")
    }
  }

  func testAPathThatIsEmptyTooLongOrCutIsAnError() throws {
    let longest = String(
      repeating: "a", count: MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1)

    XCTAssertEqual(try Address(path: longest).host, longest)
    for path in ["", longest + "a", "a\0b"] {
      XCTAssertThrowsError(try Address(path: path)) { error in
        XCTAssertTrue("\(error)".contains("a path has 1 to \(longest.count) bytes"), "\(error)")
      }
    }
  }

  func testEveryPortIsKept() throws {
    let ports: [UInt16] = [0, 1, 255, 256, 32_768, 65_535]

    let addresses = try ports.map { port in try Address("127.0.0.1", port) }

    XCTAssertEqual(addresses.map(\.port), ports)
  }

  func testAddressPrintsAsHostColonPort() throws {
    let address = try Address("127.0.0.1", 10_001)

    XCTAssertEqual("\(address)", "127.0.0.1:10001")
  }

  func testIPv6AddressPrintsInBrackets() throws {
    let address = try Address("::1", 80)

    XCTAssertEqual("\(address)", "[::1]:80")
  }

  func testAddressesAreEqualWhenHostAndPortAre() throws {
    let address = try Address("127.0.0.1", 1)
    let same = try Address("127.0.0.1", 1)

    let others = try [
      Address("127.0.0.1", 2), Address("127.0.0.2", 1), Address("::1", 1),
      Address("::ffff:127.0.0.1", 1),
    ]

    XCTAssertEqual(address, same)
    XCTAssertFalse(others.contains(address))
    XCTAssertEqual(Set(others + [address, same]).count, 5)
  }

  func testDifferentWaysToWriteAnAddressAreEqual() throws {
    let short = try Address("::1", 80)

    let long = try Address("0:0:0:0:0:0:0:1", 80)

    XCTAssertEqual(short, long)
    XCTAssertEqual(short.hashValue, long.hashValue)
  }

  func testNameIsNotTakenForANumber() throws {
    for host in ["localhost", "1.2.3.4.5", "999.0.0.1", "no host", ":::"] {
      let error = try failure { try Address(host, 80) }

      XCTAssertTrue(error.nameNotFound, "\(host): \(error)")
      XCTAssertEqual(error.call, "getaddrinfo")
    }
  }

  func testLookupFindsLoopbackByItsName() throws {
    let addresses = try Address.lookup("localhost", 80)

    XCTAssertTrue(addresses.contains { $0.host == "127.0.0.1" || $0.host == "::1" }, "\(addresses)")
    XCTAssertEqual(addresses.filter { $0.port != 80 }, [])
  }

  func testLookupNamesEachAddressOnce() throws {
    let addresses = try Address.lookup("127.0.0.1", 80)

    let expected = try [Address("127.0.0.1", 80)]
    XCTAssertEqual(addresses, expected)
  }

  func testLookupOfWhatCannotBeANameFails() throws {
    let error = try failure { try Address.lookup("no host", 80) }

    XCTAssertEqual(error.call, "getaddrinfo")
  }
}
