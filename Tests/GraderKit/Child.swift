// A program that was started: its output, its end.

import Libc

/// A running program, in a process group of its own, with its output in two pipes.
///
/// Whoever starts it calls `end`, which kills all that is left of the group. If the grader is killed
/// before, the watchdog does it.
public final class Child {
  public let pid: pid_t
  /// What it has said on standard output and standard error so far; the middle of a flood is left out.
  public private(set) var output = Output()
  public private(set) var errors = Output()
  /// How it ended; nil until `hasEnded` has seen it.
  public private(set) var ending: Ending?

  private let outputPipe: Int32
  private let errorsPipe: Int32

  public init(
    _ command: [String], environment: [String: String]? = nil, spares: Int32 = 0
  ) throws(SpawnError) {
    let output = try makePipe()
    let errors: (read: Int32, write: Int32)
    do throws(SpawnError) {
      errors = try makePipe()
    } catch {
      for end in [output.read, output.write] { close(end) }
      throw error
    }
    defer { for end in [output.write, errors.write] { close(end) } }
    for end in [output.read, errors.read] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    outputPipe = output.read
    errorsPipe = errors.read
    do throws(SpawnError) {
      pid = try spawn(
        command, environment: environment, streams: (nil, output.write, errors.write),
        spares: spares)
    } catch {
      for end in [output.read, errors.read] { close(end) }
      throw error
    }
    Watchdog.shared.add(pid)
  }

  /// Whether the program has ended by now; asks the kernel, never waits.
  public func hasEnded() -> Bool {
    if ending != nil { return true }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return false }
    noteEnd(status)
    return true
  }

  /// The first of the group has been reaped. Others of it may live on: they are killed now, for
  /// later its number may be another group's.
  private func noteEnd(_ status: Int32) {
    ending = Ending(status: status)
    kill(-pid, SIGKILL)
    Watchdog.shared.remove(pid)
  }

  /// Sends a signal to the program and all of its group, as Ctrl-C in a terminal does.
  public func send(_ signal: Int32) {
    // Once it is reaped, its number may be somebody else's.
    if ending == nil { kill(-pid, signal) }
  }

  /// Kills the program with all that it started, and takes back what it held. Once is enough, and
  /// twice does no harm.
  public func end() {
    guard !isOver else { return }
    if ending == nil {
      kill(-pid, SIGKILL)
      var status: Int32 = 0
      while waitpid(pid, &status, 0) == -1, errno == EINTR {}
      noteEnd(status)
    }
    // The pipes end when the last of the group is gone, and with it all that it held.
    let deadline = Deadline(after: 2)
    while !openPipes.isEmpty && !deadline.isOver {
      var entries = openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&entries, nfds_t(entries.count), 20)
      read()
    }
    isOver = true
    close(outputPipe)
    close(errorsPipe)
  }

  private var isOver = false

  /// The pipes that may still say something, for `poll`.
  var openPipes: [Int32] {
    isOver
      ? []
      : [output.hasEnded ? nil : outputPipe, errors.hasEnded ? nil : errorsPipe].compactMap(\.self)
  }

  /// Takes what is in the pipes now. A program whose pipes are full would stand still.
  func read() {
    guard !isOver else { return }
    output.read(from: outputPipe)
    errors.read(from: errorsPipe)
  }

  /// Runs a program to its end, or for so long, and returns it, ended.
  public static func run(
    _ command: [String], environment: [String: String]? = nil, within deadline: Deadline
  ) throws(SpawnError) -> Child {
    let child = try Child(command, environment: environment)
    while !child.hasEnded() && !deadline.isOver {
      var entries = child.openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&entries, nfds_t(entries.count), 20)
      child.read()
    }
    // Not `end` alone, which would call a program killed that was only slow to be reaped.
    let isOver = child.hasEnded()
    child.end()
    child.wasStopped = !isOver
    return child
  }

  /// Whether `run` had to kill it because its time was over.
  public private(set) var wasStopped = false
}

/// What a program said on one of its streams.
public struct Output {
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private(set) var hasEnded = false

  /// The text; when there was too much of it, the beginning and the end.
  public var text: String {
    let middle = tail.count > Output.limit ? "\n...\n" : ""
    return String(decoding: head, as: UTF8.self) + middle
      + String(decoding: tail.suffix(Output.limit), as: UTF8.self)
  }

  public var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
  }

  /// The lines that are complete: the last one may still be under way.
  var wholeLines: ArraySlice<String> { text.hasSuffix("\n") ? lines[...] : lines.dropLast() }

  private static let limit = 1 << 18

  mutating func read(from pipe: Int32) {
    guard !hasEnded else { return }
    var buffer = [UInt8](repeating: 0, count: 65536)
    // A program can write as fast as this reads: a few rounds are enough for one turn.
    for _ in 0..<16 where !hasEnded {
      let count = Libc.read(pipe, &buffer, buffer.count)
      if count == -1 { return }
      hasEnded = count == 0
      let room = Output.limit - head.count
      head += buffer[..<min(count, room)]
      tail += buffer[..<count].dropFirst(room)
      if tail.count > 4 * Output.limit { tail.removeFirst(tail.count - 2 * Output.limit) }
    }
  }
}

/// How a program ended: by itself with a status, or by a signal.
public enum Ending: Equatable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case killed(Int32)

  /// Reads what `waitpid(2)` wrote; C's WIFEXITED and its kin are macros, which Swift cannot see.
  init(status: Int32) {
    let signal = status & 0x7f
    self = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal)
  }

  public var description: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .killed(SIGPIPE): "was killed by SIGPIPE: it sent to a client that had left"
    case .killed(SIGSEGV): "was killed by SIGSEGV: it touched memory that is not its own"
    case .killed(SIGILL), .killed(SIGTRAP): "was ended by the Swift runtime: its last words say why"
    case .killed(SIGABRT): "gave up with SIGABRT: its last words say why"
    case .killed(SIGKILL): "was killed by SIGKILL"
    case .killed(SIGTERM): "was ended by SIGTERM"
    case .killed(SIGINT): "was ended by SIGINT"
    case .killed(let signal): "was killed by signal \(signal)"
    }
  }
}
