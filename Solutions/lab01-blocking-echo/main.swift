// Lab 01: a blocking echo server. It serves one client after another.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try welcomeClients(listener)
}

/// Opens a listening socket on 127.0.0.1.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket(.inet)
  try listener.setReuseAddress(true)
  try listener.bind(Address("127.0.0.1", port))
  try listener.listen()
  return listener
}

/// Accepts one client after another, forever.
func welcomeClients(_ listener: Socket) throws(SocketError) {
  while true {
    let (client, address) = try listener.accept()
    log("\(address) connected")
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

run(serve)
