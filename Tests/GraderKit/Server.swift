// The program that is graded, from its launch to its end, and the one place where a grader waits.

import Libc
import Sockets

/// A launched program that said where it listens.
public final class Server {
  public let child: Child
  public private(set) var address: Address
  /// The mistake to name if the program ends where it should go on.
  public var ifItDies = Mistake.dies
  /// The mistake to name if the program ends a connection that it should keep.
  public var ifItHangsUp = Mistake.hangsUp
  let conversation = Conversation()
  private var clients: [Client] = []

  /// Seconds since the launch.
  public var now: Double { conversation.now }

  /// Starts a program and waits until it says that it listens, as the contract wants:
  /// `lab04 listening on 127.0.0.1:54321`.
  ///
  /// - Parameter mistake: the one to name if it does not say so.
  public init(
    _ command: [String], port: UInt16, options: [String], spares: Int32 = 0,
    else mistake: Mistake = .neverListens
  ) throws {
    child = try Child(command, spares: spares)
    address = try Address("127.0.0.1", port)
    let words = [port == 0 ? "on any port" : "on port \(port)"] + options
    conversation.note("the program starts \(words.joined(separator: " "))")
    var announced: Address?
    wait {
      announced = child.output.wholeLines.lazy.compactMap(Server.announcement).first
      return announced != nil
    }
    guard let announced else { throw finding(mistake, "it never said that it listens") }
    address = announced
    conversation.note("it says that it listens on \(announced)")
    if port != 0 && announced.port != port {
      throw finding(.ignoresPortArgument, "it was given port \(port), and took \(announced.port)")
    }
  }

  deinit { stop() }

  /// Ends the program, with all that it started, and every client's connection.
  public func stop() {
    for client in clients { client.release() }
    child.end()
  }

  /// Kills the program outright, as a power cut would, with its clients still connected.
  public func kill() {
    conversation.note("the program is killed")
    child.end()
  }

  /// Connects a client.
  public func connect(
    _ name: String, else mistake: Mistake = .refusesClients, receiveBuffer: Int32? = nil
  ) throws -> Client {
    do throws(SocketError) {
      let socket = try Socket(.inet)
      do throws(SocketError) {
        if let receiveBuffer { try socket.setReceiveBufferSize(receiveBuffer) }
        try socket.connect(address, timeout: Deadline.patience.left)
        // Not worth a word if the program has reset it already.
        try? socket.setNoDelay(true)
        try socket.setBlocking(false)
      } catch {
        socket.close()
        throw error
      }
      let client = Client(name, socket, of: self)
      clients.append(client)
      conversation.note("\(name) connects")
      return client
    } catch {
      conversation.note("\(name) cannot connect: \(error)")
      noticeDeath()
      throw finding(mistake, "\(name) cannot connect: \(error)")
    }
  }

  /// Connects several clients in one moment: the program is held still until all are at its door.
  public func connectAtOnce(_ names: [String]) throws -> [Client] {
    let newcomers = try holding {
      try names.map { name in
        let socket = try Socket(.inet)
        let client = Client(name, socket, of: self)
        clients.append(client)
        try socket.setBlocking(false)
        do throws(SocketError) {
          try socket.connect(address)
        } catch {
          // It goes on while the grader waits. A door too narrow for all lets them in bit by bit.
          guard error.code == EINPROGRESS else { throw error }
        }
        return client
      }
    }
    conversation.note("\(names.count) clients connect in one moment")
    // One that found the door full knocks again after a second, and after three.
    wait(for: 30) { newcomers.allSatisfy { $0.isConnected || $0.hasStopped } }
    return newcomers
  }

  /// Holds the program still meanwhile, so that all of it happens to it in one moment.
  public func holding<Outcome>(_ body: () throws -> Outcome) rethrows -> Outcome {
    child.send(SIGSTOP)
    defer { child.send(SIGCONT) }
    return try body()
  }

