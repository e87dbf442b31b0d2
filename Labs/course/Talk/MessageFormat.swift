// What a lab's clients send, and how what they receive is shown.

import GraderKit
import Sockets

extension Lab.MessageFormat {
  /// What to type, for example.
  var example: String { self == .calculations ? "6 * 7" : "hello" }

  /// What is sent for a text.
  func bytes(for text: String) throws -> [UInt8] {
    switch self {
    case .lines: return Array((text + "\n").utf8)
    case .messages: return Array((text + "\r\n").utf8)
    case .calculations:
      guard let words = text.wholeMatch(of: #/\s*([-+]?\d+)\s*([!-~])\s*([-+]?\d+)\s*/#) else {
        throw Complaint("Type a calculation, such as: a 6 * 7")
      }
      guard let a = Int(words.1), let b = Int(words.3) else {
        throw Complaint("That number doesn't fit in 32 bits")
      }
      do {
        return try Self.request.get().pack(a, b, String(words.2))
      } catch {
        throw Complaint("\(error)")
      }
    }
  }

  /// How many answers, or bytes of them, some bytes make: of a question so many are awaited, and of an
  /// answer so many have come.
  func weight(of bytes: [UInt8]) -> Int {
    self == .messages ? bytes.count { $0 == 10 } : bytes.count
  }

  /// What was sent, for a reader.
  func shown(sent bytes: [UInt8], width: Int) -> String {
    guard self == .calculations, let request = try? Self.request.get(),
      let (a, b, op): (Int, Int, [UInt8]) = try? request.unpack(bytes)
    else { return quoted(bytes, count: bytes.count, width: width) }
    return "\(a) \(String(decoding: op, as: UTF8.self)) \(b)   (\(hexadecimal(bytes)))"
  }

  /// What came, for a reader, in a line or several.
  ///
  /// - Parameter count: how much it was, where not all of it is kept.
  func shown(received bytes: [UInt8], count: Int, width: Int) -> [String] {
    var lines: [String] = []
    var bytes = bytes[...]
    if self == .calculations, bytes.count == count, let answer = try? Self.answer.get() {
      while let (status, result): (Int, Int) = try? answer.unpack(bytes.prefix(answer.size)) {
        let words = ["\(result)", "division by zero", "unknown operator"]
        let isKnown = words.indices.contains(status) && (status == 0 || result == 0)
        let meaning = isKnown ? words[status] : "status \(status), result \(result)"
        lines.append("\(meaning)   (\(hexadecimal(bytes.prefix(answer.size))))")
        bytes = bytes.dropFirst(answer.size)
      }
      if bytes.isEmpty { return lines }
    }
    let left = lines.isEmpty ? count : bytes.count
    return lines + [quoted(Array(bytes), count: left, width: width)]
  }

  private static let request = Result { try Packer("!ii1s") }
  private static let answer = Result { try Packer("!Bq") }
}

/// Bytes as text in quotes, if they are text, within so many columns; else as numbers.
private func quoted(_ bytes: [UInt8], count: Int, width: Int) -> String {
  // A cut may have gone through a character, at either end of what is kept.
  let ends = count > bytes.count ? 0...3 : 0...0
  let text = ends.lazy.compactMap {
    String(validating: bytes.dropLast($0), as: UTF8.self)
  }.first
  guard let text, !text.isEmpty, !text.unicodeScalars.contains(where: isControl) else {
    return describe(bytes, count: count, asText: false)
  }
  let whole = printable(text)
  let size = "   (\(grouped(count)) bytes)"
  if whole.reduce(2, { $0 + $1.columns }) <= width && count == bytes.count { return "\"\(whole)\"" }
  var used = 5 + size.count
  let beginning = whole.prefix { letter in
    used += letter.columns
    return used <= width
  }
  return "\"\(beginning)...\"" + size
}

/// What no text has: a terminal would obey it.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.generalCategory == .control && !["\n", "\r", "\t"].contains(scalar)
}
