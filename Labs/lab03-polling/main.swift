// Lab 03: one thread serves every client. No call waits: the thread checks all clients in turn.

import LabKit
import Sockets

/// A connection, and the part of its echo that the kernel hasn't accepted yet.
final class Client {
  let socket: Socket
  let address: Address
  var unsent: ArraySlice<UInt8> = []
  var hasEnded = false

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

/// Checks the listener for new clients and every client for bytes, forever.
func serveAll(_ listener: Socket) throws(SocketError) {
  todo(2, "sweep over all clients forever, and rest after a sweep that found nothing")
}

/// Accepts every client that is waiting. There may be none.
func acceptNewcomers(_ listener: Socket) throws(SocketError) -> [Client] {
  todo(3, "accept until no client is waiting, and make each socket non-blocking")
}

/// Gives every client its turn, and closes those that have ended. Returns whether any byte moved.
func sweep(_ clients: inout [Client]) -> Bool {
  todo(4, "give every client its turn, then close and forget those that have ended")
}

/// One client's turn: first the rest of its last echo. Only when that is sent, receive something new.
func echo(_ client: Client) throws(SocketError) -> Bool {
  todo(5, "send the rest of the last echo, or receive something new and send that")
}

run(serve)
