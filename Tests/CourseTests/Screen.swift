// What a person sees: a terminal's screen, drawn from the bytes that a program wrote to it.

/// The lines of a terminal, with those that have scrolled off its top.
///
/// It knows what the guide writes, and what Swift's own tools write on the way: text, ends of lines,
/// tabs, and the sequences that move the cursor or erase. Colours leave no trace.
struct Screen {
  private(set) var columns: Int
  private(set) var rows: Int
  private var cells: [[Character]] = [[]]
  private var row = 0
  private var column = 0
  /// Bytes that are no whole character or sequence yet.
  private var rest: [UInt8] = []
  /// All text that was ever written, in order, without any sequence: what a person could have read.
  private(set) var text = ""

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// All lines, the oldest first, without the spaces at their ends.
  var lines: [String] {
    cells.map { cells in
      String(cells.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The lines that are to be seen now.
  var visible: [String] { Array(lines.suffix(rows)) }

  /// The line in which the cursor stands, and where in it.
  var cursor: (line: String, column: Int) { (lines[row], column) }

  mutating func resize(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  mutating func write(_ bytes: [UInt8]) {
    var bytes = (rest + bytes)[...]
    while let first = bytes.first {
      var count = 1
      if first == 0x1b {
        guard let length = sequence(bytes) else { break }
        count = length
      } else if first < 0x20 || first == 0x7f {
        obey(first)
      } else {
        count = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        if bytes.count < count { break }
        put(String(decoding: bytes.prefix(count), as: UTF8.self))
      }
      bytes = bytes.dropFirst(count)
    }
    rest = Array(bytes)
  }

  private var top: Int { max(0, cells.count - rows) }

  private mutating func put(_ letter: String) {
    text += letter
    guard let scalar = letter.unicodeScalars.first else { return }
    if scalar.properties.generalCategory == .nonspacingMark {
      // Above the letter before it.
      if column > 0, let joined = ("\(cells[row][column - 1])" + letter).first {
        cells[row][column - 1] = joined
      }
      return
    }
    if column == columns {
      column = 0
      goTo(row: row + 1)
    }
    while cells[row].count <= column { cells[row].append(" ") }
    cells[row][column] = Character(scalar)
    column += 1
  }

  private mutating func obey(_ control: UInt8) {
    switch control {
    case 8: column = max(0, column - 1)
    case 9: column = min(columns - 1, column / 8 * 8 + 8)
    case 10:
      goTo(row: row + 1)
      text += "\n"
    case 13: column = 0
    default: break
    }
  }

  private mutating func goTo(row: Int) {
    self.row = max(0, row)
    while cells.count <= self.row { cells.append([]) }
  }

  /// Obeys the sequence that comes first, and says how long it is; nil while it is not whole.
  private mutating func sequence(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count > 1 else { return nil }
    let start = bytes.startIndex
    if bytes[start + 1] != UInt8(ascii: "[") { return 2 }
    guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7e ~= $0 }) else { return nil }
    let words = String(decoding: bytes[start + 2..<end], as: UTF8.self).split(
      separator: ";", omittingEmptySubsequences: false)
    let numbers = words.map { Int($0) ?? 0 }
    let count = max(1, numbers.first ?? 1)
    switch bytes[end] {
    case UInt8(ascii: "A"): goTo(row: max(top, row - count))
    case UInt8(ascii: "B"): goTo(row: row + count)
    case UInt8(ascii: "C"): column = min(columns - 1, column + count)
    case UInt8(ascii: "D"): column = max(0, column - count)
    case UInt8(ascii: "G"): column = min(columns, count) - 1
    case UInt8(ascii: "H"):
      goTo(row: top + count - 1)
      column = (numbers.count > 1 ? max(1, numbers[1]) : 1) - 1
    case UInt8(ascii: "K"): eraseLine(numbers.first ?? 0)
    case UInt8(ascii: "J"): eraseScreen(numbers.first ?? 0)
    default: break
    }
    return end + 1 - start
  }

  private mutating func eraseLine(_ which: Int) {
    if which == 0 { cells[row] = Array(cells[row].prefix(column)) }
    if which == 1 {
      for index in cells[row].indices.prefix(column + 1) { cells[row][index] = " " }
    }
    if which == 2 { cells[row] = [] }
  }

  private mutating func eraseScreen(_ which: Int) {
    switch which {
    case 0:
      eraseLine(0)
      for index in cells.indices.dropFirst(row + 1) { cells[index] = [] }
    case 2: for index in cells.indices.dropFirst(top) { cells[index] = [] }
    case 3:
      cells.removeFirst(top)
      row = max(0, min(row, cells.count - 1))
    default: break
    }
  }
}
