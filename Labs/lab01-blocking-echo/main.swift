// Lab 01: a blocking echo server. It serves one client after another.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try welcomeClients(listener)
}

/// Opens a listening socket on 127.0.0.1.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  todo(1, "open a listening socket on 127.0.0.1")
}

/// Accepts one client after another, forever.
func welcomeClients(_ listener: Socket) throws(SocketError) {
  todo(2, "accept one client after another, visit each, and close its socket")
}

/// Serves one client until it disconnects. An error ends this visit only, not the server.
func visit(_ client: Socket, from address: Address) {
  todo(3, "echo to this client, and catch any error here")
}

/// Sends back every byte that the client sends, until an empty recv.
func echo(_ client: Socket) throws(SocketError) {
  todo(4, "send back every byte, until an empty recv")
}

run(serve)
