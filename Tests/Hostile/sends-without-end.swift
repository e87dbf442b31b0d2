// Sends to each client until a send fails.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  let bytes = [UInt8](repeating: 0x68, count: 65536)
  while true {
    let (client, _) = try listener.accept()
    do {
      while true { try client.sendAll(bytes) }
    } catch {
      client.close()
    }
  }
}

run(serve)
