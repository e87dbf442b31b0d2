// Echoes correctly while eight of its threads busy-loop.

import Foundation
import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  for _ in 1...8 {
    Thread.detachNewThread { while true {} }
  }
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  while true {
    let (client, _) = try listener.accept()
    while let bytes = try? client.recv(65536), !bytes.isEmpty { try? client.sendAll(bytes) }
    client.close()
  }
}

run(serve)
