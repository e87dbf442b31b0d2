// A graded client: it connects to the grader, and how it ends is graded too.

import Libc

/// A launched program that ends by itself: with a page, or with a sentence that says why not.
public final class Client: Program {
  /// Starts a program with these arguments, and with names to look up if they matter.
  public init(
    _ subject: Subject, arguments: [String], names: HostNames? = nil, weather: String? = nil
  ) throws {
    // What it prints is compared byte for byte.
    try super.init(
      (names?.wrapper ?? []) + subject.command + arguments, variables: names?.variables ?? [:],
      weather: weather, keeping: 16 << 20,
      "the program starts with \(arguments.joined(separator: " "))")
    ifItDies = .errorIsACrash
  }

  /// A client has died if a signal ended it, or if it printed a stack trace.
  override var hasDied: Bool {
    guard child.hasEnded(), let ending = child.ending else { return false }
    if case .killed = ending { return true }
    child.read()
    return ending != .exited(0) && ending != .exited(64) && child.errors.lines.count > 3
  }

  /// Seconds from the launch to its end; nil until the grader has seen the end.
  public private(set) var lifetime: Double?

  /// Waits until the program has ended.
  ///
  /// - Parameter limit: for how many seconds at a time it may be asleep.
  func waitForEnd(asleep limit: Double = 3, else mistake: Mistake) throws {
    let deadline = Deadline(after: 120)
    var progress = Int.min
    // A slow program isn't wrong: as long as bytes move, the wait starts again.
    while !child.hasEnded() && progress < moved && !deadline.isOver {
      progress = moved
      wait(asleep: limit) { child.hasEnded() }
    }
    guard child.hasEnded(), let ending = child.ending else {
      conversation.note("it does not end")
      throw finding(mistake, "it should have ended, but it's still running", came: .stillRunning)
    }
    child.read()
    if lifetime == nil {
      lifetime = conversation.now
      conversation.note(
        "it \(ending.name); on standard output \(count(child.output.count, "byte"))")
    }
  }

  /// Requires that every TCP socket of the program is connected: a socket whose connect failed must
  /// be closed. Without /proc it finds nothing.
  public func expectNoUnconnectedSockets(else mistake: Mistake) throws {
    try expectFew("sockets without a connection", 0, else: mistake) {
      // The kernel lists connected and listening TCP sockets, and all sockets of other kinds.
      let kinds = [
        "tcp", "tcp6", "udp", "udp6", "unix", "netlink", "raw", "raw6", "packet", "icmp",
      ]
      let listed = kinds.compactMap { Processes.text(of: "/proc/net/\($0)") }.joined(separator: " ")
      let words = Set(listed.split { $0 == " " || $0 == "\n" })
      return Inspection(of: child)?.inodes.count { !words.contains("\($0)") } ?? 0
    }
  }

  /// A number that grows whenever it reads or writes, even if it reads byte by byte. Without /proc,
  /// only what the grader can't send yet tells that it reads.
  private var moved: Int {
    peers.reduce(child.output.count) { moved, peer in
      let ends = Connection.ends(peer.endPorts)
      return moved + peer.sent - (ends.first??.underWay ?? 0) - (ends.last??.unread ?? 0)
    }
  }
}
