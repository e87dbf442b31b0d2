// Lab 02: an echo server that never waits for ever, neither for a client nor on one.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  while true {
    guard let (client, address) = try nextClient(listener) else {
      log("still waiting for a client")
      continue
    }
    visit(client, from: address, idle: arguments.seconds("idle"))
    client.close()
  }
}

/// Opens a listening socket whose accept waits for a second at the most.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  todo(1, "open a listening socket whose accept waits for a second at the most")
}

/// Waits for a client; nil when the time is over and nobody came.
func nextClient(_ listener: Socket) throws(SocketError) -> (client: Socket, address: Address)? {
  todo(2, "accept a client, or return nil when the time is over")
}

/// Stays with one client until it leaves, or is silent for the idle time, or takes nothing for it.
func visit(_ client: Socket, from address: Address, idle: Double) {
  todo(3, "set the timeouts of this client, echo to it, and let an error end this visit alone")
}

/// Sends back whatever comes, until nothing more will, or until nothing came for too long.
func echo(_ client: Socket) throws(SocketError) {
  todo(4, "send back what comes, until an empty recv; tell a silent client, and leave it")
}

/// Waits for bytes; nil when the time is over and the client was silent. An empty array is something
/// else: the client has left.
func receive(_ client: Socket) throws(SocketError) -> [UInt8]? {
  todo(5, "receive, or return nil when the time is over")
}

run(serve, options: .seconds("idle", default: 5))
