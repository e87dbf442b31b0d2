// Packing and unpacking with types known only at run time; the typed functions call these.

extension Packer {
  /// Packs the values into bytes: Python's `struct.pack`.
  public func packValues(_ values: [Value]) throws(PackerError) -> [UInt8] {
    guard values.count == count else {
      let wanted = counted(count, "value")
      throw PackerError("pack: \(format.quoted) takes \(wanted), not \(values.count)")
    }
    var bytes = [UInt8](repeating: 0, count: size)
    var index = 0
    for item in items {
      for number in 0..<item.count {
        try put(values[index], as: item, at: item.offset + number * item.size, in: &bytes)
        index += 1
      }
    }
    return bytes
  }

  /// Unpacks all values from exactly `size` bytes: Python's `struct.unpack`.
  public func unpackValues(_ bytes: ArraySlice<UInt8>) throws(PackerError) -> [Value] {
    guard bytes.count == size else {
      let wanted = counted(size, "byte")
      throw PackerError("unpack: \(format.quoted) needs \(wanted), not \(bytes.count)")
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for item in items {
      for number in 0..<item.count {
        let start = bytes.startIndex + item.offset + number * item.size
        values.append(value(of: item, in: bytes[start..<start + item.size]))
      }
    }
    return values
  }

  /// Unpacks all values from exactly `size` bytes: Python's `struct.unpack`.
  public func unpackValues(_ bytes: [UInt8]) throws(PackerError) -> [Value] {
    try unpackValues(bytes[...])
  }

  /// Writes a value at its offset; the bytes are zero already, so a short text is padded.
  private func put(
    _ value: Value, as item: Item, at start: Int, in bytes: inout [UInt8]
  ) throws(PackerError) {
    switch (item.code.kind, value) {
    case (.string, .bytes(let text)):
      let kept = text.prefix(item.size)
      bytes.replaceSubrange(start..<start + kept.count, with: kept)
    case (.pascal, .bytes) where item.size == 0: break
    case (.pascal, .bytes(let text)):
      let kept = text.prefix(item.size - 1)
      // The length byte stops at 255, but all bytes are written, as in Python.
      bytes[start] = UInt8(clamping: kept.count)
      bytes.replaceSubrange(start + 1..<start + 1 + kept.count, with: kept)
    case (.complex, .complex(let real, let imaginary)):
      guard let first = item.bits(of: .double(real)), let second = item.bits(of: .double(imaginary))
      else { throw item.refusal(of: value) }
      put(first, item.width, at: start, in: &bytes)
      put(second, item.width, at: start + item.width, in: &bytes)
    default:
      guard let bits = item.bits(of: value) else { throw item.refusal(of: value) }
      put(bits, item.width, at: start, in: &bytes)
    }
  }

  /// Writes the low bytes of a number in the format's byte order: C's `htonl` and `memcpy`.
  private func put(_ bits: UInt64, _ width: Int, at start: Int, in bytes: inout [UInt8]) {
    for place in 0..<width {
      let index = isBigEndFirst ? start + width - 1 - place : start + place
      bytes[index] = UInt8(truncatingIfNeeded: bits >> (8 * place))
    }
  }

  /// Reads a value from exactly its bytes.
  private func value(of item: Item, in bytes: ArraySlice<UInt8>) -> Value {
    switch item.code.kind {
    case .string: .bytes(Array(bytes))
    // The peer sent the length, so it can be too large.
    case .pascal: .bytes(Array(bytes.dropFirst().prefix(Int(bytes.first ?? 0))))
    case .complex:
      .complex(
        item.double(of: bits(of: bytes.prefix(item.width))),
        item.double(of: bits(of: bytes.dropFirst(item.width))))
    default: item.value(of: bits(of: bytes))
    }
  }

  /// Reads an unsigned number in the format's byte order: C's `memcpy` and `ntohl`.
  private func bits(of bytes: ArraySlice<UInt8>) -> UInt64 {
    var bits: UInt64 = 0
    for place in 0..<bytes.count {
      let index = isBigEndFirst ? bytes.startIndex + place : bytes.endIndex - 1 - place
      bits = bits << 8 | UInt64(bytes[index])
    }
    return bits
  }
}
