// Lab 03: one thread serves every client: it never waits for one, it asks them all, again and again.

import LabKit
import Sockets

/// A connection, and what the kernel would not take of its echo yet.
final class Client {
  let socket: Socket
  let address: Address
  var unsent: ArraySlice<UInt8> = []
  var hasLeft = false

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

/// Asks everybody, again and again: the listener for newcomers, the clients for bytes.
func serveAll(_ listener: Socket) throws(SocketError) {
  var clients: [Client] = []
  while true {
    let newcomers = try acceptNewcomers(listener)
    clients += newcomers
    let moved = sweep(&clients)
    // A sweep that found nothing was for nothing: rest, or the sweeping takes a whole core.
    if newcomers.isEmpty && !moved { sleep(seconds: 0.001) }
  }
}

/// Takes all who wait to be let in, which may be nobody.
func acceptNewcomers(_ listener: Socket) throws(SocketError) -> [Client] {
  var newcomers: [Client] = []
  do {
    while true {
      let (socket, address) = try listener.accept()
      try socket.setBlocking(false)
      newcomers.append(Client(socket, address))
      log("\(address) came")
    }
  } catch let error where error.wouldBlock || error.outOfDescriptors {
    // Nobody waits, or there is no descriptor left for who does: later, when somebody has gone.
    return newcomers
  }
}

/// Gives every client its turn, and lets go of those that left. Says whether any byte moved.
func sweep(_ clients: inout [Client]) -> Bool {
  var moved = false
  for client in clients {
    do {
      if try echo(client) { moved = true }
      if client.hasLeft { log("\(client.address) left") }
    } catch {
      log("\(client.address) is lost: \(error)")
      client.hasLeft = true
    }
    if client.hasLeft { client.socket.close() }
  }
  clients.removeAll { $0.hasLeft }
  return moved
}

/// One client's turn: first what is left of its last echo, and only when that is gone, something new.
func echo(_ client: Client) throws(SocketError) -> Bool {
  do {
    if client.unsent.isEmpty {
      let bytes = try client.socket.recv(65536)
      if bytes.isEmpty {
        client.hasLeft = true
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
