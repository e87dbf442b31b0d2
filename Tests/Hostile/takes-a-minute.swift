// Answers correctly, but takes a minute each time.

import LabKit
import Libc
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  while true {
    let (client, _) = try listener.accept()
    let bytes = try client.recv(65536)
    sleep(60)
    try client.sendAll(bytes)
    client.close()
  }
}

run(serve)
