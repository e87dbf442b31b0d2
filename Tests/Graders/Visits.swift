// The servers that a client is graded with.

import GraderKit
import XCTest

extension Grader {
  /// Long enough for every test that isn't about time, however slow the grader is.
  var ampleTimeout: Double { 60 }

  /// Lets the program connect to a server of the grader's, and reads its request.
  func visit(
    _ path: String? = nil, timeout: Double? = nil
  ) throws -> (client: Client, server: Peer, request: [String]) {
    let door = try XCTUnwrap(Listener())
    let client = try launch(to: door, path, timeout: timeout)
    let server = try client.accept(on: door)
    // With a short timeout, a program that doesn't even ask has given up.
    return (client, server, try server.receiveRequest(gone: timeout.map { _ in .givesUpTooSoon }))
  }

  /// Lets the program visit a server that answers with this page.
  func visit(answering page: Page) throws -> (client: Client, server: Peer) {
    let (client, server, _) = try visit()
    server.answer(page)
    return (client, server)
  }

  func launch(
    to door: Listener, _ path: String? = nil, timeout: Double? = nil, weather: String? = nil
  ) throws -> Client {
    let words = [door.host, "\(door.port)"] + (path.map { [$0] } ?? [])
    return try launch(
      arguments: words + ["--timeout", "\(timeout ?? ampleTimeout)"], weather: weather)
  }

  /// Lets the program try the addresses of a name; only the first of these listeners is open.
  func launch(
    to doors: [Listener], of name: String, others: String, timeout: Double
  ) throws -> Client {
    let words = [name, "\(doors[0].port)", "--timeout", "\(timeout)"]
    let client = try launch(arguments: words, names: .here)
    let addresses = doors.map { "\($0.address)" }
    client.note("the name has two addresses, and \(addresses[0]) is open")
    for address in addresses.dropFirst() { client.note("and \(address) \(others)") }
    return client
  }

  /// For each address of a name with two, listeners of which only that one is open. The grader
  /// can't choose the program's order, but in one of the tries the open address is last.
  func doors(_ other: Listener.Door) throws -> [(doors: [Listener], name: String)] {
    if Listener(other) == nil { throw skip("every port of this system answers") }
    guard let (name, hosts) = HostNames.here.double else {
      throw skip("no name has two addresses here, because unshare(1) is missing or not allowed")
    }
    return try hosts.map { host in
      for _ in 1...20 {
        guard let open = Listener(host: host) else { break }
        let others = hosts.filter { $0 != host }.compactMap {
          Listener(other, host: $0, port: open.port)
        }
        if others.count == hosts.count - 1 { return ([open] + others, name) }
      }
      throw skip("this machine has no port that is open on one address only")
    }
  }
}
