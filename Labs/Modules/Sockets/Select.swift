// Waits for many sockets at once.

import Libc

/// `select` can only watch descriptors below this number: C's `FD_SETSIZE`.
public let selectLimit = Int32(MemoryLayout<fd_set>.size * 8)

/// Waits until at least one socket is ready, and returns those that are: `select(2)`.
///
/// - Parameters:
///   - reading: ready if `recv` or `accept` wouldn't block. End of stream and errors count too.
///   - writing: ready if `send` would accept some bytes, which is nearly always. Watch a socket for
///     writing only while you have bytes to send, or your loop uses 100% of a core.
///   - exceptional: ready if urgent data has arrived, which few protocols use.
///   - seconds: the timeout; 0 returns at once, nil waits forever.
/// - Returns: the ready sockets of each list, in the order of their descriptors. After a timeout
///   all three lists are empty.
/// - Throws: `badDescriptor` if a socket is closed, or an error if a descriptor isn't below
///   `selectLimit`, because C would write past the end of the set.
public func select(
  reading: [Socket] = [], writing: [Socket] = [], exceptional: [Socket] = [],
  timeout seconds: Double? = nil
) throws(SocketError) -> (readable: [Socket], writable: [Socket], exceptional: [Socket]) {
  let read = try DescriptorSet(reading)
  let write = try DescriptorSet(writing)
  let except = try DescriptorSet(exceptional)
  let count = max(read.end, write.end, except.end)

  let clock = ContinuousClock()
  let wait = Weather.today.shortened(seconds).map { timeval(timeout: $0) }
  let end = wait.map { clock.now + .seconds($0.timeout ?? 0) }
  // The kernel overwrites the sets with its answer, but not if a signal interrupts the call.
  var (readable, writable, broken) = (read, write, except)
  var left = wait
  try System.retrying("select") {
    let result = withUnsafeMutablePointer(to: &left) { left in
      left.withMemoryRebound(to: timeval.self, capacity: 1) {
        Libc.select(
          count, &readable.bits, &writable.bits, &broken.bits, wait == nil ? nil : $0)
      }
    }
    if let end, result == -1 { left = timeval(timeout: (end - clock.now) / .seconds(1)) }
    return result
  }
  return (readable.sockets, writable.sockets, broken.sockets)
}

/// A set of descriptors, one bit each: C's `fd_set`, whose macros Swift doesn't import.
private struct DescriptorSet {
  var bits = fd_set()
  /// One more than the largest descriptor in the set.
  let end: Int32

  init(_ sockets: [Socket]) throws(SocketError) {
    var highest: UInt32 = 0
    // Descriptor n is bit n % 64 of word n / 64, on every platform that Swift runs on. Consecutive
    // descriptors share a word, so the current word is stored only when the next one is needed.
    try withUnsafeMutableBytes(of: &bits) { (bytes) throws(SocketError) in
      var index: UInt32 = 0
      var word: UInt64 = 0
      for socket in sockets {
        // As an unsigned number, a negative descriptor is past the limit.
        let number = UInt32(bitPattern: socket.descriptor)
        guard number < UInt32(selectLimit) else {
          throw DescriptorSet.refusal(of: socket.descriptor)
        }
        if number / 64 != index {
          bytes.storeBytes(of: word, toByteOffset: Int(index) * 8, as: UInt64.self)
          index = number / 64
          word = bytes.loadUnaligned(fromByteOffset: Int(index) * 8, as: UInt64.self)
        }
        word |= 1 &<< UInt64(number % 64)
        if number > highest { highest = number }
      }
      bytes.storeBytes(of: word, toByteOffset: Int(index) * 8, as: UInt64.self)
    }
    end = sockets.isEmpty ? 0 : Int32(highest) + 1
  }

  private static func refusal(of descriptor: Int32) -> SocketError {
    if descriptor < 0 { return SocketError("select", EBADF) }
    return SocketError(
      "select", EINVAL,
      detail: "descriptor \(descriptor) isn't below FD_SETSIZE, which is \(selectLimit)"
    )
  }

  /// The members, found word by word, because most words of a large set are 0.
  var sockets: [Socket] {
    var found: [Socket] = []
    withUnsafeBytes(of: bits) { bytes in
      for word in 0..<Int(end + 63) / 64 {
        var rest = bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
        while rest != 0 {
          found.append(Socket(descriptor: Int32(word * 64 + rest.trailingZeroBitCount)))
          rest &= rest - 1
        }
      }
    }
    return found
  }
}
