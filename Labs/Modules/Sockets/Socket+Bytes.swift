// Bytes in, bytes out.

import Libc

extension Socket {
  /// Waits for bytes and returns what has come, `count` at the most: `recv(2)`.
  ///
  /// **An empty array means that the other side has closed**, and that nothing more will come.
  /// There is no other way to learn it. A stream has no messages: the bytes of one `send` may
  /// arrive in several pieces, and those of several in one. To ask for 0 bytes is no question: the
  /// answer is empty as well.
  public func recv(_ count: Int) throws(SocketError) -> [UInt8] {
    // Filled in place: an array of zeros would cost as much as the call itself.
    var failure: SocketError?
    let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, received in
      do throws(SocketError) {
        received = try retrying("recv") {
          Libc.recv(descriptor, buffer.baseAddress, Weather.today.receivable(buffer.count), 0)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Waits for bytes, puts them at the start of `buffer` and returns their number, 0 when the other
  /// side has closed: `recv(2)`.
  ///
  /// A server that uses one buffer again and again spares an array a message.
  public func recv(into buffer: inout [UInt8]) throws(SocketError) -> Int {
    try buffer.withUnsafeMutableBufferPointer { (bytes) throws(SocketError) in
      try retrying("recv") {
        Libc.recv(descriptor, bytes.baseAddress, Weather.today.receivable(bytes.count), 0)
      }
    }
  }

  /// Sends as many of the bytes as the kernel takes and returns their number: `send(2)`.
  ///
  /// A non-blocking socket takes a part when its buffer is nearly full. The rest is yours to send
  /// again: nobody else knows of it.
  public func send(_ bytes: ArraySlice<UInt8>) throws(SocketError) -> Int {
    try bytes.withUnsafeBufferPointer { (buffer) throws(SocketError) in
      let count = try Weather.today.sendable(buffer.count, on: self)
      // Without the flag a send to a client that has left would end the process (SIGPIPE).
      return try retrying("send") {
        Libc.send(descriptor, buffer.baseAddress, count, Platform.noSignal)
      }
    }
  }

  /// Sends as many of the bytes as the kernel takes and returns their number: `send(2)`.
  public func send(_ bytes: [UInt8]) throws(SocketError) -> Int {
    try send(bytes[...])
  }

  /// Sends all the bytes, waiting whenever the kernel's buffer is full: `send(2)` until done.
  ///
  /// For blocking sockets. Where it fails, on a timeout too, nobody can tell how much was sent. Each
  /// part has the whole send timeout: a `send` that timed out halfway returns that half.
  public func sendAll(_ bytes: ArraySlice<UInt8>) throws(SocketError) {
    var rest = bytes
    while !rest.isEmpty {
      rest = rest.dropFirst(try send(rest))
    }
  }

  /// Sends all the bytes, waiting whenever the kernel's buffer is full: `send(2)` until done.
  public func sendAll(_ bytes: [UInt8]) throws(SocketError) {
    try sendAll(bytes[...])
  }
}
