// A timeline as a picture: SVG that reads in light and in dark, and on a slide.

import GraderKit

extension Timeline {
  /// The whole picture, with the timeline in it, from which it can be drawn again.
  var picture: String {
    let told = sentences.flatMap { folded($0, to: 115) }
    var canvas = Canvas(length: length, top: 74 + 22 * told.count)
    var y = canvas.top
    for lane in cast {
      draw(lane, at: y + 22, on: &canvas)
      y += 44
    }
    y += 12
    for lane in program {
      drawProcess(lane, at: y + 17, on: &canvas)
      y += 38
    }
    if !wakes.isEmpty {
      drawWork(at: y + 30, on: &canvas)
      y += 42
    }
    canvas.axis(times, at: y + 6)
    legend(at: y + 54, on: &canvas)
    var lines = ["<text class=\"title\" x=\"24\" y=\"40\">Lab \(escaped(title))</text>"]
    lines.append("<text class=\"mono soft end\" x=\"936\" y=\"40\">\(escaped(command))</text>")
    for (index, line) in told.enumerated() {
      lines.append("<text x=\"24\" y=\"\(70 + 22 * index)\">\(escaped(line))</text>")
    }
    return canvas.document(
      title: "Lab \(title): who waited and who was served",
      description: sentences.joined(separator: " "), data: data, height: y + 78, lines)
  }

  /// One who talks: a line while it is there, a bar while it waits, signs for what it meets.
  private func draw(_ lane: Lane, at y: Int, on canvas: inout Canvas) {
    canvas.name(lane.name, lane.manner, at: y)
    for span in lane.spans {
      let words =
        switch span.state {
        case Span.waits: ["waits \(seconds(span.to - span.from))", seconds(span.to - span.from)]
        case Span.deaf: ["sends, reads nothing", "sends"]
        default: [""]
        }
      switch span.state {
      case Span.waits, Span.deaf: canvas.bar(span.state, span.from, span.to, words, at: y)
      default: canvas.line(span.state, span.from, span.to, at: y)
      }
    }
    for mark in lane.marks where !isWithADrop(mark, in: lane) {
      canvas.sign(mark.kind, mark.at, at: y)
    }
    for mark in lane.marks where mark.kind == .told && !isOfAClient {
      let isLast = lane.spans.allSatisfy { $0.from <= mark.at }
      canvas.words(mark.text ?? "", mark.at, at: y, isAbove: !isLast)
    }
  }

  private func drawProcess(_ lane: Lane, at y: Int, on canvas: inout Canvas) {
    canvas.name(lane.name, "", at: y)
    for span in lane.spans { canvas.bar("box", span.from, span.to, [label(span.state)], at: y) }
    for mark in lane.marks { canvas.sign(mark.kind, mark.at, at: y) }
  }

  private func drawWork(at y: Int, on canvas: inout Canvas) {
    canvas.name("processor", "", at: y - (restInShort.isEmpty ? 9 : 18))
    canvas.name("", restInShort, at: y - 1)
    for index in wakes.indices {
      canvas.column(level(ofSlice: index), from: index * 100, to: index * 100 + 100, at: y)
    }
    canvas.floor(at: y)
  }

  /// The signs that this timeline has, each with its meaning.
  private func legend(at y: Int, on canvas: inout Canvas) {
    let states = Set(cast.flatMap(\.spans).map(\.state))
    var x = 24
    if states.contains(Span.here) { canvas.key(line: Span.here, "connected", &x, y) }
    if states.contains(Span.piece) { canvas.key(line: Span.piece, "has sent a part", &x, y) }
    if states.contains(Span.waits) { canvas.key(bar: Span.waits, "waits", &x, y) }
    for (kind, meaning) in signs { canvas.key(sign: kind, meaning, &x, y) }
    if wakes.contains(where: { $0 > 0 }) {
      let words = rest == .sleeps ? "wakes" : rest == .sweeps ? "sweeps" : "burns"
      canvas.key(column: rest == .sleeps ? 1 : rest == .sweeps ? 2 : 3, words, &x, y)
    }
  }
}
