// Lab 03: one thread serves every client: it never waits for one, it asks them all, again and again.

import LabKit
import Sockets

/// A connection, and what the kernel would not take of its echo yet.
final class Client {
  let socket: Socket
  let address: Address
  var unsent: ArraySlice<UInt8> = []
  var hasLeft = false

  init(_ socket: Socket, _ address: Address) {
    self.socket = socket
    self.address = address
  }
}

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try serveAll(listener)
}

/// Opens a listening socket whose accept never waits.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  todo(1, "open a listening socket that does not block")
}

/// Asks everybody, again and again: the listener for newcomers, the clients for bytes.
func serveAll(_ listener: Socket) throws(SocketError) {
  todo(2, "sweep over all clients, for ever, and rest after a sweep that found nothing")
}

/// Takes all who wait to be let in, which may be nobody.
func acceptNewcomers(_ listener: Socket) throws(SocketError) -> [Client] {
  todo(3, "accept until nobody waits, and let no client block")
}

/// Gives every client its turn, and lets go of those that left. Says whether any byte moved.
func sweep(_ clients: inout [Client]) -> Bool {
  todo(4, "give every client its turn, then close and forget those that left")
}

/// One client's turn: first what is left of its last echo, and only when that is gone, something new.
func echo(_ client: Client) throws(SocketError) -> Bool {
  todo(5, "send what is left of the last echo, or receive something new and send that")
}

run(serve)
