// A program that was started: its output, its end.

import Foundation
import Libc

/// A running program, in a process group of its own, with its output in two pipes.
///
/// Call `end` to kill it with everything that it started. If the grader dies, the watchdog does it.
public final class Child {
  public let pid: pid_t
  /// The extra descriptor that a program can inherit, besides its streams.
  static let extraDescriptor: Int32 = 3
  /// Its standard output so far. If it prints too much, the middle is dropped.
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
  ///   - limits: nil unless the program is graded.
  ///   - spares: how many extra open descriptors it inherits.
  ///   - extra: a descriptor that it inherits as `extraDescriptor`.
  ///   - keeping: how many bytes to keep of the beginning and of the end of its standard output.
  ///   - terminal: the path of its controlling terminal, which replaces all its streams.
  ///   - isTagged: whether its environment gets a `RunTag`. False for SwiftPM, which recompiles the
  ///     manifest for each new environment: `end` then kills its process tree instead.
  public init(
    _ command: [String], environment: [String: String]? = nil, limits: Limits? = nil,
    spares: Int32 = 0, extra: Int32? = nil, keeping limit: Int = 1 << 18, terminal: String? = nil,
    isTagged: Bool = true
  ) throws(SpawnError) {
    if limits != nil {
      Confinement.isPrepared
      // It hides the pipe of the results, which the program would inherit.
      _ = Tally.shared
    }
    self.isTagged = isTagged
    limitMonitor = limits.map(LimitMonitor.init)
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

  /// Whether the program has ended. Never waits.
  ///
  /// Only `end` reaps it: what it started may live on in its group, and until it's reaped, no other
  /// group can get that number.
  public func hasEnded() -> Bool {
    if ending == nil { ending = Ending.look(at: pid) }
    return ending != nil
  }

  /// Whether a signal has stopped it since the last call. A program can stop its grader that way.
  package var isStopped: Bool { Ending.isStopped(pid) }

  /// Sends a signal to the program's group, as Ctrl-C does; if `alone`, only to its first process.
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

  /// The limit that the program has hit; nil if there's no sign of one.
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

  /// Its process and its descendants. If it has ended, the ones that are still running.
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
    // Repeat, because a process may start another one meanwhile.
    let patience = Deadline.patience
    while isTagged && !patience.isOver {
      let strays = tag.processes
      if strays.isEmpty { break }
      for stray in strays { kill(stray, SIGKILL) }
    }
    // Its own sockets are closed by now. If the port is in use, another process has it.
    Ending.await(pid)
    if let port { endListeners(on: port) }
    // Once it's reaped, another group can get its number.
    Watchdog.shared.remove(pid)
    let last = try? Ending.wait(for: pid).status
    ending = ending ?? last
    Orphans.forget(pid)
    Orphans.end()
    // The pipes end when the last process that has them open closes them.
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

  /// Whether no more output can arrive: every process has closed both of its streams.
  package var areWordsOver: Bool { openPipes.isEmpty }

  /// Reads what is in the pipes now. A program whose pipes are full would block.
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
  ///   - look: called repeatedly meanwhile. It must not wait. If it throws, the program is killed.
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

  /// Runs it to its end, or until the deadline. If `look` throws, kills it at once.
  func run(within deadline: Deadline, _ look: () throws -> Void) throws {
    defer { end() }
    while !hasEnded() && !deadline.isOver {
      var entries = openPipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      poll(&entries, nfds_t(entries.count), 20)
      read()
      keepWithinLimits()
      try look()
    }
    // Decide this before `end`: a program that is merely slow to be reaped wasn't stopped.
    wasStopped = !hasEnded()
  }

  /// Whether `run` killed it at the deadline.
  public private(set) var wasStopped = false
}
