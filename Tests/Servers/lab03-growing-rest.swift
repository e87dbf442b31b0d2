// Lab 03 with a rest that grows from 0.5 ms to 16 ms while nothing happens, and with a queue for
// each client: it receives while the queue has room, even if the last echo isn't sent yet.
//
// So end of stream may arrive while the queue holds bytes. The server sends those before it closes.

import LabKit
import Sockets

struct Client {
  let socket: Socket
  var queue: [UInt8] = []
  var hasEnded = false
  var isGone = false
}

let room = 200_000

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try listener.setBlocking(false)
  try announce(listener)
  var clients: [Client] = []
  var rest = 0.0005
  while true {
    var moved = try acceptOne(listener, &clients)
    for index in clients.indices {
      if take(&clients[index]) { moved = true }
      if give(&clients[index]) { moved = true }
    }
    for client in clients where client.isGone { client.socket.close() }
    clients.removeAll { $0.isGone }
    rest = moved ? 0.0005 : min(rest * 2, 0.016)
    if !moved { sleep(seconds: rest) }
  }
}

/// Accepts one client per sweep. Others wait in the backlog, and there's no rest until it's empty.
func acceptOne(_ listener: Socket, _ clients: inout [Client]) throws(SocketError) -> Bool {
  do throws(SocketError) {
    let (socket, _) = try listener.accept()
    try socket.setBlocking(false)
    clients.append(Client(socket: socket))
    return true
  } catch let error where error.wouldBlock || error.outOfDescriptors {
    return false
  }
}

func take(_ client: inout Client) -> Bool {
  if client.hasEnded || client.queue.count >= room { return false }
  do throws(SocketError) {
    let bytes = try client.socket.recv(room - client.queue.count)
    client.queue += bytes
    client.hasEnded = bytes.isEmpty
    return true
  } catch {
    client.isGone = !error.wouldBlock
    return false
  }
}

func give(_ client: inout Client) -> Bool {
  if client.isGone { return true }
  do throws(SocketError) {
    let count = client.queue.isEmpty ? 0 : try client.socket.send(client.queue)
    client.queue.removeFirst(count)
    client.isGone = client.hasEnded && client.queue.isEmpty
    return count > 0
  } catch {
    client.isGone = !error.wouldBlock
    return false
  }
}

run(serve)
