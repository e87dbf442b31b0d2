// The compressed blocks of deflate: their two Huffman codes, and what those encode.

extension Inflater {
  /// Reads the two codes of a block, which are compressed with a third one.
  mutating func readCodes() throws(CourseError) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    lengths.update(repeating: 0, count: 320)
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
      .prefix(lengthCount)
    {
      lengths[symbol] = try take(3)
    }
    try literals.set(lengths, 19)
    let total = literalCount + distanceCount
    var index = 0
    while index < total {
      let symbol = try literals.next(&bits, &held, &position, input, size)
      var (length, times) = (symbol, 1)
      switch symbol {
      case 16:
        if index == 0 { throw .damaged }
        length = lengths[index - 1]
        times = try 3 + take(2)
      case 17: (length, times) = (0, try 3 + take(3))
      case 18: (length, times) = (0, try 11 + take(7))
      default: break
      }
      if index + times > total { throw .damaged }
      (lengths + index).update(repeating: length, count: times)
      index += times
    }
    try literals.set(lengths, literalCount)
    try distances.set(lengths + literalCount, distanceCount)
  }

  /// Unpacks literals and copies of earlier output, until the block ends.
  mutating func decode() throws(CourseError) {
    while true {
      // Most symbols are in the table, and a call for each would take half of the time.
      while held < 48 && position < size {
        bits |= Int(input[position]) << held
        position += 1
        held += 8
      }
      let entry = literals.table[bits & 1023]
      let symbol: Int
      if entry != 0 && entry & 15 <= held {
        bits >>= entry & 15
        held -= entry & 15
        symbol = entry >> 4
      } else {
        symbol = try literals.next(&bits, &held, &position, input, size)
      }
      if symbol < 256 {
        if count == capacity { try reserve(1) }
        output[count] = UInt8(truncatingIfNeeded: symbol)
        count += 1
        continue
      }
      if symbol == 256 { return }
      if symbol > 285 { throw .damaged }
      let length = try lengthBases[symbol - 257] + take(lengthBits[symbol - 257])
      let code = try distances.next(&bits, &held, &position, input, size)
      if code > 29 { throw .damaged }
      let distance = try distanceBases[code] + take(code < 2 ? 0 : code / 2 - 1)
      if distance > count { throw .damaged }
      try reserve(length)
      if distance >= length {
        (output + count).update(from: output + count - distance, count: length)
      } else {
        // The copy repeats what it has just written.
        var index = count
        while index < count + length {
          output[index] = output[index - distance]
          index += 1
        }
      }
      count += length
    }
  }
}

private let lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
private let lengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
private let distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
]
