// Unpacks data that was compressed with deflate: RFC 1951.
//
// The input may come from an attacker. Each malformed input ends in an error, and every loop either
// takes bits from the input or adds bytes to the output, which has a limit. Unsafe pointers make it
// fast enough in a debug build.

import Foundation

/// Unpacks deflated data.
///
/// - Parameters:
///   - limit: the greatest number of bytes that the data may have when it's unpacked.
///   - guess: how many bytes it probably has.
/// - Returns: the bytes, and how many bytes of the input they took.
package func inflate(
  _ input: UnsafeBufferPointer<UInt8>, limit: Int, guess: Int
) throws(CourseError) -> (bytes: [UInt8], used: Int) {
  guard let start = input.baseAddress else { throw .damaged }
  var inflater = Inflater(start, input.count, limit: limit, guess: guess)
  defer { inflater.deallocate() }
  var isLast = false
  while !isLast { isLast = try inflater.block() }
  let bytes = Array(UnsafeBufferPointer(start: inflater.output, count: inflater.count))
  return (bytes, inflater.position - inflater.held / 8)
}

/// What has been read and written so far.
struct Inflater {
  let input: UnsafePointer<UInt8>
  let size: Int
  var position = 0
  /// The bits that were taken from the input, but not used yet, the first one lowest.
  var bits = 0
  var held = 0
  var output: UnsafeMutablePointer<UInt8>
  var capacity: Int
  var count = 0
  let limit: Int
  let lengths = UnsafeMutablePointer<Int>.allocate(capacity: 320)
  let literals = HuffmanCode()
  let distances = HuffmanCode()

  init(_ input: UnsafePointer<UInt8>, _ size: Int, limit: Int, guess: Int) {
    (self.input, self.size, self.limit) = (input, size, limit)
    capacity = min(limit, max(guess, 1024))
    output = .allocate(capacity: capacity)
  }

  func deallocate() {
    output.deallocate()
    lengths.deallocate()
    literals.deallocate()
    distances.deallocate()
  }

  /// Unpacks a block, and returns whether it's the last one.
  mutating func block() throws(CourseError) -> Bool {
    let isLast = try take(1) == 1
    switch try take(2) {
    case 0: try copy()
    case 1:
      for (range, length) in [(0..<144, 8), (144..<256, 9), (256..<280, 7), (280..<288, 8)] {
        for symbol in range { lengths[symbol] = length }
      }
      try literals.set(lengths, 288)
      lengths.update(repeating: 5, count: 30)
      try distances.set(lengths, 30)
      try decode()
    case 2:
      try readCodes()
      try decode()
    default: throw .damaged
    }
    return isLast
  }

  /// Takes a few bits from the input.
  mutating func take(_ number: Int) throws(CourseError) -> Int {
    while held < number {
      if position == size { throw .damaged }
      bits |= Int(input[position]) << held
      position += 1
      held += 8
    }
    let value = bits & ((1 << number) - 1)
    bits >>= number
    held -= number
    return value
  }

  /// Makes room for more output.
  mutating func reserve(_ more: Int) throws(CourseError) {
    if count + more <= capacity { return }
    if count + more > limit { throw .tooLarge(limit) }
    capacity = min(limit, max(capacity * 2, count + more))
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: output, count: count)
    output.deallocate()
    output = larger
  }

  /// Copies a block that isn't compressed.
  private mutating func copy() throws(CourseError) {
    position -= held / 8
    (bits, held) = (0, 0)
    if size - position < 4 { throw .damaged }
    let number = Int(input[position]) | Int(input[position + 1]) << 8
    let inverse = Int(input[position + 2]) | Int(input[position + 3]) << 8
    position += 4
    if number ^ inverse != 0xffff || size - position < number { throw .damaged }
    try reserve(number)
    (output + count).update(from: input + position, count: number)
    count += number
    position += number
  }
}
