// A timeline as lines of characters, for a terminal or a pipe.

import GraderKit

extension Timeline {
  /// The title, the lanes, a time axis, a legend, and a summary in words.
  func chart(width: Int) -> String {
    let names = cast.map { "\($0.name) \($0.manner)" }
    let cpu = "CPU" + (restInShort.isEmpty ? "" : " \(restInShort)")
    let margin = ((names + program.map(\.name) + [cpu]).map(\.count).max() ?? 0) + 2
    let columns = max(10, min(width, 120) - margin)
    func line(_ name: String, _ text: String) -> String { name.padded(to: margin) + text }
    let head = "Lab \(title)"
    let gap = head.count + 3 + command.count > width ? "\n" : "   "
    var lines = [head.styled(.strong) + gap + command.styled(.faint), ""]
    for (name, lane) in zip(names, cast) { lines.append(line(name, events(of: lane, columns))) }
    lines.append("")
    for lane in program { lines.append(line(lane.name, boxes(lane, columns))) }
    if !wakes.isEmpty { lines.append(line(cpu, work(columns))) }
    lines += [line("", axis(columns)).styled(.faint), ""]
    // A sign and its meaning stay together.
    let keys = legend.map { $0.replacing(" ", with: "\u{a0}") }.joined(separator: "  ")
    lines += folded(keys, to: width).map { $0.styled(.faint) } + [""]
    lines += sentences.flatMap { folded($0, to: width) }
    return lines.map(\.withoutTrailingSpaces).joined(separator: "\n")
  }

  private func column(_ time: Int, _ columns: Int) -> Int {
    min(columns - 1, max(0, time * columns / max(1, length)))
  }

  /// The lane of a client or server: its states as a line, with signs for events on it.
  private func events(of lane: Lane, _ columns: Int) -> String {
    var cells = [Character](repeating: " ", count: columns)
    let signs: [String: Character] = [Span.waits: "?", Span.deaf: ">", Span.piece: "."]
    for span in lane.spans {
      for cell in column(span.from, columns)...column(span.to, columns) {
        cells[cell] = signs[span.state] ?? "-"
      }
    }
    // If two events share a cell, the more important one is drawn last.
    let order: [Event.Kind] = [.comes, .leaves, .piece, .answer, .told, .dropped, .killed]
    for kind in order {
      for event in lane.events where event.kind == kind {
        cells[column(event.at, columns)] = kind.sign
      }
    }
    // The text, if there is room after its sign.
    for event in lane.events where event.kind == .told && !isOfAClient {
      let words = " \(event.text ?? "")"
      let room = cells[(column(event.at, columns) + 1)...].prefix(words.count)
      if room.count == words.count && room.allSatisfy({ $0 == " " }) {
        cells.replaceSubrange(room.indices, with: words)
      }
    }
    return styled(cells) { cell in
      switch cell {
      case "?": .doubtful
      case "o": .good
      case "X", "!": .bad
      case "-", ">", ".": .faint
      default: nil
      }
    }
  }

  /// The lane of a process: the calls that it was blocked in, as boxes with a name.
  private func boxes(_ lane: Lane, _ columns: Int) -> String {
    var cells = [Character](repeating: " ", count: columns)
    for span in lane.spans {
      let (from, to) = (column(span.from, columns), column(span.to, columns))
      for cell in from...to { cells[cell] = " " }
      for (cell, letter) in zip(from..., "|" + label(span.state)) where cell < max(to, from + 1) {
        cells[cell] = letter
      }
    }
    for event in lane.events { cells[column(event.at, columns)] = event.kind.sign }
    if let end = lane.spans.last?.to, end >= length { cells[columns - 1] = "|" }
    return String(cells)
  }

  private func work(_ columns: Int) -> String {
    let signs: [Character] = ["_", ".", ":", "#"]
    let cells = (0..<columns).map { cell in
      signs[level(ofSlice: cell * length / columns / 100)]
    }
    return styled(cells) { $0 == "#" ? .bad : $0 == ":" ? .doubtful : .faint }
  }

  private func axis(_ columns: Int) -> String {
    var cells = [Character](repeating: " ", count: columns + 6)
    for time in times {
      let start = column(time, columns)
      let label = length > 5000 ? "\(time / 1000)" : fixed(Double(time) / 1000, 1)
      // Leaves out a label that would touch the one before.
      if start + label.count > columns || start > 0 && cells[start - 1] != " " { continue }
      cells.replaceSubrange(start..<(start + label.count), with: label)
    }
    return String(cells)
  }

  /// The entries of the legend: only what is in this chart.
  private var legend: [String] {
    let states = Set(cast.flatMap(\.spans).map(\.state))
    let spans = [
      (Span.here, "- connected"), (Span.waits, "? waits for an answer"),
      (Span.piece, ". has sent a part"), (Span.deaf, "> sends, reads nothing"),
    ]
    return spans.filter { states.contains($0.0) }.map(\.1)
      + signs.map { "\($0.kind.sign) \($0.meaning)" }
      + (wakes.isEmpty ? [] : ["_ asleep  . wakes  : sweeps  # busy"])
  }

  private func styled(_ cells: [Character], _ style: (Character) -> Style?) -> String {
    cells.map { cell in style(cell).map { String(cell).styled($0) } ?? String(cell) }.joined()
  }
}
