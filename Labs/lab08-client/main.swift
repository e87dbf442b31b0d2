// Lab 08: the other end of the connection, a client that fetches a page.

import LabKit
import Sockets

/// Why there is no page, in one sentence.
struct Failure: Error, CustomStringConvertible {
  let description: String
}

/// What a web server answered.
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
    throw Failure(description: "what \(host) answered is not HTTP")
  }
  log(answer.status)
  log("\(peer) sent \(answer.body.count) bytes")
  output(answer.body)
}

/// Connects to the first address of a name that answers.
func connect(
  to host: String, _ port: UInt16, within seconds: Double
) throws(SocketError) -> Socket {
  todo(1, "look the name up, and try each of its addresses in turn")
}

/// Opens a connection on which no call waits for longer than this, `connect` included.
func open(_ address: Address, within seconds: Double) throws(SocketError) -> Socket {
  todo(2, "connect, and let no call wait for longer than the timeout")
}

/// Sends the request, all of it.
func ask(_ server: Socket, for path: String, of host: String) throws(SocketError) {
  todo(3, "send the whole request")
}

/// Receives until nothing more will come. An error on the way is no end.
func receiveAll(from server: Socket) throws(SocketError) -> [UInt8] {
  todo(4, "receive until the empty recv")
}

extension Answer {
  /// Takes an answer apart: a status line, lines that describe the body, an empty line, the body.
  /// nil if that is not what it is.
  init?(_ bytes: [UInt8]) {
    todo(5, "take the answer apart, or say that it is none")
  }
}

/// Says what an error means to somebody who wants to see a page.
func explain(_ error: SocketError, _ arguments: Arguments) -> String {
  let (host, port) = (arguments.word("host"), arguments.port)
  if error.nameNotFound { return "there is no host of the name \(host)" }
  if error.connectionRefused { return "nobody listens on port \(port) of \(host)" }
  if error.timedOut { return "\(host) was silent for \(arguments.seconds("timeout")) s" }
  if error.connectionReset || error.brokenPipe { return "\(host) broke the connection off" }
  return "there is no way to \(host): \(error)"
}

run(
  fetch, places: .word("host"), .port, .word("path", default: "/"),
  options: .seconds("timeout", default: 5))
