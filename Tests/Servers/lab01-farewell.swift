// Lab 01, with one small buffer for all clients, a word to each of its steps, and a slow farewell: it
// ends its own sending, waits until the client has nothing more to say either, and only then closes.
//
// After the empty recv there is nothing to wait for, so this comes to the same; where a server ends a
// connection by itself, it keeps the last answer from being lost to a reset.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  log("lab01, the slow one: every step is told")
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
      log("\(address): \(error)")
    }
    client.close()
  }
}

/// Whatever is in the buffer behind `count` is of the time before, and nobody's business.
func echo(_ client: Socket, through buffer: inout [UInt8]) throws(SocketError) {
  while true {
    let count = try client.recv(into: &buffer)
    if count == 0 { return }
    try client.sendAll(buffer[..<count])
  }
}

run(serve)
