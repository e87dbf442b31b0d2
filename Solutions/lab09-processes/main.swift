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
  log("worker \(try Worker.start(with: [listener, lifeline]))")
}

/// Waits until a worker ends, and starts a new one.
func replaceWorker(_ listener: Socket, _ lifeline: Socket) throws(SocketError) {
  let (pid, ending) = try Worker.wait()
  log("worker \(pid) \(ending)")
  while true {
    // Without this pause, workers that end as soon as they start would keep a core busy.
    sleep(seconds: 0.02)
    do {
      return try startWorker(listener, lifeline)
    } catch {
      // There may be too many processes right now. The other workers still need the parent.
      log("no new worker yet: \(error)")
    }
  }
}

/// Ends the worker as soon as the parent has ended. It waits for that on its own thread.
func endWithTheParent(_ lifeline: Socket) {
  Thread.detachNewThread {
    // No process sends here, so this is the empty recv: the parent has ended.
    _ = try? lifeline.recv(1)
    exit(0)
  }
}

/// The worker: accepts one client after another, as in lab 01. The kernel decides which worker gets
/// a client.
func work(_ listener: Socket) throws(SocketError) {
  while true {
    let (client, address) = try listener.accept()
    log("\(address) connected to \(getpid())")
    visit(client, from: address)
    client.close()
  }
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

run(serve, options: .count("workers", default: 2))
