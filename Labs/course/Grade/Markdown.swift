// Markdown in which every text is escaped, because only literals of the source are as they are.

import GraderKit

/// A piece of Markdown. A text that's interpolated into it is escaped: it can't become a heading, a
/// link, an image, or HTML. Markdown that's interpolated into it isn't escaped again.
struct Markdown: ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral text: String) { self.text = text }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ text: some StringProtocol) {
      self.text += Markdown.escaped(String(text))
    }

    mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    mutating func appendInterpolation(_ markdown: Markdown) { text += markdown.text }
  }

  /// A text of any origin, as a text of a paragraph, a heading, or a cell of a table.
  static func escaped(_ text: String) -> String {
    // By scalars: a mark that combines with a sign must not hide it.
    let scalars = Array(visible(text).unicodeScalars.drop { $0.properties.isWhitespace })
    var escaped = String.UnicodeScalarView()
    var isStart = true
    for (index, scalar) in scalars.enumerated() {
      let needsEscape =
        switch scalar {
        case "\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "~", "$", "@": true
        // GitHub makes a link of an address, without any sign around it.
        case ":": scalars.dropFirst(index + 1).first == "/"
        case ".": isStart || index > 0 && ["w", "W"].contains(scalars[index - 1])
        // At the start, these would begin a heading or an item, or underline a heading.
        case "#", "+", "-", "=", ")": isStart
        default: false
        }
      if needsEscape { escaped.append("\\") }
      escaped.append(scalar)
      isStart = isStart && ("0"..."9").contains(scalar)
    }
    return String(escaped)
  }

  /// A text of any origin as code in a paragraph.
  static func code(_ text: String) -> Markdown {
    let text = visible(text)
    let fence = fence(around: [text], atLeast: 1)
    // A space keeps a backtick at an end apart from the fence. It isn't shown.
    let space = text.isEmpty || text.unicodeScalars.contains("`") ? " " : ""
    return Markdown(stringLiteral: "\(fence)\(space)\(text)\(space)\(fence)")
  }

  /// Lines of any origin as a block of code.
  static func block(_ lines: [String]) -> Markdown {
    let lines = lines.map(visible)
    let fence = fence(around: lines, atLeast: 3)
    return Markdown(
      stringLiteral: (["\(fence)text"] + lines + [fence]).joined(separator: "\n"))
  }

  /// More backticks than there are in a row in any of these lines.
  private static func fence(around lines: [String], atLeast least: Int) -> String {
    var (longest, run) = (0, 0)
    for scalar in lines.joined(separator: "\n").unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return String(repeating: "`", count: max(least, longest + 1))
  }
}
