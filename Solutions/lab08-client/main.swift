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
  var addresses = try Address.lookup(host, port)[...]
  while true {
    // There is at least one: `lookup` throws if a name has none.
    let address = addresses.removeFirst()
    do throws(SocketError) {
      return try open(address, within: seconds)
    } catch {
      // If all of them fail, report the error of the last.
      if addresses.isEmpty { throw error }
    }
  }
}

/// Opens a connection on which no call, not even `connect`, waits for longer than this.
func open(_ address: Address, within seconds: Double) throws(SocketError) -> Socket {
  let socket = try Socket(address.family)
  do throws(SocketError) {
    try socket.setReceiveTimeout(seconds)
    try socket.setSendTimeout(seconds)
    try socket.connect(address, timeout: seconds)
    return socket
  } catch {
    socket.close()
    throw error
  }
}

/// Sends the whole request.
func ask(_ server: Socket, for path: String, of host: String) throws(SocketError) {
  let request = "GET \(path) HTTP/1.0\r\nHost: \(host)\r\n\r\n"
  try server.sendAll(Array(request.utf8))
}

/// Receives until the empty recv. An error before that isn't the end of the page.
func receiveAll(from server: Socket) throws(SocketError) -> [UInt8] {
  var bytes: [UInt8] = []
  while true {
    let more = try server.recv(65536)
    if more.isEmpty { return bytes }
    bytes += more
  }
}

extension Answer {
  /// Parses an answer: a status line, header lines, an empty line, and the body. Returns nil if it
  /// isn't HTTP.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: "HTTP/".utf8),
      let emptyLine = bytes.firstRange(of: Array("\r\n\r\n".utf8))
    else { return nil }
    let head = String(decoding: bytes[..<emptyLine.lowerBound], as: UTF8.self)
    // In Swift, CR LF is a single Character.
    status = String(head.prefix { $0 != "\r\n" })
    body = Array(bytes[emptyLine.upperBound...])
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
