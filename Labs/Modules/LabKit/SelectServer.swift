// Lab 05's server, ready-made for labs 06 and 07.
//
// The code is lab 05's solution. Where that queues the bytes it received, this server passes them
// to a conversation and queues the answers.

import Sockets

/// Handles the bytes that one client sends.
///
/// The server calls it whenever bytes arrive, and once without bytes when the client has finished
/// sending. It sends what the conversation appends to `answers`. If the conversation throws, the
/// server drops the client.
public typealias Conversation = (
  _ bytes: ArraySlice<UInt8>, _ answers: inout [UInt8]
) throws -> Void

/// Listens on a port, announces it, and serves all clients on one thread, forever.
///
/// - Parameter newcomer: called for each new client; returns the client's own conversation.
public func serveClients(
  port: UInt16, _ newcomer: @escaping () -> Conversation
) throws(SocketError) {
  let server = try Server(openListener(port: port), newcomer)
  try announce(server.listener)
  while true {
    try server.turn()
  }
}

/// A connection, and the bytes that wait to be sent to it.
private final class Client {
  let socket: Socket
  let address: Address
  let conversation: Conversation
  var queue = Queue()
  /// Whether its queue is full, so that the server doesn't read from it until the queue is empty.
  var isPaused = false
  /// Whether it has finished sending. The server drops it when its queue is empty.
  var hasEnded = false

  init(_ socket: Socket, _ address: Address, _ conversation: @escaping Conversation) {
    self.socket = socket
    self.address = address
    self.conversation = conversation
  }
}

/// Bytes to send, in order.
private struct Queue {
  private var bytes: [UInt8] = []
  /// How many of them are sent already. Removing them each time would move all the others.
  private var sent = 0

  var count: Int { bytes.count - sent }
  var isEmpty: Bool { count == 0 }
  var unsent: ArraySlice<UInt8> { bytes[sent...] }

  mutating func append(_ new: ArraySlice<UInt8>) {
    if sent > count {
      // This moves fewer bytes than were sent since the last move, so it costs little.
      bytes.removeFirst(sent)
      sent = 0
    }
    bytes += new
  }

  mutating func drop(_ number: Int) {
    sent += number
    if isEmpty {
      // Free the memory of a long queue: a thousand clients have a thousand queues.
      bytes.removeAll(keepingCapacity: bytes.count <= 1024)
      sent = 0
    }
  }
}

/// Opens a non-blocking listener.
private func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket.createServer(Address("127.0.0.1", port))
  try listener.setBlocking(false)
  return listener
}

/// The server's state: its clients, and the lists of sockets to watch.
private final class Server {
  let listener: Socket
  private let newcomer: () -> Conversation
  private var clients: [Socket: Client] = [:]
  /// The sockets that select watches: for reading, for writing, and for urgent data.
  private var reading: [Socket]
  private var writing: [Socket] = []
  private var exceptional: [Socket] = []
  private var buffer = [UInt8](repeating: 0, count: 65536)
  /// A descriptor in reserve, for when no other is left.
  private var spare: Socket?

  /// The server pauses a client whose queue has this many bytes.
  private let queueLimit = 1 << 20

  init(_ listener: Socket, _ newcomer: @escaping () -> Conversation) throws(SocketError) {
    self.listener = listener
    self.newcomer = newcomer
    reading = [listener]
    spare = try Socket()
  }

  /// Waits up to a second until sockets are ready, and serves them.
  func turn() throws(SocketError) {
    let ready = try select(
      reading: reading, writing: writing, exceptional: exceptional, timeout: 1)
    // Look each client up, because an earlier loop may have dropped it.
    for socket in ready.exceptional {
      if let client = clients[socket] { drop(client, because: "sent urgent bytes") }
    }
    for socket in ready.writable {
      if let client = clients[socket] { flush(client) }
    }
    for socket in ready.readable {
      if socket == listener {
        acceptNewcomer()
      } else if let client = clients[socket] {
        receive(from: client)
      }
    }
  }

  /// Accepts a client, if select can watch its descriptor.
  private func acceptNewcomer() {
    do {
      let (socket, address) = try listener.accept()
      if socket.descriptor < selectLimit {
        try socket.setBlocking(false)
        clients[socket] = Client(socket, address, newcomer())
        reading.append(socket)
        exceptional.append(socket)
        log("\(address) connected")
      } else {
        log("\(address) is rejected: select cannot watch descriptor \(socket.descriptor)")
        socket.close()
      }
    } catch let error where error.outOfDescriptors {
      rejectNewcomer()
    } catch {
      // The client has already disconnected. That's no reason to stop serving the others.
      log("accept failed: \(error)")
    }
  }

  /// Receives from a client and queues the answers.
  private func receive(from client: Client) {
    do {
      let count = try client.socket.recv(into: &buffer)
      if count == 0 {
        client.hasEnded = true
        reading.removeAll { $0 == client.socket }
      }
      answer(client, buffer[..<count])
    } catch let error where error.wouldBlock {
      // It's no longer ready. select reports when it is.
    } catch {
      drop(client, because: "failed: \(error)")
    }
  }

  /// Queues the conversation's answers, and drops the client if the conversation throws. First it
  /// sends as much of the answers as the kernel accepts.
  private func answer(_ client: Client, _ bytes: ArraySlice<UInt8>) {
    var answers: [UInt8] = []
    var complaint: (any Error)?
    do { try client.conversation(bytes, &answers) } catch { complaint = error }
    client.queue.append(answers[...])
    flush(client)
    // If the client has finished sending, flush may have dropped it already.
    if let complaint, clients[client.socket] != nil {
      drop(client, because: "is dropped: \(complaint)")
    }
  }

  /// Sends as much of a client's queue as the kernel accepts, then updates the lists.
  private func flush(_ client: Client) {
    do {
      if !client.queue.isEmpty {
        let count = try client.socket.send(client.queue.unsent)
        client.queue.drop(count)
      }
      watch(client)
    } catch let error where error.wouldBlock {
      watch(client)
    } catch {
      drop(client, because: "failed: \(error)")
    }
  }

  /// Watches a client for writing only while its queue holds something.
  private func watch(_ client: Client) {
    if client.queue.isEmpty {
      writing.removeAll { $0 == client.socket }
      if client.hasEnded { return drop(client, because: "disconnected") }
    } else if !writing.contains(client.socket) {
      writing.append(client.socket)
    }
    pauseOrResume(client)
  }

  /// Stops reading from a client whose queue is full, and reads again when its queue is empty.
  private func pauseOrResume(_ client: Client) {
    if client.queue.count >= queueLimit && !client.isPaused {
      reading.removeAll { $0 == client.socket }
      client.isPaused = true
    } else if client.queue.isEmpty && client.isPaused {
      reading.append(client.socket)
      client.isPaused = false
    }
  }

  /// Accepts a client on the spare descriptor and closes it. If the client stayed in the backlog,
  /// the listener would stay ready, and the loop would use 100% of a core.
  private func rejectNewcomer() {
    spare?.close()
    if let (newcomer, address) = try? listener.accept() {
      newcomer.close()
      log("\(address) is rejected: no descriptor is left")
    }
    spare = try? Socket()
  }

  /// Removes a client from every list, and only then closes its socket, because the next client can
  /// get the same descriptor.
  private func drop(_ client: Client, because reason: String) {
    log("\(client.address) \(reason)")
    clients[client.socket] = nil
    reading.removeAll { $0 == client.socket }
    writing.removeAll { $0 == client.socket }
    exceptional.removeAll { $0 == client.socket }
    client.socket.close()
  }
}
