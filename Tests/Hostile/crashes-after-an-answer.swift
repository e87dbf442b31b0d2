// Answers correctly once, then crashes.

import LabKit
import Libc
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  let (client, _) = try listener.accept()
  try client.sendAll(try client.recv(65536))
  abort()
}

run(serve)
