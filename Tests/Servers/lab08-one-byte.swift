// Lab 08, one byte at a time: slow but correct. It prints nothing before the page is complete, so
// with a large page you see no progress for seconds.

import LabKit
import Sockets

struct NoPage: Error, CustomStringConvertible {
  let description: String
}

func fetch(_ arguments: Arguments) throws(NoPage) {
  let (host, seconds) = (arguments.word("host"), arguments.seconds("timeout"))
  var page: [UInt8] = []
  let peer: Address
  do throws(SocketError) {
    let server = try Socket.createConnection(host, arguments.port, timeout: seconds)
    defer { server.close() }
    try server.setReceiveTimeout(seconds)
    try server.setSendTimeout(seconds)
    peer = try server.peerAddress
    try server.sendAll(
      Array("GET \(arguments.word("path")) HTTP/1.0\r\nHost: \(host)\r\n\r\n".utf8))
    while let byte = try server.recv(1).first { page.append(byte) }
  } catch {
    throw NoPage(description: "no page from \(host): \(error)")
  }
  guard page.starts(with: "HTTP/".utf8),
    let end = page.firstRange(of: Array("\r\n\r\n".utf8))
  else { throw NoPage(description: "\(host) does not speak HTTP") }
  output(Array(page[end.upperBound...]))
  log(String(decoding: page.prefix { $0 != 13 }, as: UTF8.self))
  log("\(page.count - end.upperBound) bytes from \(peer)")
}

run(
  fetch, places: .word("host"), .port, .word("path", default: "/"),
  options: .seconds("timeout", default: 5))
