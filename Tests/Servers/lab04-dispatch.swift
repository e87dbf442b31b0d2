// Lab 04 with a serial dispatch queue for each client: the library finds a thread for it.
//
// The library's threads outlive their clients by some seconds, and serve later ones.

import Dispatch
import LabKit
import Sockets
import Synchronization

func serve(_ arguments: Arguments) throws(SocketError) {
  let limit = arguments.count("clients")
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  let places = Places(limit: limit)
  while true {
    let (client, address) = try listener.accept()
    if places.enter() {
      DispatchQueue(label: "\(address)").async {
        visit(client)
        places.leave()
      }
    } else {
      reject(client)
    }
  }
}
final class Places: Sendable {
  private let free: Atomic<Int>
  init(limit: Int) { free = Atomic(limit) }
  func enter() -> Bool {
    if free.subtract(1, ordering: .sequentiallyConsistent).newValue >= 0 { return true }
    leave()
    return false
  }
  func leave() { free.add(1, ordering: .sequentiallyConsistent) }
}
func visit(_ client: Socket) {
  do throws(SocketError) {
    while case let bytes = try client.recv(4096), !bytes.isEmpty { try client.sendAll(bytes) }
  } catch { log("a client failed: \(error)") }
  client.close()
}
func reject(_ client: Socket) {
  try? client.sendAll(Array("busy\n".utf8))
  try? client.setBlocking(false)
  _ = try? client.recv(65536)
  client.close()
}
run(serve, options: .count("clients", placeholder: "LIMIT", default: 100))
