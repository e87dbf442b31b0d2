// Whether a port is free, for a program that must get a certain one.

import Sockets

/// Whether a port of this address is free. False if this machine doesn't have the address.
public func isFree(_ port: UInt16, host: String = "0.0.0.0") -> Bool {
  // Without SO_REUSEADDR: for a program that lacks it, a port in TIME_WAIT isn't free.
  guard let socket = try? Socket(.inet) else { return false }
  defer { socket.close() }
  return (try? socket.bind(Address(host, port))) != nil
}

/// Whether no process listens on this port anymore, even if its last connections are in TIME_WAIT.
package func isLeft(_ port: UInt16) -> Bool {
  // Try to listen first: reading the list of all connections takes 100 times as long.
  canListen(on: port) || Inspection.isPossible && Connection.listeners(on: port).isEmpty
}

func canListen(on port: UInt16) -> Bool {
  guard let listener = try? Socket.createServer(Address("127.0.0.1", port)) else { return false }
  listener.close()
  return true
}
