// Closes its standard streams after it announces itself, so a client's socket reuses a number.

import LabKit
import Libc
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
  try announce(listener)
  for stream in 0...2 { _ = Libc.close(Int32(stream)) }
  while true {
    let (client, _) = try listener.accept()
    while let bytes = try? client.recv(65536), !bytes.isEmpty { try? client.sendAll(bytes) }
    client.close()
  }
}

run(serve)
