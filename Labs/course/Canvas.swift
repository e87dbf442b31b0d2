// What a picture is drawn with: lines, bars, signs and words, on a scale of time.

import GraderKit

/// An SVG under way: 960 wide, its lanes to the right of their names.
struct Canvas {
  private let length: Int
  /// Where the lanes begin.
  let top: Int
  private var parts: [String] = []

  init(length: Int, top: Int) {
    self.length = max(1, length)
    self.top = top
  }

  private static let left = 190.0
  private static let right = 936.0

  private func x(_ time: Int) -> Double {
    Canvas.left + (Canvas.right - Canvas.left) * Double(min(time, length)) / Double(length)
  }

  mutating func name(_ name: String, _ manner: String, at y: Int) {
    let rest = manner.isEmpty ? "" : "<tspan class=\"soft\"> \(escaped(manner))</tspan>"
    parts.append("<text x=\"24\" y=\"\(y + 5)\"><tspan class=\"name\">\(escaped(name))</tspan>\(rest)</text>")
  }

  mutating func line(_ style: String, _ from: Int, _ to: Int, at y: Int) {
    parts.append(
      "<line class=\"\(style)\" x1=\"\(tenth(x(from)))\" y1=\"\(y)\" x2=\"\(tenth(x(to)))\" y2=\"\(y)\"/>")
  }

  /// A bar with words in it, where they have room.
  mutating func bar(_ style: String, _ from: Int, _ to: Int, _ words: String, at y: Int) {
    let (start, end) = (x(from), max(x(to), x(from) + 2))
    parts.append(
      "<rect class=\"\(style)\" x=\"\(tenth(start))\" y=\"\(y - 13)\" width=\"\(tenth(end - start))\" "
        + "height=\"26\" rx=\"3\"/>")
    if style == "waits" {
      parts.append(
        "<rect fill=\"url(#hatch)\" x=\"\(tenth(start))\" y=\"\(y - 13)\" "
          + "width=\"\(tenth(end - start))\" height=\"26\" rx=\"3\"/>")
    }
    let letter = style == "box" ? 8.0 : 7.4
    if !words.isEmpty && Double(words.count) * letter + 10 < end - start {
      let kind = style == "box" ? "mono" : "strong"
      parts.append(
        "<text class=\"\(kind) middle\" x=\"\(tenth((start + end) / 2))\" y=\"\(y + 5)\">"
          + "\(escaped(words))</text>")
    }
  }

  mutating func sign(_ kind: Story.Mark.Kind, _ time: Int, at y: Int) {
    parts.append(Canvas.sign(kind, at: x(time), y))
  }

  private static func sign(_ kind: Story.Mark.Kind, at x: Double, _ y: Int) -> String {
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
    let heights = [0, 5, 16, 28]
    guard level > 0 else { return }
    parts.append(
      "<rect class=\"work\" x=\"\(tenth(x(from) + 1))\" y=\"\(y - heights[level])\" "
        + "width=\"\(tenth(x(to) - x(from) - 2))\" height=\"\(heights[level])\"/>")
  }

  mutating func floor(at y: Int) { line("floor", 0, length, at: y) }

  /// The time, with a line through all lanes at each half second.
  mutating func axis(at y: Int) {
    var lines: [String] = []
    for time in stride(from: 0, through: length, by: 500) {
      let at = tenth(x(time))
      lines.append("<line class=\"grid\" x1=\"\(at)\" y1=\"\(top)\" x2=\"\(at)\" y2=\"\(y)\"/>")
      let label = fixed(Double(time) / 1000, 1) + (time == 0 ? " s" : "")
      lines.append("<text class=\"soft middle\" x=\"\(at)\" y=\"\(y + 18)\">\(label)</text>")
    }
    parts = lines + parts
  }

  // MARK: The legend

  mutating func key(line style: String, _ words: String, _ x: inout Int, _ y: Int) {
    parts.append("<line class=\"\(style)\" x1=\"\(x)\" y1=\"\(y)\" x2=\"\(x + 26)\" y2=\"\(y)\"/>")
    key(words, 34, &x, y)
  }

  mutating func key(sign kind: Story.Mark.Kind, _ words: String, _ x: inout Int, _ y: Int) {
    parts.append(Canvas.sign(kind, at: Double(x) + 9, y))
    key(words, 24, &x, y)
  }

  mutating func key(column level: Int, _ words: String, _ x: inout Int, _ y: Int) {
    let height = [0, 5, 16, 28][level]
    parts.append(
      "<rect class=\"work\" x=\"\(x)\" y=\"\(y + 8 - height)\" width=\"14\" height=\"\(height)\"/>")
    key(words, 22, &x, y)
  }

  private mutating func key(_ words: String, _ offset: Int, _ x: inout Int, _ y: Int) {
    parts.append("<text class=\"soft\" x=\"\(x + offset)\" y=\"\(y + 5)\">\(escaped(words))</text>")
    x += offset + words.count * 7 + 26
  }

  // MARK: The whole

  func document(
    title: String, description: String, data: String, height: Int, _ head: [String]
  ) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 \(height)" role="img" \
    aria-labelledby="title desc">
    <title id="title">\(escaped(title))</title>
    <desc id="desc">\(escaped(description))</desc>
    <metadata>\(escaped(data))</metadata>
    <style>
    \(Canvas.style)
    </style>
    <defs>
    <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="8"/></pattern>
    </defs>
    <rect class="paper" width="960" height="\(height)" rx="8"/>
    \((head + parts).joined(separator: "\n"))
    </svg>

    """
  }

  private static let style = """
    text { font: 15px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
    .title { font-size: 22px; font-weight: 600 }
    .name, .strong { font-weight: 600 }
    .mono { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, monospace }
    .soft { fill: #59636e }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .paper { fill: #ffffff }
    .grid { stroke: #e4e8ec }
    .floor { stroke: #8c959f }
    .here { stroke: #8c959f; stroke-width: 3 }
    .piece { stroke: #8250df; stroke-width: 3; stroke-dasharray: 7 5 }
    .part { fill: #8250df }
    .waits { fill: #fff1c2; stroke: #9a6700 }
    .hatch { stroke: #e5c466; stroke-width: 1.6 }
    .deaf { fill: #efe7fd; stroke: #8250df }
    .box { fill: #eef2f6; stroke: #8c959f }
    .edge { fill: none; stroke: #1f2328; stroke-width: 2.5 }
    .answer { fill: #1a7f37; stroke: #ffffff; stroke-width: 2 }
    .told { fill: #bc4c00; stroke: #ffffff; stroke-width: 2 }
    .dropped { stroke: #cf222e; stroke-width: 4; stroke-linecap: round }
    .work { fill: #0969da }
    @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .soft { fill: #9198a1 }
    .paper { fill: #0d1117 }
    .grid { stroke: #21262d }
    .floor, .here { stroke: #6e7681 }
    .piece { stroke: #ab7df8 }
    .part { fill: #ab7df8 }
    .waits { fill: #3a2d0c; stroke: #d29922 }
    .hatch { stroke: #6b5216 }
    .deaf { fill: #271b45; stroke: #ab7df8 }
    .box { fill: #1b222b; stroke: #6e7681 }
    .edge { stroke: #e6edf3 }
    .answer { fill: #3fb950; stroke: #0d1117 }
    .told { fill: #f0883e; stroke: #0d1117 }
    .dropped { stroke: #f85149 }
    .work { fill: #4493f8 }
    }
    """
}

/// A place on the canvas, to a tenth: `190`, `412.5`.
private func tenth(_ number: Double) -> String {
  let tenths = Int((number * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : fixed(number, 1)
}