  /// Whether a client that asks for another address of this machine is refused.
  public func refuses(host: String) throws -> Bool {
    do throws(SocketError) {
      let socket = try Socket(.inet)
      defer { socket.close() }
      try socket.connect(try Address(host, address.port), timeout: Deadline.patience.left)
      conversation.note("a client connects to \(host):\(address.port)")
      return false
    } catch {
      return true
    }
  }

  /// Waits for a condition, for as long as a busy machine may need, and says whether it came true.
  ///
  /// The wait ends early when the program has ended, or when it is asleep: all bytes have arrived,
  /// no thread of it runs or wants to, and so it stays for so many seconds. A program that is only
  /// slow, or waits for the processor, is not asleep. With nil, sleep is no sign, for it may be
  /// waiting for a timeout of its own.
  @discardableResult
  public func wait(asleep limit: Double? = 3, until condition: () -> Bool) -> Bool {
    wait(until: .patience, asleep: limit, condition)
  }

  /// Waits for a condition, for so many seconds, whatever the program does.
  @discardableResult
  public func wait(for seconds: Double, until condition: () -> Bool) -> Bool {
    wait(until: Deadline(after: seconds), asleep: nil, condition)
  }

  @discardableResult
  private func wait(
    until deadline: Deadline, asleep limit: Double?, _ condition: () -> Bool
  ) -> Bool {
    if condition() { return true }
    var rest = Rest(of: child)
    while true {
      let isAsleep = rest.isLonger(than: limit) && !hasBytesUnderWay
      let isOver = deadline.isOver || child.hasEnded() || isAsleep
      // First what is there, then the verdict: what came before the end counts.
      let moved = pump(waiting: isOver ? 0 : 20)
      if condition() { return true }
      if isOver && !moved || deadline.isOver { return false }
      if moved { rest = Rest(of: child) }
    }
  }

  /// Moves whatever can move now: every client's bytes, both ways, and what the program says.
  /// Waits for so many milliseconds at the most if nothing can. Says whether anything moved.
  private func pump(waiting milliseconds: Int32) -> Bool {
    let active = clients.filter { $0.wantsToRead || $0.wantsToWrite }
    var entries = active.map { client in
      let events = (client.wantsToRead ? POLLIN : 0) | (client.wantsToWrite ? POLLOUT : 0)
      return pollfd(fd: client.socket.descriptor, events: Int16(events), revents: 0)
    }
    entries += child.openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return false }

    for (client, entry) in zip(active, entries) where entry.revents != 0 {
      // An error or a hang-up shows as itself when it is read.
      if client.wantsToWrite && entry.revents & Int16(POLLOUT) != 0 { client.write() }
      if client.wantsToRead && entry.revents & ~Int16(POLLOUT) != 0 { client.read() }
    }
    child.read()
    return true
  }

  /// Gives a program whose connection has just ended the time to have ended itself: the sockets of a
  /// dying program close a moment before it is gone. One that lives on is soon asleep.
  func noticeDeath() {
    wait(until: Deadline(after: 2), asleep: 0.5) { child.hasEnded() }
  }

  /// Whether the kernel still has bytes to deliver, either way: one that lost a piece on loopback,
  /// for want of room, tries again only after a while, and until then nobody can do anything.
  private var hasBytesUnderWay: Bool {
    let ports = Set(clients.filter(\.isReading).compactMap(\.port))
    return Connection.all.contains { connection in
      connection.underWay > 0
        && (connection.local == port && ports.contains(connection.peer)
          || connection.peer == port && ports.contains(connection.local))
    }
  }

  /// The name of the client whose own port this is.
  func nameOfClient(at port: UInt16) -> String? {
    clients.first { $0.port == port }?.name
  }

  /// Reads `lab04 listening on 127.0.0.1:54321`; nil for any other line.
  private static func announcement(_ line: String) -> Address? {
    guard let range = line.range(of: " listening on ") else { return nil }
    let words = line[range.upperBound...].split(separator: ":")
    guard words.count == 2, let port = UInt16(words[1]), port > 0 else { return nil }
    return try? Address(String(words[0]), port)
  }
}
