// What a student types in a talk: keys on a terminal, lines in a pipe.

/// Reads lines from standard input without blocking.
struct TalkInput {
  /// Complete lines, not taken yet.
  private(set) var lines: [String] = []
  private var editor: LineEditor? = Terminal.hasKeys ? LineEditor(prompt: "> ") : nil
  /// The terminal's width when the editor's line was drawn.
  private var drawnWidth = 0
  /// The beginning of the next line, from a pipe.
  private var partialLine: [UInt8] = []
  private var hasEnded = false

  /// Whether a person types on the terminal's last line.
  var isEdited: Bool { editor != nil }

  /// Whether there are no more lines.
  var isOver: Bool { hasEnded && lines.isEmpty }

  func open() {
    if isEdited { Terminal.readKeys() }
  }

  /// Stops editing and clears the line. `Terminal.restore` restores the terminal's settings.
  mutating func close() {
    editor = nil
    Terminal.clearLine()
  }

  mutating func next() -> String? { lines.isEmpty ? nil : lines.removeFirst() }

  /// Takes what has been typed so far.
  mutating func read() {
    if Terminal.width != drawnWidth || Terminal.takeReturn() { draw() }
    guard !hasEnded, let bytes = Terminal.input(within: 0, upTo: 4096) else { return }
    if bytes.isEmpty { hasEnded = true }
    if let typed = editor?.read(bytes) {
      lines += typed.lines
      hasEnded = hasEnded || typed.hasEnded
      draw()
    } else {
      partialLine += bytes
      while let end = partialLine.firstIndex(of: 10) {
        lines.append(String(decoding: partialLine[..<end], as: UTF8.self))
        partialLine.removeFirst(end + 1)
      }
      if hasEnded && !partialLine.isEmpty {
        lines.append(String(decoding: partialLine, as: UTF8.self))
      }
    }
  }

  /// Draws the line being typed.
  mutating func draw() {
    drawnWidth = Terminal.width
    if let editor { Terminal.show(raw: editor.draw(width: drawnWidth)) }
  }
}
