// The legend of a picture, and its colors in light and dark mode.

extension Canvas {
  /// What an entry of the legend explains.
  enum Key {
    case line(String)
    case bar(String)
    case sign(Timeline.Event.Kind)
    case column(Int)
  }

  mutating func legend(_ keys: [(Key, String)], at y: Int) {
    var x = 24
    for (key, words) in keys {
      let offset: Int
      switch key {
      case .line(let style):
        add(#"<line class="\#(style)" x1="\#(x)" y1="\#(y)" x2="\#(x + 26)" y2="\#(y)"/>"#)
        offset = 34
      case .bar(let style):
        rectangle(style, Double(x), Double(x) + 26, at: y, height: 16)
        offset = 34
      case .sign(let kind):
        sign(kind, at: Double(x) + 9, y)
        offset = 24
      case .column(let level):
        column(level, "\(x)", "14", at: y + 8)
        offset = 22
      }
      add(#"<text class="soft" x="\#(x + offset)" y="\#(y + 5)">\#(escaped(words))</text>"#)
      x += offset + words.count * 15 / 2 + 24
    }
  }

  static let style = """
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
