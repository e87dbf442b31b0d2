// A line that is being typed, on a terminal where other things appear meanwhile.

/// Reads keys, and keeps the line that they make on the last line of the terminal.
///
/// It is never wider than the terminal: of a long line one sees the part around the cursor.
struct LineEditor {
  private let prompt: String
  private var line: [Character] = []
  private var cursor = 0
  /// Lines that were given, the last one last, and which of them is shown; behind them stands the
  /// line that was begun.
  private var history: [[Character]] = []
  private var place = 0
  private var begun: [Character] = []
  /// Bytes that are no whole key yet.
  private var rest: [UInt8] = []

  /// More than anybody types, and little enough to be drawn at each key.
  private static let limit = 4096

  init(prompt: String) { self.prompt = prompt }

  /// What the keys have led to.
  enum Outcome: Equatable {
    case line(String)
    /// Ctrl-D on an empty line.
    case end
  }

  /// Reads what was typed, and returns the lines that it ended, in order.
  mutating func read(_ bytes: [UInt8]) -> [Outcome] {
    var outcomes: [Outcome] = []
    var bytes = (rest + bytes)[...]
    while let first = bytes.first, let count = LineEditor.lengthOfKey(bytes) {
      let key = bytes.prefix(count)
      bytes = bytes.dropFirst(count)
      switch first {
      case 0x1b: obey(sequence: key.last ?? 0)
      case 10, 13: outcomes.append(.line(finish()))
      case 4 where line.isEmpty: outcomes.append(.end)
      case ..<0x20, 0x7f: obey(first)
      default: insert(String(decoding: key, as: UTF8.self))
      }
    }
    rest = Array(bytes)
    return outcomes
  }

  /// Draws the line anew, where the cursor is.
  func draw(width: Int) -> String {
    // The last column stays free: a terminal would wrap behind it.
    let room = width - 1 - prompt.count
    var start = cursor
    var used = 0
    while start > 0, used + line[start - 1].columns < room {
      start -= 1
      used += line[start].columns
    }
    var end = cursor
    var whole = used
    while end < line.count, whole + line[end].columns <= room {
      whole += line[end].columns
      end += 1
    }
    let back = "\r\u{1b}[\(prompt.count + used)C"
    return "\r\u{1b}[K" + prompt + String(line[start..<end]) + back
  }

  // MARK: Keys

  /// How many bytes the first key has, or nil if it is not whole.
  private static func lengthOfKey(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes[bytes.startIndex]
    if first == 0x1b {
      guard let second = bytes.dropFirst().first else { return nil }
      // `ESC [ 3 ~` or `ESC O A`; of a key that is held with Alt the second byte is all.
      if second == UInt8(ascii: "O") { return bytes.count > 2 ? 3 : nil }
      if second != UInt8(ascii: "[") { return 2 }
      return bytes.dropFirst(2).firstIndex { 0x40...0x7e ~= $0 }.map { $0 - bytes.startIndex + 1 }
    }
    let length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    return bytes.count < length ? nil : length
  }

  private mutating func obey(sequence last: UInt8) {
    switch last {
    case UInt8(ascii: "A"): recall(place - 1)
    case UInt8(ascii: "B"): recall(place + 1)
    case UInt8(ascii: "C"): cursor = min(cursor + 1, line.count)
    case UInt8(ascii: "D"): cursor = max(cursor - 1, 0)
    case UInt8(ascii: "H"): cursor = 0
    case UInt8(ascii: "F"): cursor = line.count
    case UInt8(ascii: "~"): erase(cursor..<min(cursor + 1, line.count))  // Delete
    default: break
    }
  }

  private mutating func obey(_ control: UInt8) {
    switch control {
    case 1: cursor = 0  // Ctrl-A
    case 2: cursor = max(cursor - 1, 0)  // Ctrl-B
    case 4: erase(cursor..<min(cursor + 1, line.count))  // Ctrl-D
    case 5: cursor = line.count  // Ctrl-E
    case 6: cursor = min(cursor + 1, line.count)  // Ctrl-F
    case 8, 0x7f: erase(max(cursor - 1, 0)..<cursor)
    case 11: erase(cursor..<line.count)  // Ctrl-K
    case 14: recall(place + 1)  // Ctrl-N
    case 16: recall(place - 1)  // Ctrl-P
    case 21: erase(0..<cursor)  // Ctrl-U
    case 23:  // Ctrl-W
      var start = cursor
      while start > 0, line[start - 1] == " " { start -= 1 }
      while start > 0, line[start - 1] != " " { start -= 1 }
      erase(start..<cursor)
    default: break
    }
  }

  private mutating func insert(_ text: String) {
    guard line.count < LineEditor.limit else { return }
    // An accent may join the letter before it.
    let start = max(cursor - 1, 0)
    let joined = Array(String(line[start..<cursor]) + text)
    line.replaceSubrange(start..<cursor, with: joined)
    cursor = start + joined.count
  }

  private mutating func erase(_ range: Range<Int>) {
    line.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func finish() -> String {
    defer {
      line = []
      cursor = 0
      place = history.count
    }
    let isWorthIt = line.contains { $0 != " " } && line != history.last
    if isWorthIt { history.append(line) }
    if history.count > 100 { history.removeFirst() }
    return String(line)
  }

  private mutating func recall(_ wanted: Int) {
    guard (0...history.count).contains(wanted), wanted != place else { return }
    if place == history.count { begun = line }
    place = wanted
    line = wanted == history.count ? begun : history[wanted]
    cursor = line.count
  }
}

extension Character {
  /// How many columns a terminal gives it: two for Chinese, Japanese, Korean letters and pictures.
  var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
      0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return 2
    default:
      let category = scalar.properties.generalCategory
      return [.nonspacingMark, .enclosingMark, .format].contains(category) ? 0 : 1
    }
  }
}
