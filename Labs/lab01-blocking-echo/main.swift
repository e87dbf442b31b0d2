// Lab 01: a blocking echo server, one client after another, each until it leaves.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try welcomeClients(listener)
}

/// Opens the socket that clients connect to.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  todo(1, "open a listening socket on 127.0.0.1")
}

/// Takes one client after another, for ever.
func welcomeClients(_ listener: Socket) throws(SocketError) {
  todo(2, "take one client after another, visit each, then close its socket")
}

/// Stays with one client until it leaves. What goes wrong with this client ends this visit alone.
func visit(_ client: Socket, from address: Address) {
  todo(3, "echo to this client, and let an error end this visit alone")
}

/// Sends back whatever comes, until nothing more will.
func echo(_ client: Socket) throws(SocketError) {
  todo(4, "send back what comes, until an empty recv")
}

run(serve)
