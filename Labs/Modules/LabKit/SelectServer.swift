// The server of lab 05, finished: bytes in, bytes out, for the labs that are about what bytes mean.
//
// It is that lab's solution. What is different here is what a client gets: the echo server queued
// what it received, and this one asks a conversation.

import Sockets

/// The talk with one client: called with the bytes that came, as often as some come, and at last
/// with none, which means that the client will send nothing more.
///
/// What it appends to `answers` is sent, in order. If it throws, that client is dropped at once.
public typealias Conversation = (
  _ bytes: ArraySlice<UInt8>, _ answers: inout [UInt8]
) throws -> Void

/// Listens on a port, says so, and serves every client on one thread, for ever.
///
/// - Parameter newcomer: called for each client that comes, for a conversation of its own.
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
  /// Its queue is full: nothing is read from it until the queue has drained.
  var isPaused = false
  /// Nothing more will come from it; it stays until its queue has drained.
  var hasEnded = false

  init(_ socket: Socket, _ address: Address, _ conversation: @escaping Conversation) {
    self.socket = socket
    self.address = address
    self.conversation = conversation
  }
}

/// Bytes in the order in which they are to be sent.
private struct Queue {
  private var bytes: [UInt8] = []
  /// How many of them are sent. To take those out each time would move all the others.
  private var sent = 0

  var count: Int { bytes.count - sent }
  var isEmpty: Bool { count == 0 }
  var unsent: ArraySlice<UInt8> { bytes[sent...] }

  mutating func append(_ new: ArraySlice<UInt8>) {
    if sent > count {
      // Fewer bytes are moved than were sent since the last time, so the moving costs little.
      bytes.removeFirst(sent)
      sent = 0
    }
    bytes += new
  }

  mutating func drop(_ number: Int) {
    sent += number
    if isEmpty {
      // A long queue gives its memory back; a thousand clients have a thousand queues.
      bytes.removeAll(keepingCapacity: bytes.count <= 1024)
      sent = 0
    }
  }
}

/// Opens a listening socket whose accept never waits.
private func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket.createServer(Address("127.0.0.1", port))
  try listener.setBlocking(false)
  return listener
}

/// All that one thread has to know in order to serve everybody.
private final class Server {
  let listener: Socket
  private let newcomer: () -> Conversation
  private var clients: [Socket: Client] = [:]
  /// Whom select watches: for what comes, for room to send, for urgent bytes.
  private var reading: [Socket]
  private var writing: [Socket] = []
  private var exceptional: [Socket] = []
  private var buffer = [UInt8](repeating: 0, count: 65536)
  /// A descriptor put by for the day when there is no other left.
  private var spare: Socket?

  /// How long a queue may get before its client is paused.
  private let queueLimit = 1 << 20

  init(_ listener: Socket, _ newcomer: @escaping () -> Conversation) throws(SocketError) {
    self.listener = listener
    self.newcomer = newcomer
    reading = [listener]
    spare = try Socket()
  }

  /// Waits until somebody is ready, for a second at the most, and serves those who are.
  func turn() throws(SocketError) {
    let ready = try select(
      reading: reading, writing: writing, exceptional: exceptional, timeout: 1)
    // A client that is dropped on the way is no longer among `clients`, though it was ready.
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

  /// Lets a newcomer in, if there is a descriptor for it that select can watch.
  private func acceptNewcomer() {
    do {
      let (socket, address) = try listener.accept()
      if socket.descriptor < selectLimit {
        try socket.setBlocking(false)
        clients[socket] = Client(socket, address, newcomer())
        reading.append(socket)
        exceptional.append(socket)
        log("\(address) came")
      } else {
        log("\(address) is turned away: select cannot watch descriptor \(socket.descriptor)")
        socket.close()
      }
    } catch let error where error.outOfDescriptors {
      turnNewcomerAway()
    } catch {
      // Whoever it was has left already; that ends nobody else's visit.
      log("nobody came: \(error)")
    }
  }

  /// Accepts a newcomer on the spare descriptor, only to close it. If it were left waiting, the
  /// listener would stay ready, and the loop would spin.
  private func turnNewcomerAway() {
    spare?.close()
    if let (newcomer, address) = try? listener.accept() {
      newcomer.close()
      log("\(address) is turned away: no descriptor is left")
    }
    spare = try? Socket()
  }

  /// Queues the answers to what a client sent; an empty recv means that nothing more will come.
  private func receive(from client: Client) {
    do {
      let count = try client.socket.recv(into: &buffer)
      if count == 0 {
        client.hasEnded = true
        reading.removeAll { $0 == client.socket }
      }
      answer(client, buffer[..<count])
    } catch let error where error.wouldBlock {
      // Ready a moment ago, and no more: select will tell.
    } catch {
      drop(client, because: "is lost: \(error)")
    }
  }

  /// Queues what the conversation answers, and drops a client with whom it cannot go on. What was
  /// answered before that is sent, as far as the kernel takes it.
  private func answer(_ client: Client, _ bytes: ArraySlice<UInt8>) {
    var answers: [UInt8] = []
    var complaint: (any Error)?
    do { try client.conversation(bytes, &answers) } catch { complaint = error }
    client.queue.append(answers[...])
    flush(client)
    // An empty queue may have been the last of a client, and then it is dropped already.
    if let complaint, clients[client.socket] != nil {
      drop(client, because: "is dropped: \(complaint)")
    }
  }

  /// Sends what the kernel takes of a client's queue, then sees what to watch the client for.
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
      drop(client, because: "is lost: \(error)")
    }
  }

  /// Watches for room to send only while the queue holds something, and for more to read only
  /// while the queue is not full.
  private func watch(_ client: Client) {
    let socket = client.socket
    if client.queue.isEmpty {
      writing.removeAll { $0 == socket }
      if client.hasEnded { return drop(client, because: "left") }
      if client.isPaused { reading.append(socket) }
      client.isPaused = false
    } else {
      if !writing.contains(socket) { writing.append(socket) }
      if client.queue.count >= queueLimit && !client.isPaused {
        reading.removeAll { $0 == socket }
        client.isPaused = true
      }
    }
  }

  /// Forgets a client in every place that knew it, and only then closes its socket: the next
  /// client may be given the same descriptor.
  private func drop(_ client: Client, because reason: String) {
    log("\(client.address) \(reason)")
    clients[client.socket] = nil
    reading.removeAll { $0 == client.socket }
    writing.removeAll { $0 == client.socket }
    exceptional.removeAll { $0 == client.socket }
    client.socket.close()
  }
}
