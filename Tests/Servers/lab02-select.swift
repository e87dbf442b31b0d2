// Lab 02, with sockets that never block: each wait is a select with an end, and no socket has a
// timeout of its own.
//
// Ready is not a promise, so a wait may be in vain; then it begins anew.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try listener.setBlocking(false)
  try announce(listener)
  while true {
    if try select(reading: [listener], timeout: 0.5).readable.isEmpty {
      log("nobody yet")
      continue
    }
    do throws(SocketError) {
      let (client, address) = try listener.accept()
      let ending = visit(client, idle: arguments.seconds("idle"))
      log("\(address) \(ending)")
      client.close()
    } catch let error where error.wouldBlock {
      log("somebody came, and left at once")
    }
  }
}

func visit(_ client: Socket, idle: Double) -> String {
  do throws(SocketError) {
    try client.setBlocking(false)
    while true {
      guard let bytes = try receive(from: client, within: idle) else {
        _ = try send(Array("timeout\n".utf8), to: client, within: idle)
        return "was silent"
      }
      if bytes.isEmpty { return "left" }
      if try !send(bytes, to: client, within: idle) { return "takes nothing" }
    }
  } catch {
    return "is lost: \(error)"
  }
}

/// nil when the client was silent for too long.
func receive(from client: Socket, within idle: Double) throws(SocketError) -> [UInt8]? {
  while try !select(reading: [client], timeout: idle).readable.isEmpty {
    do throws(SocketError) {
      return try client.recv(32768)
    } catch let error where error.wouldBlock {
      continue
    }
  }
  return nil
}

/// Says whether the client took all of it, and never nothing for too long.
func send(
  _ bytes: [UInt8], to client: Socket, within idle: Double
) throws(SocketError) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    if try select(writing: [client], timeout: idle).writable.isEmpty { return false }
    do throws(SocketError) {
      rest = rest.dropFirst(try client.send(rest))
    } catch let error where error.wouldBlock {
      continue
    }
  }
  return true
}

run(serve, options: .seconds("idle", default: 5))
