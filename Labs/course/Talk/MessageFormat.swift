// What a lab's clients send, and how to show what they receive.

import GraderKit
import LabKit
import Sockets

extension Lab.MessageFormat {
  private static let request = "!ii1s"
  private static let answer = "!Bq"

  /// An example of what to type.
  var example: String { self == .calculations ? "6 * 7" : "hello" }

  /// Encodes typed text as a message.
  func bytes(for text: String) throws -> [UInt8] {
    switch self {
    case .lines: return Array((text + "\n").utf8)
    case .messages: return Array((text + "\r\n").utf8)
    case .calculations:
      guard let words = text.wholeMatch(of: #/\s*([-+]?\d+)\s*([!-~])\s*([-+]?\d+)\s*/#) else {
        throw UsageError("Type a calculation, such as: a 6 * 7")
      }
      guard let a = Int(words.1), let b = Int(words.3) else {
        throw UsageError("That number doesn't fit in 32 bits")
      }
      return try Packer(Self.request).pack(a, b, String(words.2))
    }
  }

  /// How much of an answer some bytes contain or ask for, in messages or in bytes.
  func weight(of bytes: [UInt8]) -> Int {
    self == .messages ? bytes.count { $0 == 10 } : bytes.count
  }

  /// A sent message in readable form.
  func shown(sent bytes: [UInt8], width: Int) -> String {
    guard self == .calculations,
      let (a, b, op): (Int, Int, [UInt8]) = try? Packer(Self.request).unpack(bytes)
    else { return quoted(bytes, count: bytes.count, width: width) }
    return "\(a) \(String(decoding: op, as: UTF8.self)) \(b)   (\(hexadecimal(bytes)))"
  }

  /// What was received in readable form, as one or more lines.
  ///
  /// - Parameter count: how many bytes were received; `bytes` may be only the first of them.
  func shown(received bytes: [UInt8], count: Int, width: Int) -> [String] {
    var lines: [String] = []
    var bytes = bytes[...]
    if self == .calculations, bytes.count == count, let answer = try? Packer(Self.answer) {
      while let (status, result): (Int, Int) = try? answer.unpack(bytes.prefix(answer.size)) {
        let words = ["\(result)", "division by zero", "unknown operator"]
        let isKnown = words.indices.contains(status) && (status == 0 || result == 0)
        let meaning = isKnown ? words[status] : "status \(status), result \(result)"
        lines.append("\(meaning)   (\(hexadecimal(bytes.prefix(answer.size))))")
        bytes = bytes.dropFirst(answer.size)
      }
      if bytes.isEmpty { return lines }
    }
    return lines + [quoted(Array(bytes), count: lines.isEmpty ? count : bytes.count, width: width)]
  }
}

/// Bytes as quoted text of at most this many columns if they are text, as numbers otherwise.
private func quoted(_ bytes: [UInt8], count: Int, width: Int) -> String {
  // The bytes that were kept may end in the middle of a character.
  let text = (count > bytes.count ? 0...3 : 0...0).lazy
    .compactMap { String(validating: bytes.dropLast($0), as: UTF8.self) }.first
  let isText = text?.unicodeScalars.allSatisfy {
    $0.properties.generalCategory != .control || ["\n", "\r", "\t"].contains($0)
  }
  guard let text, !text.isEmpty, isText == true else {
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
