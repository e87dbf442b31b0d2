// Lab 09 with one thread per client in each worker. The parent announces itself before it has any
// worker. A worker's main thread only waits for the parent's end.
//
// A worker that has clients accepts more of them. The kernel chooses which worker gets a client.

import Foundation
import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let sockets = Worker.inheritedSockets
  if sockets.count == 2 {
    Thread.detachNewThread { work(sockets[1]) }
    // The parent never sends on the lifeline, so recv returns only when the parent exits.
    _ = try? sockets[0].recv(1)
  } else {
    try lead(arguments)
  }
}

func lead(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port), backlog: 16)
  let (_, lifeline) = try Socket.pair()
  try announce(listener)
  var count = 0
  while true {
    while count < arguments.count("workers") {
      do throws(SocketError) {
        let pid = try Worker.start(with: [lifeline, listener])
        log("parent: started worker \(pid)")
        count += 1
      } catch {
        log("parent: no new worker yet: \(error)")
        sleep(seconds: 0.1)
      }
    }
    let (worker, ending) = try Worker.wait()
    log("parent: \(worker) \(ending)")
    count -= 1
  }
}

func work(_ listener: Socket) {
  while true {
    do throws(SocketError) {
      let (client, _) = try listener.accept()
      Thread.detachNewThread {
        do throws(SocketError) { try echo(client) } catch { log("a client failed: \(error)") }
        client.close()
      }
    } catch {
      log("accept failed: \(error)")
      sleep(seconds: 0.1)
    }
  }
}

func echo(_ client: Socket) throws(SocketError) {
  while case let bytes = try client.recv(16384), !bytes.isEmpty {
    try client.sendAll(bytes)
  }
}

run(serve, options: .count("workers", default: 2))
