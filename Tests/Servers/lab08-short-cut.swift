// Lab 08, with the short cut createConnection, and a head that is received byte by byte up to its empty
// line. The body is printed as it comes, so a large page needs no memory.
//
// Half a page may be printed then. The exit status says that it is no whole one.

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
    throw NoPage(description: "there is no page on \(arguments.word("host")), \(error)")
  }
  throw NoPage(description: "\(arguments.word("host")) speaks no HTTP")
}

/// Says whether it was a page.
func printPage(_ arguments: Arguments) throws(SocketError) -> Bool {
  let (host, seconds) = (arguments.word("host"), arguments.seconds("timeout"))
  let server = try Socket.createConnection(host, arguments.port, timeout: seconds)
  defer { server.close() }
  // That timeout was for connect alone.
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
  log("\(count) bytes came from \(try server.peerAddress)")
  return true
}

/// All up to the empty line, or up to the end if there is none.
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
