// What a student types in a talk: keys on a terminal, lines in a pipe.

import Libc

/// The lines of standard input, taken when they are there, without waiting.
struct TalkInput {
  /// Lines that are whole, and nobody has taken.
  private(set) var lines: [String] = []
  private var editor: LineEditor? = Terminal.hasKeys ? LineEditor(prompt: "> ") : nil
  /// The width for which the editor's line was drawn.
  private var drawn = 0
  /// What came through a pipe and is no whole line yet.
  private var rest: [UInt8] = []
  private var hasEnded = false

  /// Whether a person types, on a line of the terminal that is drawn here.
  var isEdited: Bool { editor != nil }

  /// Whether no more lines will come.
  var isOver: Bool { hasEnded && lines.isEmpty }

  /// Takes over the terminal's keys, if there is a terminal.
  func open() {
    if !isEdited { return }
    Terminal.readKeys()
    Interruption.watchReturns()
  }

  /// Lets go of the terminal's last line. Its settings are for `Terminal.restore`.
  mutating func close() {
    editor = nil
    Terminal.clearLine()
  }

  mutating func next() -> String? { lines.isEmpty ? nil : lines.removeFirst() }

  /// Takes what was typed by now.
  mutating func read() {
    if Terminal.width != drawn || Interruption.takeReturn() { draw() }
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
      rest += bytes
      while let end = rest.firstIndex(of: 10) {
        lines.append(String(decoding: rest[..<end], as: UTF8.self))
        rest.removeFirst(end + 1)
      }
      if hasEnded && !rest.isEmpty { lines.append(String(decoding: rest, as: UTF8.self)) }
    }
  }

  /// Draws the line that is being typed.
  mutating func draw() {
    drawn = Terminal.width
    if let editor { Terminal.show(raw: editor.draw(width: drawn)) }
  }
}
