// Receives and sends bytes.

import Libc

extension Socket {
  /// Waits for bytes and returns what has arrived, at most `count`: `recv(2)`.
  ///
  /// **An empty array means that the peer has finished sending**: every later call returns one too.
  /// If the connection breaks, it throws instead. One `send` can arrive in several pieces, and
  /// several sends in one piece. `recv(0)` also returns an empty array, which means nothing.
  public func recv(_ count: Int) throws(SocketError) -> [UInt8] {
    // Fill the array in place: filling it with zeros first would take as long as the call.
    var failure: SocketError?
    let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, received in
      do throws(SocketError) {
        received = try System.recv(descriptor, buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Waits for bytes, stores them at the start of `buffer`, and returns how many: `recv(2)`.
  ///
  /// 0 means that the peer has finished sending. Reusing one buffer saves one array per message.
  public func recv(into buffer: inout [UInt8]) throws(SocketError) -> Int {
    try buffer.withUnsafeMutableBufferPointer { (bytes) throws(SocketError) in
      try System.recv(descriptor, bytes)
    }
  }

  /// Sends as many of the bytes as the kernel accepts and returns how many: `send(2)`.
  ///
  /// On a non-blocking socket, the kernel accepts only part of them if its buffer is nearly full.
  /// Keep the rest, and send it later.
  public func send(_ bytes: ArraySlice<UInt8>) throws(SocketError) -> Int {
    try bytes.withUnsafeBufferPointer { (buffer) throws(SocketError) in
      try System.send(descriptor, buffer)
    }
  }

  /// Sends as many of the bytes as the kernel accepts and returns how many: `send(2)`.
  public func send(_ bytes: [UInt8]) throws(SocketError) -> Int {
    try send(bytes[...])
  }

  /// Sends all the bytes, and waits while the kernel's buffer is full: repeated `send(2)`.
  ///
  /// Use it on blocking sockets only. If it throws, even on a timeout, you can't know how many
  /// bytes went out. The send timeout applies to each `send`: one that times out halfway returns
  /// that half.
  public func sendAll(_ bytes: ArraySlice<UInt8>) throws(SocketError) {
    var rest = bytes
    while !rest.isEmpty {
      rest = rest.dropFirst(try send(rest))
    }
  }

  /// Sends all the bytes, and waits while the kernel's buffer is full: repeated `send(2)`.
  public func sendAll(_ bytes: [UInt8]) throws(SocketError) {
    try sendAll(bytes[...])
  }
}
