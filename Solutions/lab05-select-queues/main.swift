// Lab 05: one thread serves every client, and the kernel says which sockets are ready.

import LabKit
import Sockets

/// A connection, and the bytes that wait to be sent to it.
final class Client {
  let socket: Socket
  let address: Address
  var queue = Queue()
  /// Whether its queue is full, so that the server doesn't read from it until the queue is empty.
  var isPaused = false
  /// Whether it has finished sending. The server drops it when its queue is empty.
  var hasEnded = false

  init(_ socket: Socket, _ address: Address) {
    self.socket = socket
    self.address = address
  }
}

/// Bytes to send, in order.
struct Queue {
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

func serve(_ arguments: Arguments) throws(SocketError) {
  let server = try Server(openListener(port: arguments.port))
  try announce(server.listener)
  while true {
    try server.turn()
  }
}

/// Opens a non-blocking listener.
func openListener(port: UInt16) throws(SocketError) -> Socket {
  let listener = try Socket.createServer(Address("127.0.0.1", port))
  try listener.setBlocking(false)
  return listener
}

/// The server's state: its clients, and the lists of sockets to watch.
final class Server {
  let listener: Socket
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

  init(_ listener: Socket) throws(SocketError) {
    self.listener = listener
    reading = [listener]
    spare = try Socket()
  }

  /// Waits up to a second until sockets are ready, and serves each of them.
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
        clients[socket] = Client(socket, address)
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

  /// Receives bytes and sends them back. An empty recv means that the client has sent everything.
  private func receive(from client: Client) {
    do {
      let count = try client.socket.recv(into: &buffer)
      if count == 0 {
        client.hasEnded = true
        reading.removeAll { $0 == client.socket }
      }
      client.queue.append(buffer[..<count])
      flush(client)
    } catch let error where error.wouldBlock {
      // It's no longer ready. select reports when it is.
    } catch {
      drop(client, because: "failed: \(error)")
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

  /// Accepts a client on the freed spare descriptor, and closes the client. In the backlog, it
  /// would keep the listener ready, and the loop would use 100% of a core.
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

run(serve)
