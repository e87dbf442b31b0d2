// HTML in which every text is escaped, because only literals of the source are taken as they are.

import GraderKit

/// A piece of HTML. A text that's interpolated into it is escaped, so it's safe in an element and
/// in a quoted attribute. HTML that's interpolated into it isn't escaped again.
struct HTML: ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral text: String) { self.text = text }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity * 2)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ text: some StringProtocol) {
      self.text += HTML.escaped(String(text))
    }

    mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    mutating func appendInterpolation(_ html: HTML) { text += html.text }

    /// Pieces of HTML, one per line.
    mutating func appendInterpolation(_ pieces: [HTML]) {
      text += pieces.map(\.text).joined(separator: "\n")
    }

    /// Lines for a `pre`. Each is an element, so a long one can continue under its own text.
    mutating func appendInterpolation(lines: [String]) {
      text += lines.map { "<span>\(HTML.escaped($0))\n</span>" }.joined()
    }
  }

  /// A text of any origin, as a text of HTML.
  static func escaped(_ text: String) -> String {
    // Not `course.escaped`: it leaves apostrophes, which may end an attribute.
    let escapes: [Unicode.Scalar: String] = [
      "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;", "`": "&#96;",
    ]
    return visible(text).unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
  }
}

/// A text without control characters, and without those that would reorder the text after them.
func visible(_ text: String) -> String {
  printable(text).unicodeScalars.map { scalar in
    switch scalar.value {
    // Embeddings, overrides, and isolates of bidirectional text; separators of lines.
    case 0x202A...0x202E, 0x2066...0x2069, 0x2028...0x2029:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }.joined()
}

/// The lines of a text of any origin. It may have ends of lines that `split` doesn't know.
func textLines(_ text: String) -> [String] {
  text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
}
