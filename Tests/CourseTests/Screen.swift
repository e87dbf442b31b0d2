// What a person sees: a terminal's screen, drawn from the bytes that a program wrote to it.

/// The lines of a terminal, including those that have scrolled off its top.
///
/// It knows what the guide and a shell write: text, ends of lines, Backspace, and the few escape
/// sequences below. It ignores colors.
struct Screen {
  private(set) var columns: Int
  private(set) var rows: Int
  private var cells: [[Character]] = [[]]
  private var row = 0
  private var column = 0
  /// The beginning of a character or an escape sequence.
  private var rest: [UInt8] = []
  /// All text that was ever written, without escape sequences.
  private(set) var text = ""

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// All lines, the oldest first, without trailing spaces.
  var lines: [String] { cells.map { String($0).replacing(#/ +$/#, with: "") } }

  /// The lines that a person sees now.
  var visible: [String] { Array(lines.suffix(rows)) }

  /// The line that the cursor is in, and its column.
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
      // It joins the letter before it.
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

  /// Obeys the first sequence, and returns its length; nil if it is incomplete.
  private mutating func sequence(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count > 1 else { return nil }
    let start = bytes.startIndex
    if bytes[start + 1] != UInt8(ascii: "[") { return 2 }
    guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7e ~= $0 }) else { return nil }
    let number = Int(String(decoding: bytes[start + 2..<end], as: UTF8.self))
    switch (bytes[end], number) {
    case (UInt8(ascii: "A"), _): goTo(row: max(top, row - (number ?? 1)))
    case (UInt8(ascii: "C"), _): column = min(columns - 1, column + (number ?? 1))
    case (UInt8(ascii: "H"), _):
      goTo(row: top)
      column = 0
    case (UInt8(ascii: "K"), _): cells[row] = Array(cells[row].prefix(column))
    case (UInt8(ascii: "J"), 2):
      for index in cells.indices.dropFirst(top) { cells[index] = [] }
    case (UInt8(ascii: "J"), 3):
      cells.removeFirst(top)
      row = max(0, min(row, cells.count - 1))
    default: break
    }
    return end + 1 - start
  }
}
