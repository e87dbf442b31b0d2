// What a student types in a talk: keys on a terminal, lines in a pipe.

import Libc

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

  /// Whether a person types on a line of the terminal.
  var isEdited: Bool { editor != nil }

  /// Whether no more lines will come.
  var isOver: Bool { hasEnded && lines.isEmpty }

  func open() {
    if isEdited { Terminal.readKeys() }
  }

  /// Gives up the terminal's last line. `Terminal.restore` restores its settings.
  mutating func close() {
    editor = nil
    Terminal.clearLine()
  }

  mutating func next() -> String? { lines.isEmpty ? nil : lines.removeFirst() }

  /// Takes what was typed by now.
  mutating func read() {
    if Terminal.width != drawnWidth || Terminal.takeReturn() { draw() }
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard !hasEnded, poll(&entry, 1, 0) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Libc.read(STDIN_FILENO, &buffer, buffer.count)
    if count == -1 && (errno == EINTR || errno == EAGAIN) { return }
    if count <= 0 { hasEnded = true }
    let bytes = Array(buffer.prefix(max(count, 0)))
    if let outcomes = editor?.read(bytes) {
      for case .line(let line) in outcomes { lines.append(line) }
      if outcomes.contains(.end) { hasEnded = true }
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

  /// Draws the line that is being typed.
  mutating func draw() {
    drawnWidth = Terminal.width
    if let editor { Terminal.show(raw: editor.draw(width: drawnWidth)) }
  }
}
