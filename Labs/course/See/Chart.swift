// A timeline as lines of characters, for a terminal or a pipe.

import GraderKit

extension Timeline {
  /// All of it: its title, its lanes, a time axis, a legend, and what it says.
  func chart(width: Int) -> String {
    let names = cast.map { "\($0.name) \($0.manner)" } + program.map(\.name)
    let processor = (["processor"] + (restInShort.isEmpty ? [] : [restInShort])).joined(
      separator: " ")
    let margin = ((names + [processor]).map(\.count).max() ?? 0) + 2
    let columns = max(10, min(width, 120) - margin)
    func line(_ name: String, _ text: String) -> String { name.padded(to: margin) + text }
    let head = "Lab \(title)"
    let gap = head.count + 3 + command.count > width ? "\n" : "   "
    var lines = [head.styled(.strong) + gap + command.styled(.faint), ""]
    for (name, lane) in zip(names, cast) { lines.append(line(name, talk(lane, columns))) }
    lines.append("")
    for lane in program { lines.append(line(lane.name, boxes(lane, columns))) }
    if !wakes.isEmpty { lines.append(line(processor, work(columns))) }
    lines += [line("", axis(columns)).styled(.faint), ""]
    // A sign and its meaning stay together.
    let keys = legend.map { $0.replacing(" ", with: "\u{a0}") }.joined(separator: "  ")
    lines += folded(keys, to: width).map { $0.styled(.faint) } + [""]
    lines += sentences.flatMap { folded($0, to: width) }
    return lines.map(\.withoutSpacesAtItsEnd).joined(separator: "\n")
  }

  private func column(_ time: Int, _ columns: Int) -> Int {
    min(columns - 1, max(0, time * columns / max(1, length)))
  }

  /// One who talks: what it does as a line, what it meets as signs on it.
  private func talk(_ lane: Lane, _ columns: Int) -> String {
    var cells = [Character](repeating: " ", count: columns)
    for span in lane.spans {
      let sign: Character =
        switch span.state {
        case Span.waits: "?"
        case Span.deaf: ">"
        case Span.piece: "."
        default: "-"
        }
      for cell in column(span.from, columns)...column(span.to, columns) { cells[cell] = sign }
    }
    // What counts more comes later, where two stand in one place.
    let order: [Mark.Kind] = [.comes, .leaves, .piece, .answer, .told, .dropped, .killed]
    for kind in order {
      for mark in lane.marks where mark.kind == kind { cells[column(mark.at, columns)] = kind.sign }
    }
    // Words in the room behind it, if that is enough.
    for mark in lane.marks where mark.kind == .told && !isOfAClient {
      let words = " \(mark.text ?? "")"
      let place = cells[(column(mark.at, columns) + 1)...].prefix(words.count)
      if place.count == words.count && place.allSatisfy({ $0 == " " }) {
        cells.replaceSubrange(place.indices, with: words)
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

  /// A process: what it was blocked in, as boxes with a name.
  private func boxes(_ lane: Lane, _ columns: Int) -> String {
    var cells = [Character](repeating: " ", count: columns)
    for span in lane.spans {
      let (from, to) = (column(span.from, columns), column(span.to, columns))
      for cell in from...to { cells[cell] = " " }
      for (cell, letter) in zip(from..., "|" + label(span.state)) where cell < max(to, from + 1) {
        cells[cell] = letter
      }
    }
    for mark in lane.marks { cells[column(mark.at, columns)] = mark.kind.sign }
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
      let place = column(time, columns)
      // Where two labels would meet, the second has no room.
      let label = length > 5000 ? "\(time / 1000)" : fixed(Double(time) / 1000, 1)
      if place + label.count > columns || place > 0 && cells[place - 1] != " " { continue }
      cells.replaceSubrange(place..<(place + label.count), with: label)
    }
    return String(cells)
  }

  /// The signs that this timeline has.
  private var legend: [String] {
    let states = Set(cast.flatMap(\.spans).map(\.state))
    var words: [String] = []
    if states.contains(Span.here) { words.append("- connected") }
    if states.contains(Span.waits) { words.append("? waits for an answer") }
    if states.contains(Span.piece) { words.append(". has sent a part") }
    if states.contains(Span.deaf) { words.append("> sends, reads nothing") }
    words += signs.map { "\($0.kind.sign) \($0.meaning)" }
    if !wakes.isEmpty { words.append("_ asleep  . wakes  : sweeps  # burns") }
    return words
  }

  private func styled(_ cells: [Character], _ style: (Character) -> Style?) -> String {
    var text = ""
    var rest = cells[...]
    while let first = rest.first {
      let run = rest.prefix { $0 == first }
      text += style(first).map { String(run).styled($0) } ?? String(run)
      rest = rest.dropFirst(run.count)
    }
    return text
  }
}
