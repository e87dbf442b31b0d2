// What the guide does with text: styles, columns, lines, words that are nearly the same.

/// What a piece of text is, for those who see colours.
enum Style: String {
  case good = "32"
  case bad = "31"
  case doubtful = "33"
  case faint = "2"
  case strong = "1"
}

extension String {
  /// This in a style, where there are any.
  func styled(_ style: Style) -> String {
    Terminal.hasColor ? "\u{1b}[\(style.rawValue)m\(self)\u{1b}[0m" : self
  }

  /// This with spaces behind it, up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }

  var withoutSpacesAtItsEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}

/// How many letters must change, come, go, or trade places with their neighbour, to make one word of
/// the other.
func distance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, rows[i - 1][j - 1] + 1)
      }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
