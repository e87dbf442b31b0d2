// What the guide prints, and on what: a terminal, where it has colours and keys, or a pipe, where it has
// neither.

import GraderKit
import Libc

/// Prints a line, or several, at once, on standard output.
func say(_ text: String = "") { write(text + "\n", to: STDOUT_FILENO) }

/// Prints what is wrong, on standard error.
func complain(_ sentence: String) { write("course: \(sentence)\n", to: STDERR_FILENO) }

/// The place where the guide is read.
enum Terminal {
  /// Whether a person reads what is printed.
  static let isThere = isatty(STDOUT_FILENO) == 1

  /// Whether a person's keys can be read one by one as well.
  static let hasKeys = isThere && isatty(STDIN_FILENO) == 1

  /// Colour is never the only sign, and nobody gets it who does not want it: https://no-color.org
  static let hasColor: Bool = {
    let variables = [getenv("NO_COLOR"), getenv("TERM")].map {
      $0.map { String(cString: $0) } ?? ""
    }
    return isThere && variables[0].isEmpty && variables[1] != "dumb"
  }()

  /// How many columns there are now: the window may have changed. 80 where nobody says so.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    // One that is too narrow for a word wraps by itself.
    return max(40, Int(size.ws_col))
  }

  /// Replaces the line that is being written, without an end: progress. Nothing in a pipe.
  static func show(_ line: String) {
    if isThere { write("\r\u{1b}[K" + line.prefix(width - 1), to: STDOUT_FILENO) }
  }

  /// Writes what a terminal obeys: a line with a cursor in it.
  static func show(raw sequence: String) {
    if isThere { write(sequence, to: STDOUT_FILENO) }
  }

  /// Takes away the line that `show` wrote.
  static func clearLine() { if isThere { write("\r\u{1b}[K", to: STDOUT_FILENO) } }

  /// Takes away all that is to be seen.
  static func clear() { if isThere { write("\u{1b}[H\u{1b}[2J\u{1b}[3J", to: STDOUT_FILENO) } }

  /// Opens the streams that whoever started the guide has closed: what is opened next would take their
  /// place, and be read as what a student types.
  static func openMissingStreams() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  // MARK: Keys

  /// How the terminal was before anything was changed. Written once, before the signal handlers that
  /// read it are set, and before there is a second thread: nobody reads it while it is written.
  nonisolated(unsafe) private static let before: UnsafeMutablePointer<termios>? = {
    let settings = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    settings.initialize(to: termios())
    return tcgetattr(STDIN_FILENO, settings) == 0 ? settings : nil
  }()

  /// Sees to it that the terminal is left as it was, also when a signal ends the guide. Programs that
  /// it has started are then ended by their watchdog.
  static func keepAsItIs() {
    guard before != nil else { return }
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
      signal(number) { number in
        // Only what may be called in a handler: tcsetattr, signal and raise are on the list of
        // signal-safety(7).
        Terminal.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Gives each key to the guide at once, and shows none by itself; Ctrl-C is still a signal.
  static func readKeys() {
    guard hasKeys, var settings = before?.pointee else { return }
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    // Stopped by Ctrl-Z and brought back, it is given the shell's settings.
    signal(SIGCONT) { _ in Terminal.readKeys() }
  }

  /// The next key, if one comes within so many milliseconds; `q` at the end of all input. Where keys
  /// cannot be read one by one, none comes.
  static func key(within milliseconds: Int32) -> Character? {
    guard hasKeys else {
      rest(for: milliseconds)
      return nil
    }
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0 else { return nil }
    var byte: UInt8 = 0
    // 4 is Ctrl-D.
    guard read(STDIN_FILENO, &byte, 1) == 1, byte != 4 else { return "q" }
    return Character(Unicode.Scalar(byte))
  }

  /// Does nothing for so many milliseconds, or until a signal comes.
  static func rest(for milliseconds: Int32) { poll(nil, 0, milliseconds) }

  /// Asks a question to which only yes is yes.
  static func asks(_ question: String) -> Bool {
    write("\(question) [y/N] ", to: STDOUT_FILENO)
    return readLine().map { $0.lowercased().hasPrefix("y") } ?? false
  }

  /// Puts the terminal back as it was.
  static func restore() {
    if let before { tcsetattr(STDIN_FILENO, TCSANOW, before) }
  }
}

/// A whole text, however many pieces the kernel takes it in.
private func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Libc.write(descriptor, $0.baseAddress, $0.count) }
    let reason = errno
    if count == -1 && reason != EINTR {
      // Nobody reads any more (`course | head`): there is nobody left to guide.
      if reason == EPIPE { exit(0) }
      if descriptor == STDOUT_FILENO { complain(String(cString: strerror(reason))) }
      exit(1)
    }
    bytes = bytes.dropFirst(Swift.max(count, 0))
  }
}
