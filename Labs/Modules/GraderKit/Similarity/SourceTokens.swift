// Splits source text into tokens that don't depend on names, literals, comments, and layout.

/// The tokens of a file, with the line of each. A renamed and reformatted copy has the same ones.
struct SourceTokens {
  /// What each token is: a keyword's hash, a punctuation mark's byte, `name`, or `literal`.
  private(set) var codes: [UInt64] = []
  private(set) var lines: [Int32] = []

  static let name: UInt64 = 1
  static let literal: UInt64 = 2
  /// No file gets more. A hostile submission can't take up the memory.
  static let limit = 100_000

  private var line: Int32 = 1
  private var place = 0
  private let isPython: Bool

  /// - Parameter file: its name. A name that ends in `.py` is Python; any other is read as Swift,
  ///   whose comments and strings C and JavaScript share.
  init(_ bytes: [UInt8], file: String) {
    isPython = file.hasSuffix(".py")
    while place < bytes.count && codes.count < SourceTokens.limit { readToken(bytes) }
  }

  private mutating func readToken(_ bytes: [UInt8]) {
    let byte = bytes[place]
    let next = place + 1 < bytes.count ? bytes[place + 1] : 0
    switch byte {
    case 10: step(bytes)
    case 9, 13, 32: place += 1
    case UInt8(ascii: "#") where isPython, UInt8(ascii: "/") where next == byte && !isPython:
      while place < bytes.count && bytes[place] != 10 { place += 1 }
    case UInt8(ascii: "/") where next == UInt8(ascii: "*") && !isPython: skipComment(bytes)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): readString(bytes, quote: byte)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      // A period belongs to the number if a digit follows.
      while place < bytes.count,
        SourceTokens.isPartOfWord(bytes[place])
          || bytes[place] == UInt8(ascii: ".") && place + 1 < bytes.count
            && (48...57).contains(bytes[place + 1])
      { place += 1 }
      append(SourceTokens.literal, at: line)
    case _ where SourceTokens.isPartOfWord(byte): readWord(bytes)
    default:
      append(UInt64(byte), at: line)
      place += 1
    }
  }

  private mutating func readWord(_ bytes: [UInt8]) {
    let start = place
    // FNV-1a
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    while place < bytes.count && SourceTokens.isPartOfWord(bytes[place]) {
      hash = (hash ^ UInt64(bytes[place])) &* 0x100_0000_01b3
      place += 1
    }
    let isKeyword = place - start <= 12 && SourceTokens.keywords.contains(hash)
    append(isKeyword ? hash : SourceTokens.name, at: line)
  }

  /// Reads a string, with the code inside `\(...)`. Names and literals count as one anyway.
  private mutating func readString(_ bytes: [UInt8], quote: UInt8) {
    append(SourceTokens.literal, at: line)
    let isLong =
      place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote
    place += isLong ? 3 : 1
    var depth = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\\") {
        if depth == 0 && place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "(") {
          depth = 1
        }
        step(bytes)
      } else if depth > 0 {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
      } else if byte == quote {
        let isEnd =
          place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote
        if !isLong || isEnd {
          place += isLong ? 3 : 1
          return
        }
      }
      // A string in one line ends there, even without its quote.
      if byte == 10 && !isLong { return }
      step(bytes)
    }
  }

  /// Skips a comment. Those of Swift can be nested.
  private mutating func skipComment(_ bytes: [UInt8]) {
    var depth = 0
    repeat {
      let next = place + 1 < bytes.count ? bytes[place + 1] : 0
      switch (bytes[place], next) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")): depth += 1
      case (UInt8(ascii: "*"), UInt8(ascii: "/")): depth -= 1
      default:
        step(bytes)
        continue
      }
      place += 2
    } while depth > 0 && place < bytes.count
  }

  private mutating func step(_ bytes: [UInt8]) {
    if place < bytes.count && bytes[place] == 10 { line += 1 }
    place += 1
  }

  private mutating func append(_ code: UInt64, at line: Int32) {
    codes.append(code)
    lines.append(line)
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
      || byte == 95 || byte >= 128
  }

  /// The hashes of the words that shape a program, in Swift and in Python.
  private static let keywords = Set(
    """
    actor and async await break case catch class continue def default defer deinit del do elif else
    enum except extension finally for from func global guard if import in init is lambda let match
    mutating not or pass private raise repeat return self static struct subscript super switch throw
    throws try var where while with yield
    """.split { $0 == " " || $0 == "\n" }.map { word in
      word.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    })
}
