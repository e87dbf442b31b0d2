// Lab 09: several processes share a listening socket; one that crashes takes nobody with it.

import Foundation
import LabKit
import Sockets

/// The program runs as a parent, and as each of its workers: who was given sockets is a worker.
func serve(_ arguments: Arguments) throws(SocketError) {
  let sockets = Worker.inheritedSockets
  if sockets.isEmpty {
    try lead(arguments)
  } else {
    endWithTheParent(sockets[1])
    try work(sockets[0])
  }
}

/// The parent: opens the listening socket, starts the workers, and sees to it that they are as many
/// as were asked for.
func lead(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  // Nothing is ever sent on it. The parent keeps one end and never closes it; all workers have the
  // other. When the parent is gone, however it went, the kernel closes its end.
  let (_, lifeline) = try Socket.pair()
  for _ in 1...arguments.count("workers") {
    try startWorker(listener, lifeline)
  }
  try announce(listener)
  while true {
    try replaceWorker(listener, lifeline)
  }
}

/// Starts this program once more, and says by which number the system knows it.
func startWorker(_ listener: Socket, _ lifeline: Socket) throws(SocketError) {
  log("worker \(try Worker.start(with: [listener, lifeline]))")
}

/// Waits until a worker has ended, and starts another in its place.
func replaceWorker(_ listener: Socket, _ lifeline: Socket) throws(SocketError) {
  let (pid, ending) = try Worker.wait()
  log("worker \(pid) \(ending)")
  while true {
    // Workers that end as soon as they start would otherwise keep a processor busy.
    sleep(seconds: 0.02)
    do {
      return try startWorker(listener, lifeline)
    } catch {
      // Too many processes, for a moment perhaps. The other workers are well, and need the parent.
      log("no new worker yet: \(error)")
    }
  }
}

/// Ends the worker as soon as the parent has ended: waits for that on a thread of its own.
func endWithTheParent(_ lifeline: Socket) {
  Thread.detachNewThread {
    // Nobody sends here, so this is the empty recv: the other side has closed.
    _ = try? lifeline.recv(1)
    exit(0)
  }
}

/// The worker: takes one client after another, as in lab 01. Which of the workers gets a client, the
/// kernel decides.
func work(_ listener: Socket) throws(SocketError) {
  while true {
    let (client, address) = try listener.accept()
    log("\(address) came to \(getpid())")
    visit(client, from: address)
    client.close()
  }
}

/// Stays with one client until it leaves. What goes wrong with this client ends this visit alone.
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

run(serve, options: .count("workers", default: 2))
