// A person at a terminal, for tests: types keys, reads the screen, resizes the window.

import Foundation
import GraderKit
import Libc

/// A program with its own controlling terminal, so typing Ctrl-C sends a signal.
///
/// When this is released, everything that still runs is killed. If the test run is killed, the
/// watchdog does that.
final class PseudoTerminal {
  let child: Child
  private(set) var screen: Screen
  /// Everything that the program wrote.
  private(set) var bytes: [UInt8] = []
  /// How many bytes of the screen's text earlier waits have consumed.
  private var consumed = 0
  /// The person's end, and the program's end, which is kept open here so that the settings outlive
  /// the program.
  private let ends: (person: Int32, program: Int32)

  /// Starts a program on a terminal with 24 rows.
  init(
    _ command: [String], environment: [String: String] = testEnvironment(), columns: Int = 80
  ) throws {
    let (person, program, path) = try openTerminal()
    ends = (person, program)
    screen = Screen(columns: columns, rows: 24)
    setSize(person, columns, 24)
    child = try Child(command, environment: environment, terminal: path)
  }

  deinit {
    child.end()
    for end in [ends.person, ends.program] { close(end) }
  }

  // MARK: What a person does

  /// Types text: Return is `\r`, Ctrl-C is `\u{3}`, Ctrl-D `\u{4}`, Backspace `\u{7f}`, arrow up
  /// `\u{1b}[A`.
  func type(_ keys: String) {
    var bytes = Array(keys.utf8)[...]
    let deadline = Deadline.patience
    while !bytes.isEmpty && !deadline.isOver {
      let count = bytes.withUnsafeBytes { write(ends.person, $0.baseAddress, $0.count) }
      bytes = bytes.dropFirst(max(count, 0))
      read(waiting: count > 0 ? 0 : 20)
    }
  }

  /// Resizes the window, which sends the program SIGWINCH.
  func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    setSize(ends.person, columns, rows)
  }

  /// Waits until the screen meets a condition.
  ///
  /// - Parameter text: what the caller waits for, for the error.
  func wait(
    until text: String, within deadline: Deadline = Deadline(after: 30),
    _ condition: (Screen) -> Bool
  ) throws {
    while true {
      // Check this before reading, because output from before the end counts.
      let isOver = deadline.isOver || child.hasEnded()
      while read(waiting: isOver ? 0 : 20) && !deadline.isOver {
        if condition(screen) { return }
      }
      if condition(screen) { return }
      if isOver { throw failure("\(text) did not appear") }
    }
  }

  /// Waits for text in the output after the text that the last such wait found. It may have disappeared
  /// from the screen since.
  func wait(for text: String, within deadline: Deadline = Deadline(after: 30)) throws {
    try wait(until: "\"\(text)\"", within: deadline) { screen in
      let all = screen.text.utf8
      let fresh = all[all.index(all.startIndex, offsetBy: consumed)...]
      guard let range = fresh.firstRange(of: text.utf8) else { return false }
      consumed = all.distance(from: all.startIndex, to: range.upperBound)
      return true
    }
  }

  /// Waits until the program and, if the system shows that, everything it started have ended.
  func waitForEnd(within deadline: Deadline = Deadline(after: 30)) throws -> Ending {
    while !deadline.isOver {
      read(waiting: 20)
      let isAlone = !Inspection.isPossible || child.hasEnded() && child.family.isEmpty
      if child.hasEnded(), isAlone, let ending = child.ending {
        while read(waiting: 0) && !deadline.isOver {}
        return ending
      }
    }
    throw failure("it does not end, or leaves something running: \(child.family)")
  }

  // MARK: What a person sees

  /// Whether the terminal delivers whole lines, echoes keys, and turns Ctrl-C into a signal.
  var settings: (givesLines: Bool, showsKeys: Bool, hasSignals: Bool) {
    var settings = termios()
    // Both ends share their settings. macOS revokes the other end when the program exits.
    tcgetattr(ends.person, &settings)
    let flags = settings.c_lflag
    return (
      flags & tcflag_t(ICANON) != 0, flags & tcflag_t(ECHO) != 0, flags & tcflag_t(ISIG) != 0
    )
  }

  /// Whether the terminal has the settings that a shell expects.
  var isAsItWas: Bool { settings == (true, true, true) }

  private func failure(_ sentence: String) -> CourseError {
    let ending = child.hasEnded() ? child.ending.map { "\nthe program \($0)" } ?? "" : ""
    return CourseError(
      description: "\(sentence)\(ending)\n" + screen.visible.joined(separator: "\n"))
  }

  /// Reads what the program has written, and returns whether there was anything.
  @discardableResult
  private func read(waiting milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: ends.person, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = Libc.read(ends.person, &buffer, buffer.count)
    guard count > 0 else { return false }
    screen.write(Array(buffer.prefix(count)))
    bytes += buffer.prefix(count)
    return true
  }
}

/// The environment of a program under test, without the variables that are meant for the tests.
func testEnvironment(_ variables: [String: String] = [:]) -> [String: String] {
  var environment = ProcessInfo.processInfo.environment.filter {
    !$0.key.hasPrefix("GRADER_") && !["LAB", "SUBJECT", "NO_COLOR", "CI"].contains($0.key)
  }
  environment["TERM"] = "xterm-256color"
  return environment.merging(variables) { $1 }
}

/// Opens a terminal: its two ends, and the path of the program's end. It looks up C's functions for
/// that by name, because no module that Swift imports has them.
private func openTerminal() throws -> (person: Int32, program: Int32, path: String) {
  typealias Check = @convention(c) (Int32) -> Int32
  typealias Name = @convention(c) (Int32) -> UnsafePointer<CChar>?
  let flags = O_RDWR | O_NOCTTY | O_CLOEXEC
  let person = open("/dev/ptmx", flags)
  var program: Int32 = -1
  if let whole = dlopen(nil, RTLD_NOW), let grant = dlsym(whole, "grantpt"),
    let unlock = dlsym(whole, "unlockpt"), let name = dlsym(whole, "ptsname"),
    unsafeBitCast(grant, to: Check.self)(person) == 0,
    unsafeBitCast(unlock, to: Check.self)(person) == 0,
    let path = unsafeBitCast(name, to: Name.self)(person).map({ String(cString: $0) })
  {
    program = open(path, flags)
    if program >= 0, fcntl(person, F_SETFL, O_NONBLOCK) == 0 { return (person, program, path) }
  }
  let error = errno
  for end in [person, program] where end >= 0 { close(end) }
  throw CourseError(description: "no terminal can be opened: errno \(error)")
}

private func setSize(_ terminal: Int32, _ columns: Int, _ rows: Int) {
  var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
  _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
}
