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
    todo(3, "check for a free place and take it, under one lock")
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
  todo(1, "open a listening socket on 127.0.0.1")
}

/// Accepts one client after another, forever, and waits for none of them.
func welcomeClients(_ listener: Socket, _ places: Places) throws(SocketError) {
  todo(2, "accept forever: start a thread for each client that gets a place, and reject the others")
}

/// Serves the client on its own thread. The server doesn't wait for the thread to end.
func startThread(for client: Socket, from address: Address, _ places: Places) {
  todo(4, "serve the client on its own thread, then close it and give its place back")
}

/// Tells a client that the server is full, and closes it.
func reject(_ client: Socket, from address: Address) {
  todo(5, "send busy and a newline, receive what the client has sent, and close")
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
