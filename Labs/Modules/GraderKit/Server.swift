// A server that is graded: it says where it listens, and the grader's peers connect to it.

import Libc
import Sockets

/// A launched program that said where it listens.
public final class Server: Program {
  public private(set) var address: Address
  public var port: UInt16 { address.port }

  /// Starts a program and waits until it says where it listens, as the contract requires:
  /// `lab04 listening on 127.0.0.1:54321`.
  ///
  /// - Parameters:
  ///   - port: 0 for any free one.
  ///   - spares: how many descriptors it inherits besides its streams.
  public init(
    _ subject: Subject, port: UInt16 = 0, options: [String] = [], descriptors: Int? = nil,
    spares: Int32 = 0, weather: String? = nil, else mistake: Mistake = .neverListens
  ) throws {
    address = try Address("127.0.0.1", port)
    let words = [port == 0 ? "on any free port" : "on port \(port)"] + options
    try super.init(
      subject.command + ["\(port)"] + options, weather: weather, descriptors: descriptors,
      spares: spares, isSanitized: subject.isSanitized,
      "the program starts \(words.joined(separator: " "))")
    var announced: Address?
    var looked = 0
    wait {
      // After a flood of other output there's no point in searching for the announcement.
      if child.output.headCount == looked { return false }
      looked = child.output.headCount
      announced = child.output.wholeLines.lazy.compactMap(Server.announcement).first
      return announced != nil
    }
    guard let announced else { throw finding(mistake, "it never printed that it's listening") }
    address = announced
    child.port = announced.port
    conversation.note("it says it is listening on \(announced)")
    // A stranger's program may name the server of another one, or of another machine.
    let isLocal = ["127.0.0.1", "0.0.0.0"].contains(announced.host)
    if Confinement.isConfigured && !(isLocal && child.listens(on: announced.port)) {
      // If it has just ended, the next step of the test says what that means.
      noticeDeath()
      if !isLocal || !child.hasEnded() {
        throw finding(
          .refusesClients, "it said that it's listening on \(announced), but it isn't",
          by: .whatCame)
      }
    }
    peakAtStart = peakMemory
    if port != 0 && announced.port != port {
      throw finding(
        .ignoresPortArgument, "it was given port \(port), but listens on \(announced.port)",
        by: .whatCame
      )
    }
  }

  /// Connects a client.
  public func connect(
    _ name: String, else mistake: Mistake = .refusesClients, receiveBuffer: Int32? = nil,
    isReading: Bool = true
  ) throws -> Peer {
    let before = descriptors
    do throws(SocketError) {
      let socket = try open(receiveBuffer, within: Deadline.patience.left)
      conversation.note("\(name) connects")
      let client = enter(name, socket, descriptorsBefore: before)
      client.isReading = isReading
      return client
    } catch {
      conversation.note("\(name) cannot connect: \(error)")
      noticeDeath()
      throw finding(mistake, "\(name) cannot connect: \(error)")
    }
  }

  /// Connects a client; nil if the listen queue is full.
  package func connectIfHeard(_ name: String, receiveBuffer: Int32? = nil) throws -> Peer? {
    do throws(SocketError) {
      let socket = try open(receiveBuffer, within: 0.1)
      conversation.note("\(name) connects")
      return enter(name, socket, descriptorsBefore: 0)
    } catch {
      if error.timedOut { return nil }
      return try connect(name, receiveBuffer: receiveBuffer)
    }
  }

  private func open(_ receiveBuffer: Int32?, within seconds: Double) throws(SocketError) -> Socket {
    let socket = try Socket(.inet)
    do throws(SocketError) {
      if let receiveBuffer { try socket.setReceiveBufferSize(receiveBuffer) }
      try socket.connect(address, timeout: seconds)
      // This fails if the program has reset the connection already, which shows soon enough.
      try? socket.setNoDelay(true)
      try socket.setBlocking(false)
      return socket
    } catch {
      socket.close()
      throw error
    }
  }

  func enter(_ name: String, _ socket: Socket, descriptorsBefore: Int) -> Peer {
    let client = Peer(name, socket, of: self, descriptorsBefore: descriptorsBefore)
    peers.append(client)
    return client
  }

  /// Connects several clients in one moment: the program is suspended until all are in its listen
  /// queue. If the queue is too short, the others connect one by one when the program runs again.
  ///
  /// - Parameter all: whether every client must connect.
  public func connectAtOnce(_ names: [String], all: Bool = true) throws -> [Peer] {
    let before = descriptors
    var clients: [Peer] = []
    holding {
      for name in names {
        guard let socket = connectWithoutHelp() else { break }
        clients.append(enter(name, socket, descriptorsBefore: before))
      }
    }
    conversation.note("\(clients.count) clients connect at once")
    for name in names.dropFirst(clients.count) {
      if all {
        clients.append(try connect(name))
      } else if let socket = connectWithoutHelp() {
        clients.append(enter(name, socket, descriptorsBefore: before))
      }
    }
    return clients
  }

  /// Connects even while the program is suspended; nil if its listen queue is full.
  ///
  /// On loopback the kernel connects at once or after a second, when it tries again.
  func connectWithoutHelp() -> Socket? { try? open(nil, within: 0.1) }

  /// Whether a client that connects to another address of this machine is refused.
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

  /// Reads `lab04 listening on 127.0.0.1:54321`; nil for any other line.
  private static func announcement(_ line: String) -> Address? {
    guard let range = line.range(of: " listening on ") else { return nil }
    let words = line[range.upperBound...].split(separator: ":")
    guard words.count == 2, let port = UInt16(words[1]), port > 0 else { return nil }
    return try? Address(String(words[0]), port)
  }
}
