// Lab 04 with a pool that grows: it starts a thread only if none is free. A thread never ends, and
// serves one client after another.

import Foundation
import LabKit
import Sockets

/// Threads that wait for clients, and clients that wait for threads.
final class Pool: @unchecked Sendable {
  private let condition = NSCondition()
  private let limit: Int
  private var free = 0
  private var inside = 0
  private var waiting: [Socket] = []

  init(limit: Int) { self.limit = limit }

  /// Hands the client to a thread; returns false if the limit is reached.
  func take(_ client: Socket) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if inside == limit { return false }
    inside += 1
    waiting.append(client)
    if free < waiting.count {
      Thread.detachNewThread { self.work() }
    } else {
      condition.signal()
    }
    return true
  }

  private func work() {
    condition.lock()
    while true {
      while waiting.isEmpty {
        free += 1
        condition.wait()
        free -= 1
      }
      let client = waiting.removeFirst()
      condition.unlock()
      visit(client)
      condition.lock()
      inside -= 1
    }
  }
}

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  let pool = Pool(limit: arguments.count("clients"))
  try announce(listener)
  while true {
    let (client, _) = try listener.accept()
    if !pool.take(client) { reject(client) }
  }
}

func visit(_ client: Socket) {
  do throws(SocketError) {
    while case let bytes = try client.recv(65536), !bytes.isEmpty { try client.sendAll(bytes) }
  } catch {
    log("a client failed: \(error)")
  }
  client.close()
}

/// Reads what the client has sent before it closes, because unread bytes would cause a reset.
func reject(_ client: Socket) {
  try? client.sendAll(Array("busy\n".utf8))
  try? client.setBlocking(false)
  _ = try? client.recv(65536)
  client.close()
}

run(serve, options: .count("clients", placeholder: "LIMIT", default: 100))
