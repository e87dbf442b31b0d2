// What a picture is drawn with: lines, bars, signs and words, on a scale of time.

import GraderKit

/// An SVG under way: 960 wide, its lanes to the right of their names.
struct Canvas {
  private let length: Int
  /// Where the lanes begin.
  let top: Int
  private(set) var parts: [String] = []

  init(length: Int, top: Int) {
    self.length = max(1, length)
    self.top = top
  }

  mutating func add(_ part: String) { parts.append(part) }

  private static let left = 190.0
  private static let right = 936.0

  private func x(_ time: Int) -> Double {
    Canvas.left + (Canvas.right - Canvas.left) * Double(min(time, length)) / Double(length)
  }

  mutating func name(_ name: String, _ manner: String, at y: Int) {
    let gap = name.isEmpty ? 0 : 5
    let rest =
      manner.isEmpty ? "" : "<tspan class=\"soft\" dx=\"\(gap)\">\(escaped(manner))</tspan>"
    parts.append(
      "<text x=\"24\" y=\"\(y + 5)\"><tspan class=\"name\">\(escaped(name))</tspan>\(rest)</text>")
  }

  mutating func line(_ style: String, _ from: Int, _ to: Int, at y: Int) {
    parts.append(
      "<line class=\"\(style)\" x1=\"\(tenth(x(from)))\" y1=\"\(y)\" x2=\"\(tenth(x(to)))\" y2=\"\(y)\"/>"
    )
  }

  /// A bar with words in it: the first of some that have room.
  mutating func bar(_ style: String, _ from: Int, _ to: Int, _ choice: [String], at y: Int) {
    let (start, end) = (x(from), max(x(to), x(from) + 2))
    rectangle(style, start, end, at: y)
    let letter = style == "box" ? 7.8 : 7.4
    if let words = choice.first(where: { Double($0.count) * letter + 5 < end - start }) {
      let kind = style == "box" ? "mono" : "strong"
      parts.append(
        "<text class=\"\(kind) middle\" x=\"\(tenth((start + end) / 2))\" y=\"\(y + 5)\">"
          + "\(escaped(words))</text>")
    }
  }

  mutating func rectangle(
    _ style: String, _ start: Double, _ end: Double, at y: Int, height: Int = 26
  ) {
    let place =
      "x=\"\(tenth(start))\" y=\"\(y - height / 2)\" width=\"\(tenth(end - start))\" "
      + "height=\"\(height)\" rx=\"3\"/>"
    parts.append("<rect class=\"\(style)\" \(place)")
    if style == "waits" { parts.append("<rect fill=\"url(#hatch)\" \(place)") }
  }

  mutating func sign(_ kind: Timeline.Mark.Kind, _ time: Int, at y: Int) {
    parts.append(Canvas.sign(kind, at: x(time), y))
  }

  static func sign(_ kind: Timeline.Mark.Kind, at x: Double, _ y: Int) -> String {
    let at = tenth(x)
    switch kind {
    case .comes:
      return "<path class=\"edge\" d=\"M\(tenth(x + 5)) \(y - 9)H\(at)V\(y + 9)H\(tenth(x + 5))\"/>"
    case .leaves:
      return "<path class=\"edge\" d=\"M\(tenth(x - 5)) \(y - 9)H\(at)V\(y + 9)H\(tenth(x - 5))\"/>"
    case .piece:
      return "<rect class=\"part\" x=\"\(tenth(x - 4))\" y=\"\(y - 4)\" width=\"8\" height=\"8\"/>"
    case .answer: return "<circle class=\"answer\" cx=\"\(at)\" cy=\"\(y)\" r=\"7\"/>"
    case .told:
      return "<path class=\"told\" d=\"M\(at) \(y - 9)L\(tenth(x + 9)) \(y)L\(at) \(y + 9)"
        + "L\(tenth(x - 9)) \(y)Z\"/>"
    case .dropped, .killed:
      return "<path class=\"dropped\" d=\"M\(tenth(x - 7)) \(y - 7)L\(tenth(x + 7)) \(y + 7)"
        + "M\(tenth(x - 7)) \(y + 7)L\(tenth(x + 7)) \(y - 7)\"/>"
    }
  }

  /// What somebody was told, beside its sign, or above what goes on there.
  mutating func words(_ text: String, _ time: Int, at y: Int, isAbove: Bool) {
    let start = x(time)
    let fits = start + 16 + Double(text.count) * 7.6 < Canvas.right
    let place = fits ? (start + 16, "") : (start - 16, " end")
    parts.append(
      "<text class=\"mono\(place.1)\" x=\"\(tenth(place.0))\" y=\"\(isAbove ? y - 12 : y + 5)\">"
        + "\(escaped(text))</text>")
  }

  /// How busy a moment was: the higher, the busier.
  mutating func column(_ level: Int, from: Int, to: Int, at y: Int) {
    guard level > 0 else { return }
    let height = Canvas.heights[level]
    parts.append(
      "<rect class=\"work\" x=\"\(tenth(x(from) + 1))\" y=\"\(y - height)\" "
        + "width=\"\(tenth(x(to) - x(from) - 2))\" height=\"\(height)\"/>")
  }

  /// How high the column of a level is.
  static let heights = [0, 5, 16, 28]

  mutating func floor(at y: Int) { line("floor", 0, length, at: y) }

  /// The time, with a line through all lanes at some times.
  mutating func axis(_ times: StrideThrough<Int>, at y: Int) {
    var lines: [String] = []
    for time in times {
      let at = tenth(x(time))
      lines.append("<line class=\"grid\" x1=\"\(at)\" y1=\"\(top)\" x2=\"\(at)\" y2=\"\(y)\"/>")
      let label = fixed(Double(time) / 1000, 1) + (time == 0 ? " s" : "")
      lines.append("<text class=\"soft middle\" x=\"\(at)\" y=\"\(y + 18)\">\(label)</text>")
    }
    parts = lines + parts
  }
}

/// A place on the canvas, to a tenth: `190`, `412.5`.
func tenth(_ number: Double) -> String {
  let tenths = Int((number * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : fixed(number, 1)
}
