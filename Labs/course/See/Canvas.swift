// Draws the parts of a picture: lines, bars, signs, and words, on a time scale.

import GraderKit

/// An unfinished SVG: 960 wide, with lanes to the right of their names.
struct Canvas {
  private let length: Int
  /// The y coordinate where the lanes begin.
  let top: Int
  private(set) var parts: [String] = []

  private static let left = 190.0
  private static let right = 936.0

  init(length: Int, top: Int) {
    self.length = max(1, length)
    self.top = top
  }

  mutating func add(_ part: String) { parts.append(part) }

  private func x(_ time: Int) -> Double {
    Canvas.left + (Canvas.right - Canvas.left) * Double(min(time, length)) / Double(length)
  }

  mutating func name(_ name: String, _ manner: String, at y: Int) {
    let rest =
      manner.isEmpty
      ? "" : #"<tspan class="soft" dx="\#(name.isEmpty ? 0 : 5)">\#(escaped(manner))</tspan>"#
    add(#"<text x="24" y="\#(y + 5)"><tspan class="name">\#(escaped(name))</tspan>\#(rest)</text>"#)
  }

  mutating func line(_ style: String, _ from: Int, _ to: Int, at y: Int) {
    let (start, end) = (tenth(x(from)), tenth(x(to)))
    add(#"<line class="\#(style)" x1="\#(start)" y1="\#(y)" x2="\#(end)" y2="\#(y)"/>"#)
  }

  /// A bar with the first of these texts that fits in it.
  mutating func bar(_ style: String, _ from: Int, _ to: Int, _ texts: [String], at y: Int) {
    let (start, end) = (x(from), max(x(to), x(from) + 2))
    rectangle(style, start, end, at: y)
    let (letter, font) = style == "box" ? (7.8, "mono") : (7.4, "strong")
    if let text = texts.first(where: { Double($0.count) * letter + 5 < end - start }) {
      let middle = tenth((start + end) / 2)
      add(#"<text class="\#(font) middle" x="\#(middle)" y="\#(y + 5)">\#(escaped(text))</text>"#)
    }
  }

  mutating func rectangle(
    _ style: String, _ start: Double, _ end: Double, at y: Int, height: Int = 26
  ) {
    let shape =
      #"x="\#(tenth(start))" y="\#(y - height / 2)" width="\#(tenth(end - start))" "#
      + #"height="\#(height)" rx="3"/>"#
    add(#"<rect class="\#(style)" \#(shape)"#)
    if style == "waits" { add(#"<rect fill="url(#hatch)" \#(shape)"#) }
  }

  mutating func sign(_ kind: Timeline.Event.Kind, _ time: Int, at y: Int) {
    sign(kind, at: x(time), y)
  }

  mutating func sign(_ kind: Timeline.Event.Kind, at x: Double, _ y: Int) {
    func at(_ offset: Double) -> String { tenth(x + offset) }
    func path(_ style: String, _ path: String) { add(#"<path class="\#(style)" d="\#(path)"/>"#) }
    switch kind {
    case .comes: path("edge", "M\(at(5)) \(y - 9)H\(at(0))V\(y + 9)H\(at(5))")
    case .leaves: path("edge", "M\(at(-5)) \(y - 9)H\(at(0))V\(y + 9)H\(at(-5))")
    case .piece: add(#"<rect class="part" x="\#(at(-4))" y="\#(y - 4)" width="8" height="8"/>"#)
    case .answer: add(#"<circle class="answer" cx="\#(at(0))" cy="\#(y)" r="7"/>"#)
    case .told:
      path("told", "M\(at(0)) \(y - 9)L\(at(9)) \(y)L\(at(0)) \(y + 9)L\(at(-9)) \(y)Z")
    case .dropped, .killed:
      path(
        "dropped",
        "M\(at(-7)) \(y - 7)L\(at(7)) \(y + 7)M\(at(-7)) \(y + 7)L\(at(7)) \(y - 7)")
    }
  }

  /// What a client was told, beside its sign or above the line.
  mutating func words(_ text: String, _ time: Int, at y: Int, isAbove: Bool) {
    let start = x(time)
    let fits = start + 16 + Double(text.count) * 7.6 < Canvas.right
    let (style, x) = fits ? ("mono", start + 16) : ("mono end", start - 16)
    let baseline = isAbove ? y - 12 : y + 5
    add(#"<text class="\#(style)" x="\#(tenth(x))" y="\#(baseline)">\#(escaped(text))</text>"#)
  }

  /// A column whose height shows how busy the program was.
  mutating func column(_ level: Int, from: Int, to: Int, at y: Int) {
    if level > 0 { column(level, tenth(x(from) + 1), tenth(x(to) - x(from) - 2), at: y) }
  }

  mutating func column(_ level: Int, _ x: String, _ width: String, at y: Int) {
    let height = [0, 5, 16, 28][level]
    add(
      #"<rect class="work" x="\#(x)" y="\#(y - height)" width="\#(width)" height="\#(height)"/>"#)
  }

  /// The time axis, with lines through all lanes, behind everything else.
  mutating func axis(_ times: StrideThrough<Int>, at y: Int) {
    let lines = times.flatMap { time in
      let at = tenth(x(time))
      let label = fixed(Double(time) / 1000, 1) + (time == 0 ? " s" : "")
      return [
        #"<line class="grid" x1="\#(at)" y1="\#(top)" x2="\#(at)" y2="\#(y)"/>"#,
        #"<text class="soft middle" x="\#(at)" y="\#(y + 18)">\#(label)</text>"#,
      ]
    }
    parts = lines + parts
  }
}

/// A coordinate, rounded to a tenth: `190`, `412.5`.
private func tenth(_ number: Double) -> String {
  let tenths = Int((number * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : fixed(number, 1)
}
