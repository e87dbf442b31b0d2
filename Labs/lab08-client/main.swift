// Lab 08: the other end of the connection. A client fetches a page.

import LabKit
import Sockets

/// The reason why there is no page, in one sentence.
struct Failure: Error, CustomStringConvertible {
  let description: String
}

/// The answer of a web server.
struct Answer {
  /// Such as `HTTP/1.0 200 OK`.
  let status: String
  let body: [UInt8]
}

func fetch(_ arguments: Arguments) throws(Failure) {
  let host = arguments.word("host")
  let bytes: [UInt8]
  let peer: Address
  do throws(SocketError) {
    let server = try connect(to: host, arguments.port, within: arguments.seconds("timeout"))
    defer { server.close() }
    peer = try server.peerAddress
    try ask(server, for: arguments.word("path"), of: host)
    bytes = try receiveAll(from: server)
  } catch {
    throw Failure(description: explain(error, arguments))
  }
  guard let answer = Answer(bytes) else {
    throw Failure(description: "the answer of \(host) is not HTTP")
  }
  log(answer.status)
  log("\(peer) sent \(answer.body.count) bytes")
  output(answer.body)
}

/// Connects to the first of a host's addresses that answers.
func connect(
  to host: String, _ port: UInt16, within seconds: Double
) throws(SocketError) -> Socket {
  todo(1, "look up the name, and try each of its addresses in turn")
}

/// Opens a connection on which no call, not even `connect`, waits for longer than this.
func open(_ address: Address, within seconds: Double) throws(SocketError) -> Socket {
  todo(2, "connect, and set a timeout for every call")
}

/// Sends the whole request.
func ask(_ server: Socket, for path: String, of host: String) throws(SocketError) {
  todo(3, "send the whole request")
}

/// Receives until the empty recv. An error before that isn't the end of the page.
func receiveAll(from server: Socket) throws(SocketError) -> [UInt8] {
  todo(4, "receive until the empty recv")
}

extension Answer {
  /// Parses an answer: a status line, header lines, an empty line, and the body. Returns nil if it
  /// isn't HTTP.
  init?(_ bytes: [UInt8]) {
    todo(5, "parse the answer, or return nil if it isn't HTTP")
  }
}

/// Explains an error to a person who wants to see a page.
func explain(_ error: SocketError, _ arguments: Arguments) -> String {
  let (host, port) = (arguments.word("host"), arguments.port)
  if error.nameNotFound { return "there is no host named \(host)" }
  if error.connectionRefused { return "no server listens on port \(port) of \(host)" }
  if error.timedOut { return "\(host) was silent for \(arguments.seconds("timeout")) s" }
  if error.connectionReset || error.brokenPipe { return "\(host) broke off the connection" }
  return "can't reach \(host): \(error)"
}

run(
  fetch, places: .word("host"), .port, .word("path", default: "/"),
  options: .seconds("timeout", default: 5))
