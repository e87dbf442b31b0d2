// Lab 04 with one thread per place, all started before the first client. A free thread waits for
// the next client, so a free thread is a free place.
//
// The threads never end, so none can leak, and no client waits until its thread has started.

import Dispatch
import Foundation
import LabKit
import Sockets
import Synchronization

/// Where new clients wait for a thread. It admits no more of them than there are free threads.
final class Hall: Sendable {
  private let state: Mutex<(free: Int, waiting: [Socket])>
  private let bell = DispatchSemaphore(value: 0)

  init(places: Int) { state = Mutex((places, [])) }

  /// Admits a new client if a thread is free; returns whether it did.
  func enter(_ client: Socket) -> Bool {
    let isFree = state.withLock { state in
      if state.free == 0 { return false }
      state.free -= 1
      state.waiting.append(client)
      return true
    }
    if isFree { bell.signal() }
    return isFree
  }

  /// Waits for a new client.
  func next() -> Socket {
    bell.wait()
    return state.withLock { $0.waiting.removeFirst() }
  }

  func leave() { state.withLock { $0.free += 1 } }
}

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port), backlog: 50)
  let hall = Hall(places: arguments.count("clients"))
  for _ in 1...arguments.count("clients") {
    Thread.detachNewThread { work(hall) }
  }
  try announce(listener)
  while true {
    let (client, _) = try listener.accept()
    if !hall.enter(client) { turnAway(client) }
  }
}

func work(_ hall: Hall) {
  while true {
    let client = hall.next()
    do throws(SocketError) { try echo(client) } catch { log("a client failed: \(error)") }
    client.close()
    hall.leave()
  }
}

func echo(_ client: Socket) throws(SocketError) {
  var buffer = [UInt8](repeating: 0, count: 8192)
  while case let count = try client.recv(into: &buffer), count > 0 {
    try client.sendAll(buffer[..<count])
  }
}

/// Reads what the client has sent before it closes, because unread bytes would cause a reset.
func turnAway(_ client: Socket) {
  try? client.sendAll(Array("busy\n".utf8))
  try? client.setBlocking(false)
  _ = try? client.recv(65536)
  client.close()
}

run(serve, options: .count("clients", placeholder: "LIMIT", default: 100))
