// Lab 02 with sockets that never block: every wait is a select with a timeout, and no socket has a
// timeout of its own.
//
// A call on a ready socket may still fail with wouldBlock. Then the wait starts over.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try listener.setBlocking(false)
  try announce(listener)
  while true {
    if try select(reading: [listener], timeout: 0.5).readable.isEmpty {
      log("no client yet")
      continue
    }
    do throws(SocketError) {
      let (client, address) = try listener.accept()
      let ending = visit(client, idle: arguments.seconds("idle"))
      log("\(address) \(ending)")
      client.close()
    } catch let error where error.wouldBlock {
      log("a client disconnected before accept")
    }
  }
}

func visit(_ client: Socket, idle: Double) -> String {
  do throws(SocketError) {
    try client.setBlocking(false)
    while true {
      guard let bytes = try receive(from: client, within: idle) else {
        _ = try send(Array("timeout\n".utf8), to: client, within: idle)
        return "timed out"
      }
      if bytes.isEmpty { return "disconnected" }
      if try !send(bytes, to: client, within: idle) { return "does not read" }
    }
  } catch {
    return "failed: \(error)"
  }
}

/// Receives some bytes; nil if the client was silent for too long.
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

/// Sends all bytes; returns false if the client accepted none for too long.
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
