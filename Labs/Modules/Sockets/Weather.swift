// Fault injection: short sends, short receives and interrupted calls, which are rare on loopback.

import Libc
import Synchronization

/// The faults to inject: `SOCKETS_WEATHER="short-send=3 short-recv=1 eintr=2"`.
///
/// They are the same in every run. A correct program gives the same results with them, only slower.
package struct Weather: Equatable, Sendable {
  /// The most bytes that one `send` takes: `short-send`.
  ///
  /// The kernel cuts a `send` if its buffer is full. So on a non-blocking socket the next `send`
  /// fails with `wouldBlock`, and the one after that takes some bytes again.
  package private(set) var sendLimit = Int.max
  /// The most bytes that one `recv` returns: `short-recv`.
  package private(set) var receiveLimit = Int.max
  /// Whether the `recv` after one that was cut fails with `wouldBlock` on a non-blocking socket:
  /// `would-block=1`. The kernel allows that even if `select` called the socket ready.
  package private(set) var isDry = false
  /// Whether every second `send` on a non-blocking socket fails with `wouldBlock`, beginning with
  /// its first one, as if the kernel's buffer were full: `no-room=1`.
  package private(set) var hasNoRoom = false
  /// Which start of a worker fails, once, as if there were too many processes: `no-process`.
  package private(set) var failingStart = Int.max
  /// How many starts of a worker succeed: all later ones fail like that. `process-limit`.
  package private(set) var startLimit = Int.max
  /// The factor by which each timeout is shortened: `short-timeout`.
  package private(set) var hurry = 1
  /// How many times a signal interrupts each call that can block, before it runs: `eintr`.
  package private(set) var interruptions = 0

  /// The faults of this process; none if the variable isn't set, or if `check` throws.
  static let today = (try? forecast.get()) ?? Weather()

  private static let forecast = Result { () throws(SocketError) in
    try Weather(getenv(variable).map { String(cString: $0) } ?? "")
  }

  private static let variable = "SOCKETS_WEATHER"

  /// Throws if `SOCKETS_WEATHER` is malformed.
  ///
  /// A lab checks it when it starts, a program without LabKit when it opens a socket.
  package static func check() throws(SocketError) { _ = try forecast.get() }

  /// Parses words such as `short-send=3`; an empty text means no faults.
  package init(_ text: String) throws(SocketError) {
    var numbers: [Substring: Int] = [:]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false)
      let names = [
        "short-send", "short-recv", "would-block", "no-room", "no-process", "process-limit",
        "short-timeout",
        "eintr",
      ]
      guard parts.count == 2, names.contains(String(parts[0])),
        let number = Int(parts[1]), (1...1_000_000).contains(number),
        numbers.updateValue(number, forKey: parts[0]) == nil
      else { throw Weather.refusal(of: word) }
    }
    sendLimit = numbers["short-send"] ?? sendLimit
    receiveLimit = numbers["short-recv"] ?? receiveLimit
    isDry = numbers["would-block"] != nil
    hasNoRoom = numbers["no-room"] != nil
    failingStart = numbers["no-process"] ?? failingStart
    startLimit = numbers["process-limit"] ?? startLimit
    hurry = numbers["short-timeout"] ?? hurry
    interruptions = numbers["eintr"] ?? interruptions
  }

  private init() {}

  private static func refusal(of word: Substring) -> SocketError {
    SocketError(
      variable, EINVAL,
      detail: """
        "\(word)" isn't valid; write "short-send=3 short-recv=1 eintr=2", each word at most once, \
        with numbers from 1 to 1000000
        """)
  }
}

extension Weather {
  /// Returns how many of `count` bytes to send, or throws `wouldBlock` after a `send` that was cut,
  /// and, with `no-room`, in place of each first of two.
  @inline(__always)
  func sendable(_ count: Int, on descriptor: Int32) throws(SocketError) -> Int {
    if hasNoRoom { try refuseEverySecondSend(on: descriptor) }
    return sendLimit == .max ? count : try cut("send", count, to: sendLimit, on: descriptor)
  }

  /// Returns how many of `count` bytes to receive, or, with `would-block`, throws `wouldBlock`
  /// after a `recv` that was cut.
  @inline(__always)
  func receivable(_ count: Int, on descriptor: Int32) throws(SocketError) -> Int {
    isDry ? try cut("recv", count, to: receiveLimit, on: descriptor) : min(count, receiveLimit)
  }

  private func refuseEverySecondSend(on descriptor: Int32) throws(SocketError) {
    if (try? Socket(descriptor: descriptor).isBlocking) != false { return }
    let isDue = refusals.withLock { refusals in
      if refusals.remove(descriptor) != nil { return false }
      refusals.insert(descriptor)
      return true
    }
    if isDue { throw SocketError("send", EAGAIN) }
  }

  private func cut(
    _ call: String, _ count: Int, to limit: Int, on descriptor: Int32
  ) throws(SocketError) -> Int {
    // If the descriptor is bad, the call itself fails.
    if (try? Socket(descriptor: descriptor).isBlocking) == false {
      let wasCut = cuts.withLock { cuts in
        if cuts[call]?.remove(descriptor) != nil { return true }
        if count > limit { cuts[call, default: []].insert(descriptor) }
        return false
      }
      if wasCut { throw SocketError(call, EAGAIN) }
    }
    return min(count, limit)
  }

  /// The timeout to set in place of this one.
  func shortened(_ seconds: Double?) -> Double? { seconds.map { $0 / Double(hurry) } }

  /// Throws if this start of a worker must fail.
  func letStart() throws(SocketError) {
    let number = starts.add(1, ordering: .relaxed).newValue
    if number == failingStart || number > startLimit {
      throw SocketError("posix_spawn", EAGAIN)
    }
  }

  /// Forgets a socket before it's closed: the next connection can get its number.
  func forget(_ descriptor: Int32) {
    if hasNoRoom { refusals.withLock { _ = $0.remove(descriptor) } }
    if sendLimit == .max && !isDry { return }
    cuts.withLock { cuts in
      for call in cuts.keys { cuts[call]?.remove(descriptor) }
    }
  }

  /// Returns -1 with `errno` set to `EINTR`, as an interrupted call does.
  static func interrupt<Result: SignedInteger>(_ times: inout Int) -> Result {
    times -= 1
    errno = EINTR
    return -1
  }
}

/// The non-blocking sockets whose last `send`, or `recv`, was cut.
private let cuts = Mutex<[String: Set<Int32>]>([:])

/// The non-blocking sockets whose last `send` was refused by `no-room`.
private let refusals = Mutex<Set<Int32>>([])

/// How many workers this process has tried to start.
private let starts = Atomic(0)
