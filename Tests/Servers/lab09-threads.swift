// Lab 09, with a thread for each client in each worker, and one that announces itself before it has
// any worker. The end of the parent wakes the main thread, which has nothing else to do.
//
// A worker that has clients takes more of them. Which of the workers gets one is the kernel's choice.

import Foundation
import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let sockets = Worker.inheritedSockets
  if sockets.count == 2 {
    Thread.detachNewThread { work(sockets[1]) }
    // Nobody sends here: the empty recv is the parent's end.
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
        log("parent: here is worker \(pid)")
        count += 1
      } catch {
        log("parent: no worker for the moment, \(error)")
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
        do throws(SocketError) { try echo(client) } catch { log("a client is lost: \(error)") }
        client.close()
      }
    } catch {
      log("nobody came: \(error)")
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
