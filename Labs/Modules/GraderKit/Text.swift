// How numbers, times, bytes and long lines are written for a reader.

import Foundation

/// Seconds with three places, right-aligned: `   0.004 s`.
package func column(_ seconds: Double) -> String {
  let text = "\(fixed(seconds, 3)) s"
  return String(repeating: " ", count: max(0, 10 - text.count)) + text
}

/// A number with this many decimals.
package func fixed(_ number: Double, _ places: Int) -> String {
  String(format: "%.\(places)f", number)
}

/// A whole number with separators: 4,194,304.
package func grouped(_ number: Int) -> String {
  var text = ""
  for (index, digit) in String(number).reversed().enumerated() {
    if index > 0 && index % 3 == 0 && digit != "-" { text.append(",") }
    text.append(digit)
  }
  return String(text.reversed())
}

/// Bytes for a reader: as text in quotes if they're text and few, otherwise as numbers.
package func describe(_ bytes: [UInt8], count: Int? = nil, asText: Bool? = nil) -> String {
  let count = count ?? bytes.count
  if count == 0 { return "nothing" }
  if (asText ?? isText(bytes)) && count <= 40 {
    return "\"\(printable(String(decoding: bytes, as: UTF8.self)))\""
  }
  // Long text is recognized by its first line.
  if asText ?? isText(bytes), let end = bytes.firstIndex(of: 10) {
    let line = describe(Array(bytes[...end]), asText: true)
    return "\(line) and \(grouped(count - end - 1)) more bytes"
  }
  let digits = hexadecimal(bytes.prefix(16)) + (count > 16 ? " ..." : "")
  return "\(grouped(count)) \(count == 1 ? "byte" : "bytes") (\(digits))"
}

/// Bytes as numbers: `0d 0a`.
package func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

/// Text without control characters, which a terminal would obey.
package func printable(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where scalar.properties.generalCategory == .control:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }.joined()
}

/// A text in lines of at most this many columns, broken between words, but not before a unit.
///
/// - Parameters:
///   - indent: the indentation of all lines, in addition to the text's own.
///   - hanging: the additional indentation of all lines but the first.
package func wrapped(_ text: String, indent: Int = 0, hanging: Int = 2, to width: Int) -> [String] {
  let own = text.prefix { $0 == " " }.count
  let margin = String(repeating: " ", count: indent + own)
  let bound = text.dropFirst(own).replacing(#/(\d) (s|%)/#) { "\($0.1)\u{a0}\($0.2)" }
  var lines: [String] = []
  for word in bound.split(separator: " ", omittingEmptySubsequences: false) {
    if let last = lines.last, last.count + 1 + word.count <= width {
      lines[lines.count - 1] += " \(word)"
    } else if lines.isEmpty {
      lines.append(margin + word)
    } else if !word.isEmpty {
      lines.append(margin + String(repeating: " ", count: hanging) + word)
    }
  }
  return lines.map { $0.replacing("\u{a0}", with: " ") }
}

/// A text in lines of at most this many columns, each beginning where the first does.
package func folded(_ text: some StringProtocol, to width: Int) -> [String] {
  wrapped(String(text), hanging: 0, to: width)
}

/// Whether bytes are text that one can print.
func isText(_ bytes: [UInt8]) -> Bool {
  bytes.allSatisfy { (32..<127).contains($0) || $0 == 10 || $0 == 13 }
}

/// `490 ms`: a time in whole milliseconds.
func milliseconds(_ seconds: Double) -> String { "\(grouped(Int((seconds * 1000).rounded()))) ms" }

/// `1 byte`, `17 bytes`.
package func count(_ number: Int, _ thing: String) -> String {
  "\(grouped(number)) \(thing)\(number == 1 ? "" : "s")"
}
