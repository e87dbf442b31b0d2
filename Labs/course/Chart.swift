// A story as lines of characters, for a terminal or a pipe.

import GraderKit

extension Story {
  /// The whole story: its title, its lanes, a time axis, a legend, and what it says.
  func chart(width: Int) -> String {
    let names = cast.map { "\($0.name) \($0.manner)" } + program.map(\.name) + ["processor"]
    let margin = (names.map(\.count).max() ?? 0) + 2
    let columns = min(width, 120) - margin
    func line(_ name: String, _ text: String) -> String { name.padded(to: margin) + text }
    var lines = ["Lab \(title)".styled(.strong) + "   " + command.styled(.faint), ""]
    for (name, lane) in zip(names, cast) { lines.append(line(name, talk(lane, columns))) }
    lines.append("")
    for lane in program { lines.append(line(lane.name, boxes(lane, columns))) }
    if !wakes.isEmpty { lines.append(line("processor", work(columns))) }
    lines += [line("", axis(columns)).styled(.faint), ""]
    lines += folded(legend.joined(separator: "  "), width).map { $0.styled(.faint) } + [""]
    lines += sentences.flatMap { folded($0, width) }
    return lines.joined(separator: "\n")
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
      for (cell, letter) in zip(from..., "|" + span.state) where cell < max(to, from + 1) {
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
    for time in stride(from: 0, through: length, by: 500) {
      for (cell, letter) in zip(column(time, columns)..., fixed(Double(time) / 1000, 1)) {
        cells[cell] = letter
      }
    }
    let last = cells.lastIndex { $0 != " " } ?? 0
    return cells[...min(last, columns - 1)].map(String.init).joined()
  }

  /// The signs that this story has.
  private var legend: [String] {
    let states = Set(cast.flatMap(\.spans).map(\.state))
    let kinds = Set((cast + program).flatMap(\.marks).map(\.kind))
    var words: [String] = []
    if states.contains(Span.here) { words.append("- connected") }
    if states.contains(Span.waits) { words.append("? waits for an answer") }
    if states.contains(Span.piece) { words.append(". has sent a part") }
    if states.contains(Span.deaf) { words.append("> sends, reads nothing") }
    let order: [Mark.Kind] = [.answer, .comes, .leaves, .told, .dropped, .killed]
    words += order.filter(kinds.contains).map { "\($0.sign) \($0.meaning(isOfAClient))" }
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

extension Story.Mark.Kind {
  var sign: Character {
    switch self {
    case .comes: "["
    case .leaves: "]"
    case .piece: "."
    case .answer: "o"
    case .told: "!"
    case .dropped, .killed: "X"
    }
  }

  func meaning(_ isOfAClient: Bool) -> String {
    switch self {
    case .comes: isOfAClient ? "is asked" : "comes"
    case .leaves: isOfAClient ? "done" : "leaves"
    case .piece: "sends a part"
    case .answer: isOfAClient ? "page is whole" : "is answered"
    case .told: isOfAClient ? "no page" : "is told something else"
    case .dropped: "is dropped"
    case .killed: "ends"
    }
  }
}

/// A text in lines of so many columns, broken between words.
func folded(_ text: String, _ width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    if let last = lines.last, last.count + 1 + word.count < width {
      lines[lines.count - 1] += " \(word)"
    } else if !word.isEmpty || lines.isEmpty {
      lines.append(String(word))
    }
  }
  return lines
}
