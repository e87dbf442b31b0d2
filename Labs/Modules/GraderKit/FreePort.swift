// A port for a program that is to get a certain one.

import Sockets

/// Whether nobody has this port on this machine now, at this address of it; false if it has no such.
public func isFree(_ port: UInt16, host: String = "0.0.0.0") -> Bool {
  // Without SO_REUSEADDR: a port that still rests is not free for a program that lacks it.
  guard let socket = try? Socket(.inet) else { return false }
  defer { socket.close() }
  return (try? socket.bind(Address(host, port))) != nil
}

/// Whether nobody listens on this port any more, though its last connections may still rest.
package func isLeft(_ port: UInt16) -> Bool {
  if Inspection.isPossible {
    return !Connection.all.contains { $0.local == port && $0.state == "LISTEN" }
  }
  guard let listener = try? Socket.createServer(Address("127.0.0.1", port)) else { return false }
  listener.close()
  return true
}
