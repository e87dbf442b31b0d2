// Lab 02: an echo server that never waits for ever, neither for a client nor on one.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  while true {
    guard let (client, address) = try nextClient(listener) else {
      log("still waiting for a client")
      continue
    }
    visit(client, from: address, idle: arguments.seconds("idle"))
    client.close()
  }
}

/// Opens a listening socket whose accept waits for a second at the most.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket.createServer(Address("127.0.0.1", port))
  try listener.setReceiveTimeout(1)
  return listener
}

/// Waits for a client; nil when the time is over and nobody came.
func nextClient(_ listener: Socket) throws(SocketError) -> (client: Socket, address: Address)? {
  do {
    return try listener.accept()
  } catch let error where error.timedOut {
    return nil
  }
}

/// Stays with one client until it leaves, or is silent for the idle time, or takes nothing for it.
func visit(_ client: Socket, from address: Address, idle: Double) {
  do {
    try client.setReceiveTimeout(idle)
    try client.setSendTimeout(idle)
    try echo(client)
    log("the visit of \(address) is over")
  } catch {
    log("\(address) is dropped: \(error)")
  }
}

/// Sends back whatever comes, until nothing more will, or until nothing came for too long.
func echo(_ client: Socket) throws(SocketError) {
  while true {
    guard let bytes = try receive(client) else {
      try client.sendAll(Array("timeout\n".utf8))
      return
    }
    if bytes.isEmpty { return }
    try client.sendAll(bytes)
  }
}

/// Waits for bytes; nil when the time is over and the client was silent. An empty array is something
/// else: the client has left.
func receive(_ client: Socket) throws(SocketError) -> [UInt8]? {
  do {
    return try client.recv(65536)
  } catch let error where error.timedOut {
    return nil
  }
}

run(serve, options: .seconds("idle", default: 5))
