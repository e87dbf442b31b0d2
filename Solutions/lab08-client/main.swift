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
  var addresses = try Address.lookup(host, port)[...]
  while true {
    // There is one at least: a name without any is an error of `lookup`.
    let address = addresses.removeFirst()
    do throws(SocketError) {
      return try open(address, within: seconds)
    } catch {
      // What is wrong with the last one is told of them all.
      if addresses.isEmpty { throw error }
    }
  }
}

/// Opens a connection on which no call waits for longer than this, `connect` included.
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

/// Sends the request, all of it.
func ask(_ server: Socket, for path: String, of host: String) throws(SocketError) {
  let request = "GET \(path) HTTP/1.0\r\nHost: \(host)\r\n\r\n"
  try server.sendAll(Array(request.utf8))
}

/// Receives until nothing more will come. An error on the way is no end.
func receiveAll(from server: Socket) throws(SocketError) -> [UInt8] {
  var bytes: [UInt8] = []
  while true {
    let more = try server.recv(65536)
    if more.isEmpty { return bytes }
    bytes += more
  }
}

extension Answer {
  /// Takes an answer apart: a status line, lines that describe the body, an empty line, the body.
  /// nil if that is not what it is.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: "HTTP/".utf8),
      let emptyLine = bytes.firstRange(of: Array("\r\n\r\n".utf8))
    else { return nil }
    let head = String(decoding: bytes[..<emptyLine.lowerBound], as: UTF8.self)
    // To Swift, CR and LF are one Character.
    status = String(head.prefix { $0 != "\r\n" })
    body = Array(bytes[emptyLine.upperBound...])
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
