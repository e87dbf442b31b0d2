// Lab 08 with the shortcut createConnection. It receives the head byte by byte up to the empty
// line, and prints the body as it arrives, so a large page needs no memory.
//
// If the connection fails midway, half a page is printed. The exit status reports the failure.

import LabKit
import Sockets

struct NoPage: Error, CustomStringConvertible {
  let description: String
}

func fetch(_ arguments: Arguments) throws(NoPage) {
  do throws(SocketError) {
    let isWhole = try printPage(arguments)
    if isWhole { return }
  } catch {
    throw NoPage(description: "no page from \(arguments.word("host")): \(error)")
  }
  throw NoPage(description: "\(arguments.word("host")) does not speak HTTP")
}

/// Prints the page; returns false if the server sends no complete HTTP head.
func printPage(_ arguments: Arguments) throws(SocketError) -> Bool {
  let (host, seconds) = (arguments.word("host"), arguments.seconds("timeout"))
  let server = try Socket.createConnection(host, arguments.port, timeout: seconds)
  defer { server.close() }
  // The timeout above applies to connect only.
  try server.setReceiveTimeout(seconds)
  try server.setSendTimeout(seconds)
  let lines = ["GET \(arguments.word("path")) HTTP/1.0", "Host: \(host)", "", ""]
  try server.sendAll(Array(lines.joined(separator: "\r\n").utf8))

  let head = try receiveHead(from: server)
  if !head.starts(with: "HTTP/".utf8) || head.suffix(4) != [13, 10, 13, 10] { return false }
  var count = 0
  while case let piece = try server.recv(4096), !piece.isEmpty {
    output(piece)
    count += piece.count
  }
  log(String(decoding: head.prefix { $0 != 13 }, as: UTF8.self))
  log("\(count) bytes from \(try server.peerAddress)")
  return true
}

/// Everything up to the empty line, or up to end of stream if there's no empty line.
func receiveHead(from server: Socket) throws(SocketError) -> [UInt8] {
  var head: [UInt8] = []
  while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
    let byte = try server.recv(1)
    if byte.isEmpty { break }
    head += byte
  }
  return head
}

run(
  fetch, places: .word("host"), .port, .word("path", default: "/"),
  options: .seconds("timeout", default: 5))
