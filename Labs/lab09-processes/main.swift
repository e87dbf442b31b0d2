// Lab 09: several processes share a listening socket. A crash disconnects one client only.

import Foundation
import LabKit
import Sockets

/// The program runs as the parent and as each worker. A process that inherited sockets is a worker.
func serve(_ arguments: Arguments) throws(SocketError) {
  let sockets = Worker.inheritedSockets
  if sockets.isEmpty {
    try lead(arguments)
  } else {
    endWithTheParent(sockets[1])
    try work(sockets[0])
  }
}

/// The parent: opens the listening socket, starts the workers, and replaces each one that ends.
func lead(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  // No process sends on the lifeline. The parent has one end and never closes it; all workers have
  // the other. When the parent ends for any reason, the kernel closes its end.
  let (_, lifeline) = try Socket.pair()
  for _ in 1...arguments.count("workers") {
    try startWorker(listener, lifeline)
  }
  try announce(listener)
  while true {
    try replaceWorker(listener, lifeline)
  }
}

/// Starts this program again as a worker, and logs its PID.
func startWorker(_ listener: Socket, _ lifeline: Socket) throws(SocketError) {
  todo(1, "start this program again with both sockets, and log its PID")
}

/// Waits until a worker ends, and starts a new one.
func replaceWorker(_ listener: Socket, _ lifeline: Socket) throws(SocketError) {
  todo(2, "wait until a worker ends, and start a new one")
}

/// Ends the worker as soon as the parent has ended. It waits for that on its own thread.
func endWithTheParent(_ lifeline: Socket) {
  todo(3, "on a new thread, wait until the parent has ended, and exit")
}

/// The worker: accepts one client after another, as in lab 01. The kernel decides which worker gets
/// a client.
func work(_ listener: Socket) throws(SocketError) {
  todo(4, "accept one client after another, visit each, and close its socket")
}

/// Serves one client until it disconnects. An error ends this visit only, not the server.
func visit(_ client: Socket, from address: Address) {
  todo(5, "echo to this client, and catch any error here")
}

/// Sends back every byte that the client sends, until an empty recv.
func echo(_ client: Socket) throws(SocketError) {
  while true {
    let bytes = try client.recv(65536)
    if bytes.isEmpty { return }
    try client.sendAll(bytes)
  }
}

run(serve, options: .count("workers", default: 2))
