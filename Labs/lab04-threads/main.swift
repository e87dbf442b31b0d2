// Lab 04: a thread for each client, and a limit on clients that the threads keep together.

import Foundation
import LabKit
import Sockets
import Synchronization

/// The places for clients. All threads share it, so the number is behind a mutex.
final class Places: Sendable {
  private let limit: Int
  private let taken = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// Takes a place if one is free. To look and to take is one step: nobody can come between.
  func take() -> Bool {
    todo(3, "look for a free place and take it, under one lock")
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

/// Opens the socket that clients connect to.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  todo(1, "open a listening socket on 127.0.0.1")
}

/// Takes one client after another, for ever, and waits for none of them.
func welcomeClients(_ listener: Socket, _ places: Places) throws(SocketError) {
  todo(2, "accept for ever: a thread for each client with a place, a word to the others")
}

/// Serves the client on a thread of its own. Nobody waits for the thread's end.
func startThread(for client: Socket, from address: Address, _ places: Places) {
  todo(4, "serve each client on a thread of its own, and give its place back")
}

/// Tells a client that there is no place for it.
func turnAway(_ client: Socket, from address: Address) {
  todo(5, "send busy and a newline, and close")
}

/// Stays with one client until it leaves, however it leaves.
func visit(_ client: Socket, from address: Address) {
  do {
    try echo(client)
    log("\(address) left")
  } catch {
    log("\(address) is lost: \(error)")
  }
}

/// Sends back whatever comes, until nothing more will.
func echo(_ client: Socket) throws(SocketError) {
  while true {
    let bytes = try client.recv(65536)
    if bytes.isEmpty { return }
    try client.sendAll(bytes)
  }
}

run(serve, options: .count("clients", placeholder: "LIMIT", default: 100))
