// Many sockets, one wait: which of them are ready?

import Libc

/// One more than the largest descriptor that `select` can watch: C's `FD_SETSIZE`.
public let selectLimit = Int32(MemoryLayout<fd_set>.size * 8)

/// Waits until a socket is ready, and returns those that are: `select(2)`.
///
/// - Parameters:
///   - reading: ready when `recv` or `accept` would not wait. The end of a stream counts: `recv`
///     then returns an empty array.
///   - writing: ready when `send` would take at least a part. That is nearly always so: watch for
///     it only while there is something to send, or the loop spins.
///   - exceptional: ready when urgent data has come, which few protocols use.
///   - seconds: how long to wait for the first of them; 0 only looks, nil waits for ever.
/// - Returns: the three lists again, with only the ready ones, in the order of their descriptors.
///   All are empty when the time is over.
/// - Throws: `badDescriptor` when one of them is closed. A descriptor from `selectLimit` on is
///   refused, where C would write past the end of the set.
public func select(
  reading: [Socket] = [], writing: [Socket] = [], exceptional: [Socket] = [],
  timeout seconds: Double? = nil
) throws(SocketError) -> (readable: [Socket], writable: [Socket], exceptional: [Socket]) {
  let read = try DescriptorSet(reading)
  let write = try DescriptorSet(writing)
  let except = try DescriptorSet(exceptional)
  let count = max(read.end, write.end, except.end)

  let clock = ContinuousClock()
  let wait = seconds.map { timeval(timeout: $0) }
  let end = wait.map { clock.now + .seconds($0.timeout ?? 0) }
  // The kernel writes its answer over the question; when a signal came it has written nothing.
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

/// A set of descriptors, one bit each: C's `fd_set` with `FD_SET`, which Swift does not import.
private struct DescriptorSet {
  var bits = fd_set()
  /// One more than the largest descriptor in the set.
  let end: Int32

  init(_ sockets: [Socket]) throws(SocketError) {
    var highest: UInt32 = 0
    // Bit n is bit n % 64 of word n / 64, on every platform that Swift runs on. Neighbours come one
    // after the other, so a word is kept at hand until another one is asked for.
    try withUnsafeMutableBytes(of: &bits) { (bytes) throws(SocketError) in
      var index: UInt32 = 0
      var word: UInt64 = 0
      for socket in sockets {
        // Without its sign a negative number is one of the largest.
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
      detail: "descriptor \(descriptor) is past FD_SETSIZE, select takes those below \(selectLimit)"
    )
  }

  /// The members, found word by word: most words of a large set are empty.
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
