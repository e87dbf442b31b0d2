// A timeline as a picture: an SVG for light mode, dark mode, and slides.

import GraderKit

extension Timeline {
  /// The picture. It contains the timeline, so it can be drawn again.
  var picture: String {
    let text = sentences.flatMap { folded($0, to: 115) }
    var canvas = Canvas(length: length, top: 74 + 22 * text.count)
    var y = canvas.top
    for lane in cast {
      draw(lane, at: y + 22, on: &canvas)
      y += 44
    }
    y += 12
    for lane in program {
      canvas.name(lane.name, "", at: y + 17)
      for span in lane.spans {
        canvas.bar("box", span.from, span.to, [label(span.state)], at: y + 17)
      }
      for event in lane.events { canvas.sign(event.kind, event.at, at: y + 17) }
      y += 38
    }
    if !wakes.isEmpty {
      canvas.name("CPU", "", at: y + (restInShort.isEmpty ? 21 : 12))
      canvas.name("", restInShort, at: y + 29)
      for index in wakes.indices {
        canvas.column(level(ofSlice: index), from: index * 100, to: index * 100 + 100, at: y + 30)
      }
      canvas.line("floor", 0, length, at: y + 30)
      y += 42
    }
    canvas.axis(times, at: y + 6)
    canvas.legend(keys, at: y + 54)
    let head = [
      #"<text class="title" x="24" y="40">Lab \#(escaped(title))</text>"#,
      #"<text class="mono soft end" x="936" y="40">\#(escaped(command))</text>"#,
    ]
    let lines = text.enumerated().map { index, line in
      #"<text x="24" y="\#(70 + 22 * index)">\#(escaped(line))</text>"#
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 \(y + 78)" role="img" \
      aria-labelledby="title desc">
      <title id="title">Lab \(escaped(title)): who waited and who was served</title>
      <desc id="desc">\(escaped(sentences.joined(separator: " ")))</desc>
      <metadata>\(escaped(data))</metadata>
      <style>
      \(Canvas.style)
      </style>
      <defs>
      <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" \
      patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="8"/></pattern>
      </defs>
      <rect class="paper" width="960" height="\(y + 78)" rx="8"/>
      \((head + lines + canvas.parts).joined(separator: "\n"))
      </svg>

      """
  }

  /// Draws a client or server: a line while connected, a bar while it waits, signs for events.
  private func draw(_ lane: Lane, at y: Int, on canvas: inout Canvas) {
    canvas.name(lane.name, lane.manner, at: y)
    for span in lane.spans {
      let time = seconds(span.to - span.from)
      switch span.state {
      case Span.waits:
        canvas.bar(span.state, span.from, span.to, ["waits \(time)", time], at: y)
      case Span.deaf:
        canvas.bar(span.state, span.from, span.to, ["sends, reads nothing", "sends"], at: y)
      default: canvas.line(span.state, span.from, span.to, at: y)
      }
    }
    for event in lane.events where !isWithADrop(event, in: lane) {
      canvas.sign(event.kind, event.at, at: y)
    }
    for event in lane.events where event.kind == .told && !isOfAClient {
      let isLast = lane.spans.allSatisfy { $0.from <= event.at }
      canvas.words(event.text ?? "", event.at, at: y, isAbove: !isLast)
    }
  }

  /// The entries of the legend: only what is in this picture.
  private var keys: [(Canvas.Key, String)] {
    let states = Set(cast.flatMap(\.spans).map(\.state))
    var keys: [(Canvas.Key, String)] = []
    if states.contains(Span.here) { keys.append((.line(Span.here), "connected")) }
    if states.contains(Span.piece) { keys.append((.line(Span.piece), "has sent a part")) }
    if states.contains(Span.waits) { keys.append((.bar(Span.waits), "waits")) }
    keys += signs.map { (.sign($0.kind), $0.meaning) }
    if wakes.contains(where: { $0 > 0 }) {
      let meaning = rest == .sleeps ? "wakes" : "\(rest)"
      keys.append((.column(rest.rawValue), meaning))
    }
    return keys
  }
}
