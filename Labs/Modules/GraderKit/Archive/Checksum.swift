// The checksum of zip and gzip: CRC-32.

/// The CRC-32 of bytes.
package func checksum(_ bytes: [UInt8]) -> UInt32 {
  var crc = ~UInt32(0)
  checksumTable.withUnsafeBufferPointer { table in
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count {
        crc = table[Int((crc ^ UInt32(bytes[index])) & 255)] ^ (crc >> 8)
        index += 1
      }
    }
  }
  return ~crc
}

private let checksumTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : 0xedb8_8320 ^ crc >> 1 }
}
