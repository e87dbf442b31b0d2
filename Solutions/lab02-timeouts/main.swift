// Lab 02: an echo server in which no call waits forever.

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

/// Opens a listening socket whose accept waits for at most a second.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket.createServer(Address("127.0.0.1", port))
  try listener.setReceiveTimeout(1)
  return listener
}

/// Waits for a client. Returns nil if none connected in time.
func nextClient(_ listener: Socket) throws(SocketError) -> (client: Socket, address: Address)? {
  do {
    return try listener.accept()
  } catch let error where error.timedOut {
    return nil
  }
}

/// Serves one client until it disconnects, or sends or reads nothing for the idle time.
func visit(_ client: Socket, from address: Address, idle: Double) {
  do {
    try client.setReceiveTimeout(idle)
    try client.setSendTimeout(idle)
    try echo(client)
    log("the visit of \(address) has ended")
  } catch {
    log("\(address) is dropped: \(error)")
  }
}

/// Sends back every byte that the client sends, until an empty recv or a timeout.
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

/// Waits for bytes. Returns nil if the client was silent for too long. An empty array is something
/// else: the client has finished sending.
func receive(_ client: Socket) throws(SocketError) -> [UInt8]? {
  do {
    return try client.recv(65536)
  } catch let error where error.timedOut {
    return nil
  }
}

run(serve, options: .seconds("idle", default: 5))
