// Lab 02: an echo server in which no call waits forever.

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

/// Opens a listening socket whose accept waits for at most a second.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  todo(1, "open a listening socket whose accept waits for at most a second")
}

/// Waits for a client. Returns nil if none connected in time.
func nextClient(_ listener: Socket) throws(SocketError) -> (client: Socket, address: Address)? {
  todo(2, "accept a client, or return nil if accept timed out")
}

/// Serves one client until it disconnects, or sends or reads nothing for the idle time.
func visit(_ client: Socket, from address: Address, idle: Double) {
  todo(3, "set the timeouts of this client, echo to it, and catch any error here")
}

/// Sends back every byte that the client sends, until an empty recv or a timeout.
func echo(_ client: Socket) throws(SocketError) {
  todo(4, "send back every byte, until an empty recv; after a timeout, tell the client and return")
}

/// Waits for bytes. Returns nil if the client was silent for too long. An empty array is something
/// else: the client has finished sending.
func receive(_ client: Socket) throws(SocketError) -> [UInt8]? {
  todo(5, "receive, or return nil if recv timed out")
}

run(serve, options: .seconds("idle", default: 5))
