// Deletes its own program file and keeps serving, so it can't be started again.

import LabKit
import Libc
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  unlink(CommandLine.arguments[0])
  try announce(listener)
  while true {
    let (client, _) = try listener.accept()
    while let bytes = try? client.recv(65536), !bytes.isEmpty { try? client.sendAll(bytes) }
    client.close()
  }
}

run(serve)
