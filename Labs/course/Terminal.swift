// Where the guide prints: a terminal, which has colors and keys, or a pipe, which has neither.

import GraderKit
import Libc
import Synchronization

/// Prints one or more lines on standard output.
func say(_ text: String = "") { write(text + "\n", to: STDOUT_FILENO) }

/// Prints what went wrong on standard error.
func complain(_ sentence: String) { write("course: \(sentence)\n", to: STDERR_FILENO) }

enum Terminal {
  /// Whether standard output is a terminal.
  static let isThere = isatty(STDOUT_FILENO) == 1

  /// Whether keys can be read one by one too.
  static let hasKeys = isThere && isatty(STDIN_FILENO) == 1

  /// Whether to print colors: https://no-color.org. Color is never the only sign.
  static let hasColor: Bool = {
    let (noColor, kind) = (getenv("NO_COLOR"), getenv("TERM"))
    return isThere && (noColor?.pointee ?? 0) == 0 && kind.map { String(cString: $0) } != "dumb"
  }()

  /// How many columns there are now, at least 40. It's 80 if the system doesn't say.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(40, Int(size.ws_col))
  }

  /// Replaces the unfinished last line, to show progress. Prints nothing in a pipe.
  static func show(_ line: String) { show(raw: "\r\u{1b}[K" + line.prefix(width - 1)) }

  /// Writes escape sequences. Prints nothing in a pipe.
  static func show(raw sequence: String) {
    if isThere { write(sequence, to: STDOUT_FILENO) }
  }

  /// Removes the line that `show` wrote.
  static func clearLine() { show("") }

  /// Clears the screen.
  static func clear() { show(raw: "\u{1b}[H\u{1b}[2J\u{1b}[3J") }

  /// Opens the standard streams that were closed when the guide started. Otherwise the next file
  /// that it opens would become standard input.
  static func openMissingStreams() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  // MARK: Signals

  /// The terminal's settings before the guide changed them. Written once, before there are signal
  /// handlers or a second thread to read it.
  nonisolated(unsafe) private static let before: UnsafeMutablePointer<termios>? = {
    let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    settings.initialize(to: termios())
    return tcgetattr(STDIN_FILENO, settings) == 0 ? settings : nil
  }()

  /// Restores the terminal even if a signal ends the guide. The watchdog then ends its programs.
  static func restoreOnSignals() {
    guard before != nil else { return }
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { signal(number, restoreAndEnd) }
  }

  /// Whether Ctrl-C was pressed since `holdInterrupt`.
  static var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }
  fileprivate static let interrupted = Atomic(false)

  /// From now on, the first Ctrl-C only sets `isInterrupted`. A second one ends the guide at once.
  static func holdInterrupt() {
    // Initialized before the handler needs it.
    _ = isInterrupted
    signal(SIGINT) { number in
      if Terminal.interrupted.exchange(true, ordering: .relaxed) { restoreAndEnd(number) }
    }
  }

  /// Restores the terminal's settings.
  static func restore() {
    if let before { tcsetattr(STDIN_FILENO, TCSANOW, before) }
  }

  // MARK: Keys

  /// Makes the terminal deliver each key at once, without echo. Ctrl-C is still a signal.
  static func readKeys() {
    guard hasKeys, var settings = before?.pointee else { return }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    _ = takeReturn()
    // After Ctrl-Z and fg, the terminal has the shell's settings.
    signal(SIGCONT) { _ in
      Terminal.readKeys()
      Terminal.returned.store(true, ordering: .relaxed)
    }
  }

  /// Whether the guide was stopped and continued since the last call.
  static func takeReturn() -> Bool { returned.exchange(false, ordering: .relaxed) }
  fileprivate static let returned = Atomic(false)

  /// The next key within this many milliseconds; `q` at the end of the input. nil if no key was
  /// pressed, or if keys can't be read one by one.
  static func key(within milliseconds: Int32) -> Character? {
    guard hasKeys else {
      rest(for: milliseconds)
      return nil
    }
    guard let bytes = input(within: milliseconds, upTo: 1) else { return nil }
    // 4 is Ctrl-D.
    guard let byte = bytes.first, byte != 4 else { return "q" }
    return Character(Unicode.Scalar(byte))
  }

  /// What arrives on standard input within this many milliseconds; empty at the end of the input,
  /// nil after a timeout.
  static func input(within milliseconds: Int32, upTo limit: Int) -> [UInt8]? {
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = read(STDIN_FILENO, &buffer, limit)
    if count == -1 && (errno == EINTR || errno == EAGAIN) { return nil }
    return Array(buffer.prefix(max(count, 0)))
  }

  /// Does nothing for this many milliseconds, or until a signal arrives.
  static func rest(for milliseconds: Int32) { poll(nil, 0, milliseconds) }

  /// Asks a question. Anything but yes means no.
  static func asks(_ question: String) -> Bool {
    write("\(question) [y/N] ", to: STDOUT_FILENO)
    return readLine().map { $0.lowercased().hasPrefix("y") } ?? false
  }
}

/// Calls only what signal-safety(7) allows: tcsetattr, signal, and raise.
private func restoreAndEnd(_ number: Int32) {
  Terminal.restore()
  signal(number, SIG_DFL)
  raise(number)
}

/// Writes a whole text.
private func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Libc.write(descriptor, $0.baseAddress, $0.count) }
    let reason = errno
    if count == -1 && reason != EINTR {
      // The reader has exited, as in `course | head`.
      if reason == EPIPE { exit(0) }
      if descriptor == STDOUT_FILENO { complain(String(cString: strerror(reason))) }
      exit(1)
    }
    bytes = bytes.dropFirst(max(count, 0))
  }
}
