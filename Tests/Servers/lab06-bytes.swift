// Lab 06 with one thread per client, which receives only what it needs next: a length, then that
// many bytes; before a marker, one byte at a time. So it keeps nothing from one recv to the next.
//
// One system call per byte is slow but correct. A client that is dropped for an invalid message has
// sent more than the server received. Closing then causes a reset, which tells the client too.

import Foundation
import LabKit
import Sockets

/// Why a client is dropped.
enum Refusal: Error { case tooLong, notText }

let limit = 65536

func serve(_ arguments: Arguments) throws(SocketError) {
  let framing = arguments.word("framing")
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  while true {
    let (client, address) = try listener.accept()
    Thread.detachNewThread {
      do {
        while let message = try receive(from: client, framing) {
          try client.sendAll(answer(message, framing))
          if framing == "shutdown" { break }
        }
      } catch {
        log("\(address) is dropped: \(error)")
      }
      client.close()
    }
  }
}

/// The next message; nil if the client disconnects before it's complete.
func receive(from client: Socket, _ framing: String) throws -> [UInt8]? {
  switch framing {
  case "fixed": return try exactly(16, from: client)
  case "shutdown":
    var message: [UInt8] = []
    while message.count <= limit {
      let bytes = try client.recv(limit + 1 - message.count)
      if bytes.isEmpty { return message }
      message += bytes
    }
    throw Refusal.tooLong
  case "prefixed":
    guard let prefix = try exactly(4, from: client) else { return nil }
    let length = prefix.reduce(0) { $0 * 256 + Int($1) }
    if length > limit { throw Refusal.tooLong }
    return try exactly(length, from: client)
  default:
    var message: [UInt8] = []
    while let byte = try client.recv(1).first {
      if byte == 10, message.last == 13 { return message.dropLast() }
      message.append(byte)
      // A CR at the end may begin the marker, so it doesn't count yet.
      if message.count - (byte == 13 ? 1 : 0) > limit { throw Refusal.tooLong }
    }
    return nil
  }
}

func exactly(_ count: Int, from client: Socket) throws -> [UInt8]? {
  var bytes: [UInt8] = []
  while bytes.count < count {
    let more = try client.recv(count - bytes.count)
    if more.isEmpty { return nil }
    bytes += more
  }
  return bytes
}

func answer(_ message: [UInt8], _ framing: String) throws(Refusal) -> [UInt8] {
  guard let text = String(validating: message, as: UTF8.self),
    framing != "fixed" || message.allSatisfy({ $0 < 128 })
  else { throw .notText }
  let capitals = Array(text.uppercased().utf8)
  let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: capitals.count >> $0) }
  switch framing {
  case "prefixed": return length + capitals
  case "delimited": return capitals + [13, 10]
  default: return capitals
  }
}

run(serve, options: .choice("framing", of: "delimited", "fixed", "prefixed", "shutdown"))
