// A server that is graded: launched, it says where it listens, and the grader's peers connect to it.

import Libc
import Sockets

/// A launched program that said where it listens.
public final class Server: Program {
  public private(set) var address: Address

  /// The port that it listens on.
  public var port: UInt16 { address.port }

  /// Starts a program and waits until it says that it listens, as the contract wants:
  /// `lab04 listening on 127.0.0.1:54321`.
  ///
  /// - Parameter mistake: the one to name if it does not say so.
  public init(
    _ command: [String], port: UInt16, options: [String], descriptors: Int? = nil,
    spares: Int32 = 0, weather: String? = nil, else mistake: Mistake = .neverListens
  ) throws {
    address = try Address("127.0.0.1", port)
    let words = [port == 0 ? "on any port" : "on port \(port)"] + options
    try super.init(
      command, weather: weather, descriptors: descriptors, spares: spares,
      "the program starts \(words.joined(separator: " "))")
    var announced: Address?
    var looked = 0
    wait {
      // What comes after a long beginning is a flood, in which nobody looks for an announcement.
      if child.output.headCount == looked { return false }
      looked = child.output.headCount
      announced = child.output.wholeLines.lazy.compactMap(Server.announcement).first
      return announced != nil
    }
    guard let announced else { throw finding(mistake, "it never said that it listens") }
    address = announced
    child.port = announced.port
    conversation.note("it says it is listening on \(announced)")
    peakAtStart = peakMemory
    if port != 0 && announced.port != port {
      throw finding(
        .ignoresPortArgument, "it was given port \(port), and took \(announced.port)", by: .whatCame
      )
    }
  }

  /// Connects a client.
  public func connect(
    _ name: String, else mistake: Mistake = .refusesClients, receiveBuffer: Int32? = nil
  ) throws -> Peer {
    let before = descriptors
    do throws(SocketError) {
      let socket = try open(receiveBuffer, within: Deadline.patience.left)
      return enter(name, socket, descriptorsBefore: before)
    } catch {
      conversation.note("\(name) cannot connect: \(error)")
      noticeDeath()
      throw finding(mistake, "\(name) cannot connect: \(error)")
    }
  }

  /// Connects a client if there is room for it at the door; nil if nobody hears it for a tenth of a
  /// second.
  package func connectIfHeard(_ name: String, receiveBuffer: Int32? = nil) throws -> Peer? {
    do throws(SocketError) {
      return enter(name, try open(receiveBuffer, within: 0.1), descriptorsBefore: 0)
    } catch {
      if error.timedOut { return nil }
      return try connect(name, receiveBuffer: receiveBuffer)
    }
  }

  private func open(
    _ receiveBuffer: Int32?, within seconds: Double
  ) throws(SocketError) -> Socket {
    let socket = try Socket(.inet)
    do throws(SocketError) {
      if let receiveBuffer { try socket.setReceiveBufferSize(receiveBuffer) }
      try socket.connect(address, timeout: seconds)
      // Not worth a word if the program has reset it already.
      try? socket.setNoDelay(true)
      try socket.setBlocking(false)
      return socket
    } catch {
      socket.close()
      throw error
    }
  }

  private func enter(_ name: String, _ socket: Socket, descriptorsBefore: Int) -> Peer {
    let client = Peer(name, socket, of: self, descriptorsBefore: descriptorsBefore)
    peers.append(client)
    conversation.note("\(name) connects")
    return client
  }

  /// Connects several clients in one moment: the program is held still until all are at its door.
  /// Where the door is narrow (a short backlog), the others come one by one, when it runs again.
  ///
  /// - Parameter all: whether it is wrong to leave one of them outside.
  public func connectAtOnce(_ names: [String], all: Bool = true) throws -> [Peer] {
    var waiting = names[...]
    var newcomers: [Peer] = []
    let before = descriptors
    try holding {
      while let name = waiting.first, let socket = try knock() {
        newcomers.append(Peer(name, socket, of: self, descriptorsBefore: before))
        waiting = waiting.dropFirst()
      }
    }
    peers += newcomers
    conversation.note("\(newcomers.count) clients connect in one moment")
    for name in waiting {
      if all {
        newcomers.append(try connect(name))
      } else if let socket = try knock() {
        let client = Peer(name, socket, of: self, descriptorsBefore: before)
        peers.append(client)
        newcomers.append(client)
      }
    }
    return newcomers
  }

  /// Connects without the program's help, if its backlog has room; nil if it has none.
  func knock() throws(SocketError) -> Socket? {
    let socket = try Socket(.inet)
    do throws(SocketError) {
      // On loopback the kernel is done at once. A knock that was not heard is not repeated: the
      // next one would come a second later, and then later still.
      try socket.connect(address, timeout: 0.1)
      try? socket.setNoDelay(true)
      try socket.setBlocking(false)
      return socket
    } catch {
      socket.close()
      return nil
    }
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

  /// Reads `lab04 listening on 127.0.0.1:54321`; nil for any other line.
  private static func announcement(_ line: String) -> Address? {
    guard let range = line.range(of: " listening on ") else { return nil }
    let words = line[range.upperBound...].split(separator: ":")
    guard words.count == 2, let port = UInt16(words[1]), port > 0 else { return nil }
    return try? Address(String(words[0]), port)
  }
}
