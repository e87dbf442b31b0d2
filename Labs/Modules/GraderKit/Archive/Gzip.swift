// Unpacks gzip, which wraps deflated data in a header and a checksum.

/// Unpacks a gzip file: RFC 1952. It may consist of several parts.
package func gunzip(_ bytes: [UInt8], limit: Int) throws(CourseError) -> [UInt8] {
  var output: [UInt8] = []
  var position = 0
  repeat {
    position = try endOfHeader(bytes, from: position)
    let guess = output.isEmpty ? bytes.count * 4 : 0
    let (part, used) = try bytes.withUnsafeBufferPointer {
      buffer throws(CourseError) -> (bytes: [UInt8], used: Int) in
      try inflate(
        UnsafeBufferPointer(rebasing: buffer[position...]), limit: limit - output.count,
        guess: guess)
    }
    position += used
    guard position + 8 <= bytes.count, littleEndian(bytes, position, 4) == Int(checksum(part)),
      littleEndian(bytes, position + 4, 4) == part.count & 0xffff_ffff
    else { throw .damaged }
    position += 8
    output = output.isEmpty ? part : output + part
  } while position + 2 <= bytes.count && bytes[position] == 0x1f && bytes[position + 1] == 0x8b
  return output
}

/// Where the compressed data begins.
private func endOfHeader(_ bytes: [UInt8], from start: Int) throws(CourseError) -> Int {
  guard start + 10 <= bytes.count, bytes[start + 2] == 8 else { throw .damaged }
  let flags = bytes[start + 3]
  var position = start + 10
  if flags & 4 != 0 {
    guard position + 2 <= bytes.count else { throw .damaged }
    position += 2 + littleEndian(bytes, position, 2)
  }
  // The file's name and a comment, both ended by a zero byte.
  for flag in [8, 16] as [UInt8] where flags & flag != 0 {
    guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else {
      throw .damaged
    }
    position = end + 1
  }
  if flags & 2 != 0 { position += 2 }
  guard position < bytes.count else { throw .damaged }
  return position
}
