// A Huffman code of deflate: short codes are looked up in a table, long ones are read bit by bit.

/// The canonical code that follows from the length of each symbol's code. Deallocate it after use.
struct HuffmanCode {
  /// For the next 10 bits of the input: the symbol times 16, plus the length of its code. 0 means
  /// that the code is longer, or isn't used.
  let table = UnsafeMutablePointer<Int>.allocate(capacity: 1024)
  /// How many codes have each length.
  private let counts = UnsafeMutablePointer<Int>.allocate(capacity: 16)
  /// The symbols in the order of their codes.
  private let symbols = UnsafeMutablePointer<Int>.allocate(capacity: 320)
  private let offsets = UnsafeMutablePointer<Int>.allocate(capacity: 16)
  private let codes = UnsafeMutablePointer<Int>.allocate(capacity: 16)

  func deallocate() {
    for pointer in [table, counts, symbols, offsets, codes] { pointer.deallocate() }
  }

  /// Defines the code of `count` symbols. A length of 0 means that a symbol isn't used.
  func set(_ lengths: UnsafeMutablePointer<Int>, _ count: Int) throws(CourseError) {
    table.update(repeating: 0, count: 1024)
    counts.update(repeating: 0, count: 16)
    var symbol = 0
    while symbol < count {
      counts[lengths[symbol]] += 1
      symbol += 1
    }
    counts[0] = 0
    (offsets[0], codes[0]) = (0, 0)
    var length = 1
    while length < 16 {
      offsets[length] = offsets[length - 1] + counts[length - 1]
      codes[length] = (codes[length - 1] + counts[length - 1]) << 1
      // More codes than this length has room for.
      if codes[length] + counts[length] > 1 << length { throw .damaged }
      length += 1
    }
    symbol = 0
    while symbol < count {
      let length = lengths[symbol]
      if length > 0 {
        symbols[offsets[length]] = symbol
        offsets[length] += 1
        if length <= 10 { fill(symbol, length) }
        codes[length] += 1
      }
      symbol += 1
    }
  }

  /// Puts a symbol at each index that begins with its code, whose first bit is the lowest.
  private func fill(_ symbol: Int, _ length: Int) {
    var (code, reversed, bit) = (codes[length], 0, 0)
    while bit < length {
      reversed = reversed << 1 | code & 1
      code >>= 1
      bit += 1
    }
    while reversed < 1024 {
      table[reversed] = symbol << 4 | length
      reversed += 1 << length
    }
  }

  /// Takes the next symbol from the input.
  func next(
    _ bits: inout Int, _ held: inout Int, _ position: inout Int, _ input: UnsafePointer<UInt8>,
    _ size: Int
  ) throws(CourseError) -> Int {
    // At the end of the input, fewer bits than a code can have may be left, and suffice.
    while held < 15 && position < size {
      bits |= Int(input[position]) << held
      position += 1
      held += 8
    }
    let entry = table[bits & 1023]
    if entry != 0 {
      let length = entry & 15
      if length > held { throw .damaged }
      bits >>= length
      held -= length
      return entry >> 4
    }
    var (code, first, index, length) = (0, 0, 0, 1)
    while length < 16 && length <= held {
      code |= bits & 1
      bits >>= 1
      let count = counts[length]
      if code - count < first {
        held -= length
        return symbols[index + code - first]
      }
      index += count
      first = (first + count) << 1
      code <<= 1
      length += 1
    }
    throw .damaged
  }
}
