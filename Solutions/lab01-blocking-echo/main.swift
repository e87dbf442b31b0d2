// Lab 01: a blocking echo server, one client after another, each until it leaves.

import LabKit
import Sockets

func serve(_ arguments: Arguments) throws(SocketError) {
  let listener = try openListener(port: arguments.port)
  try announce(listener)
  try welcomeClients(listener)
}

/// Opens the socket that clients connect to.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket(.inet)
  try listener.setReuseAddress(true)
  try listener.bind(Address("127.0.0.1", port))
  try listener.listen()
  return listener
}

/// Takes one client after another, for ever.
func welcomeClients(_ listener: Socket) throws(SocketError) {
  while true {
    let (client, address) = try listener.accept()
    log("\(address) came")
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

run(serve)
