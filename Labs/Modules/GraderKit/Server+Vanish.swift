// Clients that disconnect before the program accepts them, because it's suspended meanwhile.

import Libc
import Sockets

/// How a client disconnects before accept, and what the program finds when it accepts it.
public enum Vanishing: CaseIterable, Sendable {
  /// A socket without a connection: getpeername fails.
  case byReset
  /// The end of the stream at once.
  case byClosing
  /// Bytes, then the end.
  case byClosingAfterBytes
  /// Bytes and then a reset, or a reset alone: that's up to the system.
  case byResetAfterBytes
}

extension Server {
  /// Lets a client connect and disconnect before the program can accept it.
  ///
  /// - Parameter processes: the ones to suspend meanwhile; nil means all of the program's.
  public func letVanish(
    _ name: String, _ way: Vanishing, saying bytes: [UInt8], holding processes: [pid_t]? = nil
  ) throws {
    func vanish() -> Bool {
      guard let socket = connectWithoutHelp() else { return false }
      let client = enter(name, socket, descriptorsBefore: 0)
      conversation.note("the grader pauses the program; \(name) connects")
      leave(client, way, saying: bytes)
      // The end arrives last: once it's there, everything has arrived.
      wait(for: 5) { hasHeardOfTheEnd(of: client) }
      return true
    }
    if processes.map({ holding($0, vanish) }) ?? holding(vanish) {
      return conversation.note("the program continues")
    }
    // Its listen queue is too short, or it has ended.
    try leave(connect(name, else: ifItDies), way, saying: bytes)
  }

  private func leave(_ client: Peer, _ way: Vanishing, saying bytes: [UInt8]) {
    if way == .byClosingAfterBytes || way == .byResetAfterBytes { client.send(bytes) }
    switch way {
    case .byClosing, .byClosingAfterBytes: client.close()
    case .byReset, .byResetAfterBytes: client.reset()
    }
  }

  /// Whether a client's end has arrived.
  private func hasHeardOfTheEnd(of client: Peer) -> Bool {
    // A reset takes the connection off the list.
    let row = Connection.end(at: client.programPort, with: client.lastPort)
    return row == nil || row?.state == "CLOSE_WAIT"
  }
}
