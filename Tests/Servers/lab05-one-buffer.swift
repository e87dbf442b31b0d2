// Lab 05 without queues: each client has one buffer, and the server fills it only when it's empty.
//
// So nothing grows, and at end of stream everything is sent. The lists for select are rebuilt on
// every turn. While the server is full, new clients wait in the backlog.

import LabKit
import Sockets

/// The bytes received from each client and not yet sent.
typealias Buffers = [Socket: ArraySlice<UInt8>]

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try listener.setBlocking(false)
  try announce(listener)
  var buffers: Buffers = [:]
  var isFull = false
  while true {
    let door = isFull ? [] : [listener]
    let ready = try select(
      reading: door + buffers.filter { $1.isEmpty }.keys,
      writing: Array(buffers.filter { !$1.isEmpty }.keys))
    for client in ready.readable + ready.writable {
      if client == listener {
        isFull = try !acceptOne(listener, &buffers)
      } else if move(client, &buffers) {
        client.close()
        buffers[client] = nil
        isFull = false
      }
    }
  }
}

/// Accepts one new client; returns whether there is room for another.
func acceptOne(_ listener: Socket, _ buffers: inout Buffers) throws(SocketError) -> Bool {
  do throws(SocketError) {
    let (client, address) = try listener.accept()
    guard client.descriptor < selectLimit else {
      log("\(address) is rejected: too many clients")
      client.close()
      return false
    }
    try client.setBlocking(false)
    buffers[client] = []
    return true
  } catch let error where error.outOfDescriptors {
    return false
  } catch let error where error.wouldBlock {
    return true
  }
}

/// Receives if the client's buffer is empty, or else sends. Returns whether the connection is over.
func move(_ client: Socket, _ buffers: inout Buffers) -> Bool {
  guard let buffer = buffers[client] else { return false }
  do throws(SocketError) {
    if buffer.isEmpty {
      buffers[client] = try client.recv(100_000)[...]
      return buffers[client]?.isEmpty ?? true
    }
    buffers[client] = buffer.dropFirst(try client.send(buffer))
    return false
  } catch {
    return !error.wouldBlock
  }
}

run(serve)
