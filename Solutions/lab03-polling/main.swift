// Lab 03: one thread serves every client. No call waits: the thread checks all clients in turn.

import LabKit
import Sockets

/// A connection, and the part of its echo that the kernel hasn't accepted yet.
final class Client {
  let socket: Socket
  let address: Address
  var unsent: ArraySlice<UInt8> = []
  var hasEnded = false

  init(_ socket: Socket, _ address: Address) {
    self.socket = socket
    self.address = address
  }
}

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try serveAll(listener)
}

/// Opens a listening socket whose accept never waits.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket.createServer(Address("127.0.0.1", port))
  try listener.setBlocking(false)
  return listener
}

/// Checks the listener for new clients and every client for bytes, forever.
func serveAll(_ listener: Socket) throws(SocketError) {
  var clients: [Client] = []
  while true {
    let newcomers = try acceptNewcomers(listener)
    clients += newcomers
    let moved = sweep(&clients)
    // Without this rest, sweeps that find nothing use 100% of a core.
    if newcomers.isEmpty && !moved { sleep(seconds: 0.001) }
  }
}

/// Accepts every client that is waiting. There may be none.
func acceptNewcomers(_ listener: Socket) throws(SocketError) -> [Client] {
  var newcomers: [Client] = []
  do {
    while true {
      let (socket, address) = try listener.accept()
      try socket.setBlocking(false)
      newcomers.append(Client(socket, address))
      log("\(address) connected")
    }
  } catch let error where error.wouldBlock || error.outOfDescriptors {
    // No client is waiting, or no descriptor is left. Then the client waits until another disconnects.
    return newcomers
  }
}

/// Gives every client its turn, and closes those that have ended. Returns whether any byte moved.
func sweep(_ clients: inout [Client]) -> Bool {
  var moved = false
  for client in clients {
    do {
      if try echo(client) { moved = true }
      if client.hasEnded { log("\(client.address) disconnected") }
    } catch {
      log("\(client.address) failed: \(error)")
      client.hasEnded = true
    }
    if client.hasEnded { client.socket.close() }
  }
  clients.removeAll { $0.hasEnded }
  return moved
}

/// One client's turn: first the rest of its last echo. Only when that is sent, receive something new.
func echo(_ client: Client) throws(SocketError) -> Bool {
  do {
    if client.unsent.isEmpty {
      let bytes = try client.socket.recv(65536)
      if bytes.isEmpty {
        client.hasEnded = true
        return true
      }
      client.unsent = bytes[...]
    }
    let count = try client.socket.send(client.unsent)
    client.unsent.removeFirst(count)
    return true
  } catch let error where error.wouldBlock {
    return false
  }
}

run(serve)
