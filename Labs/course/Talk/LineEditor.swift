// A line that is being typed on a terminal, while other lines appear above it.

/// Reads keys, and draws the line that they make as the last line of the terminal.
///
/// If a line is wider than the terminal, it draws the part around the cursor.
struct LineEditor {
  private let prompt: String
  private var line: [Character] = []
  private var cursor = 0
  /// The lines that were entered, oldest first.
  private var history: [[Character]] = []
  /// The index of the line shown; `history.count` means the draft, which wasn't entered yet.
  private var historyIndex = 0
  private var draft: [Character] = []
  /// The first bytes of an incomplete key.
  private var partialKey: [UInt8] = []

  init(prompt: String) { self.prompt = prompt }

  /// Takes typed bytes. Returns the lines that were entered, and whether Ctrl-D was typed on an
  /// empty line.
  mutating func read(_ bytes: [UInt8]) -> (lines: [String], hasEnded: Bool) {
    var lines: [String] = []
    var hasEnded = false
    var bytes = (partialKey + bytes)[...]
    while let first = bytes.first, let count = LineEditor.lengthOfKey(bytes) {
      let key = bytes.prefix(count)
      bytes = bytes.dropFirst(count)
      switch first {
      case 0x1b: obey(LineEditor.controls[key.last ?? 0] ?? 0)
      case 10, 13: lines.append(enter())
      case 4 where line.isEmpty: hasEnded = true
      case ..<0x20, 0x7f: obey(first)
      default: insert(String(decoding: key, as: UTF8.self))
      }
    }
    partialKey = Array(bytes)
    return (lines, hasEnded)
  }

  /// The text that redraws the line and puts the cursor in its place.
  func draw(width: Int) -> String {
    // The last column stays free, or the terminal would start a new line.
    let room = width - 1 - prompt.count
    var start = cursor
    var used = 0
    while start > 0, used + line[start - 1].columns < room {
      start -= 1
      used += line[start].columns
    }
    var whole = 0
    let shown = line[start...].prefix {
      whole += $0.columns
      return whole <= room
    }
    return "\r\u{1b}[K\(prompt)\(String(shown))\r\u{1b}[\(prompt.count + used)C"
  }

  // MARK: Keys

  /// How many bytes the first key has, or nil if it is incomplete.
  private static func lengthOfKey(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes[bytes.startIndex]
    if first == 0x1b {
      guard let second = bytes.dropFirst().first else { return nil }
      // `ESC O A` or `ESC [ 3 ~`; Alt with another key is two bytes.
      if second == UInt8(ascii: "O") { return bytes.count > 2 ? 3 : nil }
      if second != UInt8(ascii: "[") { return 2 }
      return bytes.dropFirst(2).firstIndex { 0x40...0x7e ~= $0 }.map { $0 - bytes.startIndex + 1 }
    }
    let length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    return bytes.count < length ? nil : length
  }

  /// The control keys that work like the arrows, Home, End, and Delete, keyed by their last bytes.
  private static let controls: [UInt8: UInt8] = [
    UInt8(ascii: "A"): 16, UInt8(ascii: "B"): 14, UInt8(ascii: "C"): 6, UInt8(ascii: "D"): 2,
    UInt8(ascii: "H"): 1, UInt8(ascii: "F"): 5, UInt8(ascii: "~"): 4,
  ]

  private mutating func obey(_ control: UInt8) {
    switch control {
    case 1: cursor = 0  // Ctrl-A
    case 2: cursor = max(cursor - 1, 0)  // Ctrl-B
    case 4: erase(cursor..<min(cursor + 1, line.count))  // Ctrl-D
    case 5: cursor = line.count  // Ctrl-E
    case 6: cursor = min(cursor + 1, line.count)  // Ctrl-F
    case 8, 0x7f: erase(max(cursor - 1, 0)..<cursor)
    case 11: erase(cursor..<line.count)  // Ctrl-K
    case 14: recall(historyIndex + 1)  // Ctrl-N
    case 16: recall(historyIndex - 1)  // Ctrl-P
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
    // More than a person types, but little enough to be drawn at each key.
    guard line.count < 4096 else { return }
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

  private mutating func enter() -> String {
    if line.contains(where: { $0 != " " }) && line != history.last { history.append(line) }
    defer {
      line = []
      cursor = 0
      historyIndex = history.count
    }
    return String(line)
  }

  private mutating func recall(_ index: Int) {
    guard (0...history.count).contains(index), index != historyIndex else { return }
    if historyIndex == history.count { draft = line }
    historyIndex = index
    line = index == history.count ? draft : history[index]
    cursor = line.count
  }
}

extension Character {
  /// Its width in a terminal: two columns for Chinese, Japanese, and Korean letters and emoji.
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
