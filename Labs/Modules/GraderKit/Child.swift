// A program that was started: its output, its end.

import Foundation
import Libc

/// A running program, in a process group of its own, with its output in two pipes.
///
/// Call `end` to kill it with everything that it started. If the grader is killed, the watchdog does that.
public final class Child {
  public let pid: pid_t
  /// The descriptor that a program may inherit beside its streams.
  static let extraDescriptor: Int32 = 3
  /// What it has printed so far. The middle of a flood is left out.
  public private(set) var output: Output
  public private(set) var errors = Output()
  /// How it ended; nil until `hasEnded` has seen it.
  package private(set) var ending: Ending?

  /// The signals that the grader has sent to it.
  private(set) var signals: Set<Int32> = []
  /// The port that it has announced, if it's a server.
  var port: UInt16?
  let tag = RunTag()
  private let isTagged: Bool
  private var limitMonitor: LimitMonitor?
  private var seen: Excess?
  private let outputPipe: Int32
  private let errorsPipe: Int32

  /// - Parameters:
  ///   - limits: nil unless it's a program that is graded.
  ///   - spares: how many more open descriptors it inherits.
  ///   - extra: a descriptor that it inherits as `extraDescriptor`.
  ///   - keeping: how much of the beginning and of the end of its standard output is kept.
  ///   - terminal: the path of its controlling terminal, which replaces all its streams.
  ///   - isTagged: whether its environment has a `RunTag`. SwiftPM compiles the manifest again for each
  ///     new environment, so it gets none, and `end` kills its tree of processes instead.
  public init(
    _ command: [String], environment: [String: String]? = nil, limits: Limits? = nil,
    spares: Int32 = 0, extra: Int32? = nil, keeping limit: Int = 1 << 18, terminal: String? = nil,
    isTagged: Bool = true
  ) throws(SpawnError) {
    self.isTagged = isTagged
    limitMonitor = limits == nil ? nil : LimitMonitor()
    self.output = Output(keeping: limit)
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
    let whole = environment ?? ProcessInfo.processInfo.environment
    do throws(SpawnError) {
      pid = try spawn(
        limits?.command(command) ?? command,
        environment: isTagged
          ? tag.added(to: limits == nil ? whole : Limits.environment(whole))
          : whole.filter { $0.key != RunTag.variable },
        streams: (nil, output.write, errors.write), spares: spares, extra: extra,
        terminal: terminal)
    } catch {
      for end in [output.read, errors.read] { close(end) }
      throw error
    }
    Watchdog.shared.add(pid)
  }

  /// Whether the program has ended by now. Never waits.
  ///
  /// It's reaped only by `end`: what it started may live on in its group, and until then no other group
  /// can get that number.
  public func hasEnded() -> Bool {
    if ending == nil { ending = Ending.look(at: pid) }
    return ending != nil
  }

  /// Whether a signal has stopped it since the last call: a program can do that to its grader.
  package var isStopped: Bool { Ending.isStopped(pid) }

  /// Sends a signal to the program's group, as Ctrl-C does; with `alone`, to its first process only.
  public func send(_ signal: Int32, alone: Bool = false) {
    if isOver { return }
    signals.insert(signal)
    kill(alone ? pid : -pid, signal)
  }

  /// Kills the program if it exceeds its limits. Call this while you wait for it.
  func keepWithinLimits() {
    guard !isOver, limitMonitor != nil, seen == nil else { return }
    let isTooLoud = output.count + errors.count > Limits.output
    seen = isTooLoud ? .output : ending == nil ? limitMonitor?.excess(of: pid) : nil
    if seen != nil { send(SIGKILL) }
  }

  /// The limit that the program has hit, if that can be seen.
  package var excess: Excess? {
    if let seen { return seen }
    guard hasEnded(), limitMonitor != nil else { return nil }
    if ending == .killed(SIGXFSZ) || errors.contains(String(cString: strerror(EFBIG))) {
      return .fileSize
    }
    let isUsedUp = Processes.processorTime(of: pid) >= Double(Limits.processorTime)
    return ending == .killed(SIGXCPU) || ending == .killed(SIGKILL) && isUsedUp
      ? .processorTime : nil
  }

