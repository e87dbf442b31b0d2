// Lab 01 with one small buffer for all clients, and a slow farewell: it shuts down its own sending,
// waits for the client's end of stream, and only then closes.
//
// Here the client has already ended its sending, so the wait changes nothing. In a server that ends
// a connection itself, the wait keeps a reset from destroying the last answer.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  log("lab01 with a slow farewell")
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port), backlog: 5)
  try announce(listener)
  var buffer = [UInt8](repeating: 0, count: 1500)
  while true {
    let (client, address) = try listener.accept()
    do throws(SocketError) {
      try echo(client, through: &buffer)
      try client.shutdown(.sending)
      while try client.recv(into: &buffer) > 0 {}
      log("\(address): farewell")
    } catch {
      log("\(address) failed: \(error)")
    }
    client.close()
  }
}

/// Echoes until end of stream. The buffer past `count` holds old bytes, which it doesn't send.
func echo(_ client: Socket, through buffer: inout [UInt8]) throws(SocketError) {
  while true {
    let count = try client.recv(into: &buffer)
    if count == 0 { return }
    try client.sendAll(buffer[..<count])
  }
}

run(serve)
