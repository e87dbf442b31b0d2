// Asks the kernel about one connection, by its two ports: `sock_diag(7)`.

import Libc
import Synchronization

extension Connection {
  /// What the kernel says about one end of a connection on loopback.
  enum Answer {
    case end(Connection)
    case none
    /// This system doesn't answer such questions: read the list instead.
    case unknown
  }

  /// Asks about one end of a connection. That's 100 times faster than reading the list in /proc,
  /// which contains every connection, even those in TIME_WAIT.
  static func ask(_ local: UInt16, _ peer: UInt16) -> Answer {
    counter.withLock { descriptor in
      guard descriptor >= 0 else { return .unknown }
      let request = question(local, peer)
      guard send(descriptor, request, request.count, 0) == request.count else { return .unknown }
      // The kernel has answered before `send` returns.
      var answer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &answer, answer.count, 0)
      guard count >= 20 else { return .unknown }
      if number(at: 4, in: answer) & 0xffff == messageType && count >= 88 {
        // If the connection is gone, the kernel returns a listening socket instead.
        let isIt = answer[20...23].elementsEqual([local >> 8, local, peer >> 8, peer].map(low))
        return isIt ? .end(Connection(answer, local, peer)) : .none
      }
      return Int32(bitPattern: number(at: 16, in: answer)) == -ENOENT ? .none : .unknown
    }
  }

  /// Whether this system answers such questions.
  package static var canBeAsked: Bool {
    // Any answer will do.
    if case .unknown = ask(1, 1) { false } else { true }
  }

  /// The netlink socket, for one question at a time; -1 if there's none.
  private static let counter = Mutex(Platform.openDiagnosis())

  private static let messageType: UInt32 = 20

  /// A header of Linux's netlink(7), and a request as linux/inet_diag.h declares it.
  private static func question(_ local: UInt16, _ peer: UInt16) -> [UInt8] {
    let loopback: [UInt8] = [127, 0, 0, 1] + [UInt8](repeating: 0, count: 12)
    let ports = [local >> 8, local, peer >> 8, peer].map(low)
    let all = [UInt8](repeating: 0xff, count: 4)
    let header = words(72, messageType | 1 << 16, 0, 0)
    // TCP over IPv4, in any state, on any interface, without the kernel's own number for it.
    let request = [UInt8(AF_INET), UInt8(IPPROTO_TCP), 0, 0] + all
    return header + request + ports + loopback + loopback + words(0) + all + all
  }

  private init(_ answer: [UInt8], _ local: UInt16, _ peer: UInt16) {
    self.init(
      local: local, peer: peer, state: Connection.name(ofState: answer[17]),
      inode: Int(Connection.number(at: 84, in: answer)),
      underWay: Int(Connection.number(at: 76, in: answer)),
      unread: Int(Connection.number(at: 72, in: answer)))
  }

  private static func low(_ number: UInt16) -> UInt8 { UInt8(number & 0xff) }

  /// Numbers in this machine's byte order.
  private static func words(_ numbers: UInt32...) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number, Array.init) }
  }

  private static func number(at offset: Int, in bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
  }
}
