// Clients that come and are gone before the program accepts them, which no client can do at will: the
// program is held still meanwhile.

import Libc
import Sockets

/// How a client leaves that is not accepted yet, and what the program finds when it accepts it.
public enum Vanishing: CaseIterable, Sendable {
  /// A socket without a connection: it has no other end whose address one could ask for.
  case byReset
  /// The end of the stream at once.
  case byClosing
  /// Bytes, and right behind them the end.
  case byClosingAfterBytes
  /// Bytes, and a reset in their place or right behind them, as the system likes.
  case byResetAfterBytes
}

extension Server {
  /// Lets a client connect and leave before the program can accept it.
  ///
  /// - Parameters:
  ///   - bytes: what it says first, in the ways in which it says something.
  ///   - processes: those of the program that are held still for it; nil is all of them.
  public func letVanish(
    _ name: String, _ way: Vanishing, saying bytes: [UInt8], holding processes: [pid_t]? = nil
  ) throws {
    func vanish() throws -> Bool {
      guard let socket = try knock() else { return false }
      let client = Peer(name, socket, of: self)
      peers.append(client)
      conversation.note("the program is held still; \(name) connects")
      leave(client, way, saying: bytes)
      // Its system has passed all of it on before the program runs again: the end travels behind it.
      wait(for: 5) { hasHeardOfTheEnd(of: client) }
      return true
    }
    if try processes.map({ try holding($0, vanish) }) ?? holding(vanish) {
      return conversation.note("the program goes on")
    }
    // Its door is narrow, or it is no longer there.
    try leave(connect(name, else: ifItDies), way, saying: bytes)
  }

  private func leave(_ client: Peer, _ way: Vanishing, saying bytes: [UInt8]) {
    if way == .byClosingAfterBytes || way == .byResetAfterBytes { client.send(bytes) }
    switch way {
    case .byClosing, .byClosingAfterBytes: client.close()
    case .byReset, .byResetAfterBytes: client.reset()
    }
  }

  /// Whether the end of a client has come to its place in the program's queue.
  private func hasHeardOfTheEnd(of client: Peer) -> Bool {
    // A reset takes the connection off the list.
    let row = Connection.end(at: client.programPort, with: client.lastPort)
    return row == nil || row?.state == "CLOSE_WAIT"
  }
}
