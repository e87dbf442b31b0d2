// Splits the bytes of a table into cells.

/// Reads each cell with its place. No input is an error: spreadsheets open anything, too.
struct CSVReader {
  let encoding: CSV.Encoding
  private(set) var delimiter = UInt8(ascii: ",")
  private let bytes: [UInt8]
  /// The bytes or, in UTF-16, pairs of bytes.
  private let units: [UInt16]
  /// The length of the byte order mark in bytes.
  private let start: Int
  private var place = 0

  private static let quote = UInt16(UInt8(ascii: "\""))

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let (encoding, start): (CSV.Encoding, Int) =
      switch (bytes.first, bytes.dropFirst().first) {
      case (0xff, 0xfe): (.utf16(isLittleEndian: true), 2)
      case (0xfe, 0xff): (.utf16(isLittleEndian: false), 2)
      case _ where bytes.starts(with: [0xef, 0xbb, 0xbf]): (.utf8, 3)
      default: (.utf8, 0)
      }
    self.start = start
    let body = bytes[start...]
    if case .utf16(let isLittleEndian) = encoding {
      self.encoding = encoding
      units = stride(from: start, to: bytes.count - 1, by: 2).map { index in
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return isLittleEndian ? second << 8 | first : first << 8 | second
      }
    } else {
      self.encoding = String(validating: body, as: UTF8.self) == nil ? .latin1 : .utf8
      units = body.map(UInt16.init)
    }
    delimiter = usualDelimiter
  }

  /// The delimiter that the header has most often, outside of quotes.
  private var usualDelimiter: UInt8 {
    var counts: [UInt16: Int] = [:]
    var isQuoted = false
    for unit in units {
      if unit == CSVReader.quote { isQuoted.toggle() }
      if isQuoted { continue }
      if unit == 10 || unit == 13 { break }
      counts[unit, default: 0] += 1
    }
    let known = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    // Of equal ones, the last wins.
    return known.max { counts[UInt16($0), default: 0] <= counts[UInt16($1), default: 0] }
      ?? UInt8(ascii: ",")
  }

  mutating func rows() -> [[CSV.Field]] {
    var rows: [[CSV.Field]] = []
    while place < units.count {
      var row = [field()]
      while place < units.count && units[place] == UInt16(delimiter) {
        place += 1
        row.append(field())
      }
      rows.append(row)
      if place < units.count {
        let isPair = units[place] == 13 && place + 1 < units.count && units[place + 1] == 10
        place += isPair ? 2 : 1
      }
    }
    return rows
  }

  /// Reads a cell, up to the delimiter or the end of the line.
  private mutating func field() -> CSV.Field {
    let first = place
    let isQuoted = place < units.count && units[place] == CSVReader.quote
    var content: [UInt16] = []
    var isOpen = isQuoted
    if isQuoted { place += 1 }
    while place < units.count {
      let unit = units[place]
      if isOpen && unit == CSVReader.quote {
        // Two quotes are one; one is the end.
        let isDouble = place + 1 < units.count && units[place + 1] == unit
        if isDouble { content.append(unit) } else { isOpen = false }
        place += isDouble ? 2 : 1
        continue
      }
      if !isOpen && (unit == UInt16(delimiter) || unit == 10 || unit == 13) { break }
      content.append(unit)
      place += 1
    }
    let width = encoding.width
    let range = start + first * width..<start + place * width
    return CSV.Field(range: range, text: text(content), isQuoted: isQuoted)
  }

  private func text(_ units: [UInt16]) -> String {
    switch encoding {
    case .utf8: String(decoding: units.map(UInt8.init(truncatingIfNeeded:)), as: UTF8.self)
    case .latin1:
      String(String.UnicodeScalarView(units.map { Unicode.Scalar(UInt8(truncatingIfNeeded: $0)) }))
    case .utf16: String(decoding: units, as: UTF16.self)
    }
  }
}
