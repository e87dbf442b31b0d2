// Text styles and columns.

/// A text style, for terminals that have colors.
enum Style: String {
  case good = "32"
  case bad = "31"
  case doubtful = "33"
  case faint = "2"
  case strong = "1"
}

extension String {
  /// This text in a style, if the terminal has colors.
  func styled(_ style: Style) -> String {
    Terminal.hasColor ? "\u{1b}[\(style.rawValue)m\(self)\u{1b}[0m" : self
  }

  /// This text, padded with spaces.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }

  var withoutTrailingSpaces: String { replacing(#/ +$/#, with: "") }
}
