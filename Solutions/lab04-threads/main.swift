// Lab 04: one thread per client, and a limit on clients that all threads share.

import Foundation
import LabKit
import Sockets
import Synchronization

/// The places for clients. All threads share them, so a mutex protects the number.
final class Places: Sendable {
  private let limit: Int
  private let taken = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// Takes a place if one is free. The lock makes the check and the change a single step.
  func take() -> Bool {
    taken.withLock { taken in
      if taken == limit { return false }
      taken += 1
      return true
    }
  }

  func giveBack() {
    taken.withLock { $0 -= 1 }
  }
}

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try welcomeClients(listener, Places(limit: arguments.count("clients")))
}

/// Opens a listening socket on 127.0.0.1.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  try Socket.createServer(Address("127.0.0.1", port))
}

/// Accepts one client after another, forever, and waits for none of them.
func welcomeClients(_ listener: Socket, _ places: Places) throws(SocketError) {
  while true {
    let (client, address) = try listener.accept()
    if places.take() {
      startThread(for: client, from: address, places)
    } else {
      reject(client, from: address)
    }
  }
}

/// Serves the client on its own thread. The server doesn't wait for the thread to end.
func startThread(for client: Socket, from address: Address, _ places: Places) {
  Thread.detachNewThread {
    visit(client, from: address)
    client.close()
    places.giveBack()
  }
}

/// Tells a client that the server is full, and closes it.
func reject(_ client: Socket, from address: Address) {
  log("\(address) is rejected")
  // The client may have disconnected already.
  try? client.sendAll(Array("busy\n".utf8))
  // Closing a socket with unread bytes resets the connection, and the word could get lost.
  try? client.setBlocking(false)
  _ = try? client.recv(65536)
  client.close()
}

/// Serves one client until it disconnects. An error ends this visit only, not the server.
func visit(_ client: Socket, from address: Address) {
  do {
    try echo(client)
    log("\(address) disconnected")
  } catch {
    log("\(address) failed: \(error)")
  }
}

/// Sends back every byte that the client sends, until an empty recv.
func echo(_ client: Socket) throws(SocketError) {
  while true {
    let bytes = try client.recv(65536)
    if bytes.isEmpty { return }
    try client.sendAll(bytes)
  }
}

run(serve, options: .count("clients", placeholder: "LIMIT", default: 100))
