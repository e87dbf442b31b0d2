// What a lab that is a client is graded with: servers to visit, one way or another.

import GraderKit
import XCTest

extension Grader {
  /// Long enough for every test that is not about time, however slow the grader is.
  var ampleTimeout: Double { 60 }

  /// Lets the program visit a server of the grader's, up to where the server is to answer.
  func visit(
    _ path: String? = nil, timeout: Double? = nil
  ) throws -> (client: Client, server: Peer, request: [String]) {
    let door = try XCTUnwrap(Listener())
    let client = try launch(to: door, path, timeout: timeout)
    let server = try client.accept(on: door)
    // One that does not even ask has given up, where it has little time.
    return (client, server, try server.receiveRequest(gone: timeout.map { _ in .givesUpTooSoon }))
  }

  func launch(
    to door: Listener, _ path: String? = nil, timeout: Double? = nil, weather: String? = nil
  ) throws -> Client {
    let words = [door.host, "\(door.port)"] + (path.map { [$0] } ?? [])
    return try launch(
      arguments: words + ["--timeout", "\(timeout ?? ampleTimeout)"], weather: weather)
  }

  /// Lets the program look for the one door that is open, the first of these.
  func launch(
    to doors: [Listener], of name: String, others: String, timeout: Double
  ) throws -> Client {
    let words = [name, "\(doors[0].port)", "--timeout", "\(timeout)"]
    let client = try launch(arguments: words, names: .here)
    let addresses = doors.map { "\($0.address)" }
    client.note("of the name's addresses \(addresses[0]) is open")
    for address in addresses.dropFirst() { client.note("and \(address) \(others)") }
    return client
  }

  /// Tries a longer timeout where a busy machine has spoiled the trial: that proves nothing.
  func withTimeouts(_ isConclusive: (Double) throws -> Bool) throws {
    for timeout in [0.5, 1, 3] where try isConclusive(timeout) { return }
    throw skip("this machine is too busy to be on time within three seconds")
  }

  /// For each address of a name with two, a try in which only that one is open. In which order a
  /// program gets them is not ours to choose, so one of the tries has the open one last.
  func doors(_ other: Listener.Door) throws -> [(doors: [Listener], name: String)] {
    if Listener(other) == nil { throw skip("this system answers at every door") }
    guard let (name, hosts) = HostNames.here.double else {
      throw skip("no name has two addresses here: unshare(1) is missing, or refused")
    }
    return try hosts.map { host in
      for _ in 1...20 {
        guard let open = Listener(host: host) else { break }
        let others = hosts.filter { $0 != host }.compactMap {
          Listener(other, host: $0, port: open.port)
        }
        if others.count == hosts.count - 1 { return ([open] + others, name) }
      }
      throw skip("there are no two ports of one number here, one of them open")
    }
  }
}
