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
  todo(1, "open a listening socket that does not block")
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
    todo(2, "select, then serve every socket that is ready")
  }

  /// Accepts a client, if select can watch its descriptor.
  private func acceptNewcomer() {
    todo(3, "accept a client, and watch its socket for reading")
  }

  /// Receives bytes and sends them back. An empty recv means that the client has sent everything.
  private func receive(from client: Client) {
    todo(4, "receive bytes and send them back; at the empty recv, drop the client")
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
    todo(5, "watch for writing while the queue holds something")
  }

  /// Stops reading from a client whose queue is full, and reads again when its queue is empty.
  private func pauseOrResume(_ client: Client) {
    todo(6, "stop reading while the queue is full")
  }

  /// Accepts a client on the freed spare descriptor, and closes the client. In the backlog, it
  /// would keep the listener ready, and the loop would use 100% of a core.
  private func rejectNewcomer() {
    todo(7, "free the spare descriptor, accept a client, and close the client")
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
