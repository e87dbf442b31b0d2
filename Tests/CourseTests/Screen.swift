// A terminal's screen as a person sees it, drawn from the bytes that a program writes.

/// The lines of a terminal, including those that have scrolled off.
///
/// It knows only what the guide writes: text, newlines, and the sequences that move the cursor home or
/// right, or erase. Colors leave no trace.
struct Screen {
  private(set) var columns: Int
  private(set) var rows: Int
  private var cells: [[Character]] = [[]]
  private var row = 0
  private var column = 0
  /// The bytes of an incomplete character or sequence.
  private var rest: [UInt8] = []
  /// All text that was ever written, without the sequences.
  private(set) var text = ""

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// All lines, the oldest first, without trailing spaces.
  var lines: [String] {
    cells.map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }

  /// The lines that are visible now.
  var visible: [String] { Array(lines.suffix(rows)) }

  /// The line that the cursor is on, and its column.
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
    if column == columns {
      column = 0
      goToNextRow()
    }
    while cells[row].count <= column { cells[row].append(" ") }
    cells[row][column] = letter.first ?? " "
    column += 1
  }

  private mutating func obey(_ control: UInt8) {
    switch control {
    case 8: column = max(0, column - 1)
    case 10:
      goToNextRow()
      text += "\n"
    case 13: column = 0
    default: break
    }
  }

  private mutating func goToNextRow() {
    row += 1
    if cells.count == row { cells.append([]) }
  }

  /// Obeys the sequence at the start, and returns its length; nil while it's incomplete.
  private mutating func sequence(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count > 1 else { return nil }
    let start = bytes.startIndex
    if bytes[start + 1] != UInt8(ascii: "[") { return 2 }
    guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7e ~= $0 }) else { return nil }
    switch String(decoding: bytes[start + 2...end], as: UTF8.self) {
    case "H":
      row = top
      column = 0
    case "K": cells[row] = Array(cells[row].prefix(column))
    case "2J": for index in cells.indices.dropFirst(top) { cells[index] = [] }
    case "3J":
      row = max(0, row - top)
      cells.removeFirst(top)
    case let word where word.hasSuffix("C"):
      column = min(columns - 1, column + (Int(word.dropLast()) ?? 1))
    default: break
    }
    return end + 1 - start
  }
}
