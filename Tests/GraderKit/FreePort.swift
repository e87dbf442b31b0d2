// A port for a program that is to get a certain one.

import Sockets

/// Whether nobody has this port on this machine now.
public func isFree(_ port: UInt16) -> Bool {
  // Without SO_REUSEADDR: a port that still rests is not free for a program that lacks it.
  guard let socket = try? Socket(.inet) else { return false }
  defer { socket.close() }
  return (try? socket.bind(Address("0.0.0.0", port))) != nil
}
