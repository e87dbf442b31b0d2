// What was said between a grader and a program, with times: the story that a failure tells.

import Foundation

/// The steps of a test so far, in order.
final class Conversation {
  private let start = ContinuousClock.now
  private var entries: [Entry] = []

  private enum Entry {
    case note(Double, String)
    case bytes(Double, who: String, arrow: String, first: [UInt8], count: Int, last: Double)
  }

  /// Seconds since the program was started.
  var now: Double { (.now - start) / .seconds(1) }

  /// How many entries there are.
  var count: Int { entries.count }

  func note(_ text: String) {
    entries.append(.note(now, text))
  }

  /// Notes bytes that went to or came from a client; those that follow their like at once join them.
  func note(_ bytes: ArraySlice<UInt8>, _ arrow: String, _ who: String) {
    let now = now
    if case .bytes(let time, who, arrow, let first, let count, let last) = entries.last,
      now - last < 0.1
    {
      let more = first.count < 40 ? first + bytes.prefix(40 - first.count) : first
      let entry = Entry.bytes(
        time, who: who, arrow: arrow, first: more, count: count + bytes.count, last: now)
      entries[entries.count - 1] = entry
    } else {
      let first = Array(bytes.prefix(40))
      let entry = Entry.bytes(
        now, who: who, arrow: arrow, first: first, count: bytes.count, last: now)
      entries.append(entry)
    }
  }

  /// The story as lines. Of a long one the beginning, the end, and what concerns one peer.
  func lines(about name: String?) -> [String] {
    let lines = entries.map { entry in
      switch entry {
      case .note(let time, let text):
        "\(column(time))  \(text)"
      case .bytes(let time, let who, let arrow, let first, let count, _):
        "\(column(time))  \(who) \(arrow) \(describe(first, count: count))"
      }
    }
    guard lines.count > 24 else { return lines }
    let middle = lines[8..<(lines.count - 12)]
    let own = name.map { name in middle.filter { $0.dropFirst(12).hasPrefix("\(name) ") } } ?? []
    let kept = own.suffix(4)
    return lines.prefix(8) + ["          ... \(middle.count - kept.count) more ..."] + kept
      + (kept.isEmpty ? [] : ["          ..."]) + lines.suffix(12)
  }
}

/// Seconds with three places, right-aligned: `   0.004 s`.
package func column(_ seconds: Double) -> String {
  let text = "\(fixed(seconds, 3)) s"
  return String(repeating: " ", count: max(0, 10 - text.count)) + text
}

/// A number with so many decimals.
package func fixed(_ number: Double, _ places: Int) -> String {
  var scale = 1
  for _ in 0..<places { scale *= 10 }
  let scaled = Int((number * Double(scale)).rounded())
  let decimals = String(scaled % scale + scale).dropFirst()
  return places == 0 ? "\(scaled)" : "\(scaled / scale).\(decimals)"
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

/// Bytes for a reader: as text in quotes when they are text and few, else as numbers.
package func describe(_ bytes: [UInt8], count: Int? = nil, asText: Bool? = nil) -> String {
  let count = count ?? bytes.count
  if count == 0 { return "nothing" }
  if (asText ?? isText(bytes)) && count <= 40 {
    return "\"\(printable(String(decoding: bytes, as: UTF8.self)))\""
  }
  let digits = hexadecimal(bytes.prefix(16)) + (count > 16 ? " ..." : "")
  return "\(grouped(count)) \(count == 1 ? "byte" : "bytes") (\(digits))"
}

/// Bytes as numbers: `0d 0a`.
package func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

/// Text without what a terminal would obey rather than show.
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

/// How long the lines of a report are: for a terminal that is narrower, GRADER_WIDTH says so.
private let width =
  ProcessInfo.processInfo.environment["GRADER_WIDTH"].flatMap { Int($0) }.map { max($0, 40) } ?? 98

/// A line in as many as it needs, broken between words.
package func wrapped(_ line: String, indent: Int = 0, to width: Int = width) -> [String] {
  let margin = String(repeating: " ", count: indent)
  if line.count + indent <= width { return [margin + line] }
  let own = String(line.prefix { $0 == " " })
  var lines: [String] = []
  var current = margin + own
  var isEmpty = true
  for word in line.dropFirst(own.count).split(separator: " ", omittingEmptySubsequences: false) {
    if !isEmpty && current.count + 1 + word.count > width {
      lines.append(current)
      current = margin + own + "  "
      isEmpty = true
    }
    current += isEmpty ? word : " \(word)"
    isEmpty = false
  }
  return lines + [current]
}

/// Whether bytes are text that one can print.
func isText(_ bytes: [UInt8]) -> Bool {
  bytes.allSatisfy { (32..<127).contains($0) || $0 == 10 || $0 == 13 }
}