  /// Its process and its descendants. When it has ended, those that are still running.
  package var family: [pid_t] {
    Processes.hasEnded(pid) ? tag.processes : Processes.family(of: pid)
  }

  /// Kills the program with everything that it started. A second call does nothing.
  public func end() {
    guard !isOver else { return }
    if !isTagged && !hasEnded() {
      for member in Processes.family(of: pid) { kill(member, SIGKILL) }
    }
    kill(-pid, SIGKILL)
    // In rounds: one may start another meanwhile.
    let patience = Deadline.patience
    while isTagged && !patience.isOver {
      let strays = tag.processes
      if strays.isEmpty { break }
      for stray in strays { kill(stray, SIGKILL) }
    }
    // Its own sockets are closed then, so a port in use is another process's.
    Ending.await(pid)
    if let port { endListeners(on: port) }
    // Once it's reaped, its number may be another group's.
    Watchdog.shared.remove(pid)
    let last = try? Ending.wait(for: pid).status
    ending = ending ?? last
    // The pipes end with the last process that has them open.
    let deadline = Deadline(after: 2)
    let first = Deadline(after: 0.2)
    while !openPipes.isEmpty && !deadline.isOver {
      if first.isOver { endHolders(of: openPipes) }
      var entries = openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&entries, nfds_t(entries.count), 20)
      read()
    }
    isOver = true
    close(outputPipe)
    close(errorsPipe)
  }

  private var isOver = false

  /// The pipes that may still have output.
  var openPipes: [Int32] {
    isOver
      ? []
      : [output.hasEnded ? nil : outputPipe, errors.hasEnded ? nil : errorsPipe].compactMap(\.self)
  }

  /// Whether no more output can come: every process has closed both of its streams.
  package var areWordsOver: Bool { openPipes.isEmpty }

  /// Takes what is in the pipes now. A program whose pipes are full would block.
  func read() {
    guard !isOver else { return }
    output.read(from: outputPipe)
    errors.read(from: errorsPipe)
  }

  /// Takes what it has printed since the last call. `missing` counts the bytes that weren't kept.
  package func takeWords() -> (output: [UInt8], errors: [UInt8], missing: Int) {
    let (output, errors) = (output.take(), errors.take())
    return (output.bytes, errors.bytes, output.missing + errors.missing)
  }

  /// Runs a program to its end, or until the deadline, and returns it.
  ///
  /// - Parameters:
  ///   - isTagged: as in `init`.
  ///   - look: what to do meanwhile, again and again. It must not wait. If it throws, the program is ended.
  public static func run(
    _ command: [String], environment: [String: String]? = nil, limits: Limits? = nil,
    within deadline: Deadline, isTagged: Bool = true, _ look: (Child) throws -> Void = { _ in }
  ) throws -> Child {
    let child = try Child(command, environment: environment, limits: limits, isTagged: isTagged)
    try child.run(within: deadline) { try look(child) }
    return child
  }

  /// What a command prints on standard output; nothing if it fails, or doesn't exist.
  package static func output(of command: [String]) -> String {
    let run = try? run(command, within: .patience)
    return run?.ending == .exited(0) ? run?.output.text ?? "" : ""
  }

  /// Runs it to its end, or until the deadline. If `look` throws, it is ended at once.
  func run(within deadline: Deadline, _ look: () throws -> Void) throws {
    defer { end() }
    while !hasEnded() && !deadline.isOver {
      var entries = openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&entries, nfds_t(entries.count), 20)
      read()
      keepWithinLimits()
      try look()
    }
    // Before `end`, which would call a program stopped that was only slow to be reaped.
    wasStopped = !hasEnded()
  }

  /// Whether `run` killed it at the deadline.
  public private(set) var wasStopped = false
}
