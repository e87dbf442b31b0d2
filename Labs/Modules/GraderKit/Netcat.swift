// The `nc` of this machine. Several programs have that name, and they differ in their options.

import Foundation
import Sockets

/// How the `nc` of this machine takes `-N` and `-C`, which handouts use.
package enum Netcat: Sendable {
  /// As netcat-openbsd: `-N` ends its side when its input ends, `-C` sends CR LF.
  case works
  /// In some other way: Apple's `-N` takes a number, and its `-C` is about cellular networks.
  case differs
  case isMissing

  /// Tries it, as a client that sends one line. Its usage text is no help: Apple's lists both too.
  package static func tried() -> Netcat {
    guard let listener = Listener() else { return .differs }
    var connection: Socket?
    defer { connection?.close() }
    var bytes: [UInt8] = []
    var hasEnd = false

    let script = "printf 'hello\\n' | nc -N -C 127.0.0.1 \(listener.port)"
    let run = try? Child.run(["/bin/sh", "-c", script], within: Deadline(after: 3)) { _ in
      connection = connection ?? listener.accept()
      while let socket = connection, !hasEnd, let more = try? socket.recv(4096) {
        bytes += more
        hasEnd = more.isEmpty
        // It also waits for the other side to finish sending.
        if hasEnd { try? socket.shutdown(.sending) }
      }
    }

    if run?.ending == .exited(127) { return .isMissing }
    return hasEnd && bytes == Array("hello\r\n".utf8) ? .works : .differs
  }
}
