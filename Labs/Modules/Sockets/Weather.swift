// Bad weather, made on purpose: what the rules of the calls allow, and loopback hardly ever does.

import Libc
import Synchronization

/// What befalls the calls of this program: `SOCKETS_WEATHER="short-send=3 short-recv=1 eintr=2"`.
///
/// It is the same in every run. A right program does in any weather what it does in fair weather,
/// and is only slower.
package struct Weather: Equatable, Sendable {
  /// How many bytes a `send` takes at the most: `short-send`.
  ///
  /// A kernel cuts because its buffer is full. So on a non-blocking socket the `send` that follows
  /// one that was cut fails with `wouldBlock`, and the one after that takes some again.
  package private(set) var sendLimit = Int.max
  /// How many bytes a `recv` returns at the most: `short-recv`.
  package private(set) var receiveLimit = Int.max
  /// How often each call that waits is interrupted by a signal before it happens: `eintr`.
  package private(set) var interruptions = 0

  /// The weather of this run, fair where the variable is not set, and where `check` fails.
  static let today = (try? forecast.get()) ?? Weather()

  /// Read once: it lasts as long as the program.
  private static let forecast = Result { () throws(SocketError) in
    try Weather(getenv(variable).map { String(cString: $0) } ?? "")
  }

  private static let variable = "SOCKETS_WEATHER"

  /// Fails if the variable asks for a weather that there is not.
  ///
  /// A lab says so when it starts, a program without LabKit when it opens its first socket.
  package static func check() throws(SocketError) { _ = try forecast.get() }

  /// Reads words such as `short-send=3`; none of them is fair weather.
  package init(_ text: String) throws(SocketError) {
    var numbers: [Substring: Int] = [:]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, ["short-send", "short-recv", "eintr"].contains(parts[0]),
        let number = Int(parts[1]), (1...1_000_000).contains(number),
        numbers.updateValue(number, forKey: parts[0]) == nil
      else { throw Weather.refusal(of: word) }
    }
    sendLimit = numbers["short-send"] ?? sendLimit
    receiveLimit = numbers["short-recv"] ?? receiveLimit
    interruptions = numbers["eintr"] ?? interruptions
  }

  private init() {}

  private static func refusal(of word: Substring) -> SocketError {
    SocketError(
      variable, EINVAL,
      detail: """
        "\(word)" is no weather; write "short-send=3 short-recv=1 eintr=2", each word once at most, \
        with numbers from 1 to 1000000
        """)
  }
}

extension Weather {
  /// How many bytes a `recv` that has room for so many shall take.
  @inline(__always)
  func receivable(_ count: Int) -> Int { min(count, receiveLimit) }

  /// How many of so many bytes a `send` shall try to send.
  @inline(__always)
  func sendable(_ count: Int, on socket: Socket) throws(SocketError) -> Int {
    sendLimit == .max ? count : try cut(count, on: socket)
  }

  private func cut(_ count: Int, on socket: Socket) throws(SocketError) -> Int {
    // What is no socket shows as such in send itself.
    if (try? socket.isBlocking) == false {
      let wasFull = full.withLock { full in
        if full.remove(socket.descriptor) != nil { return true }
        if count > sendLimit { full.insert(socket.descriptor) }
        return false
      }
      if wasFull { throw SocketError("send", EAGAIN) }
    }
    return min(count, sendLimit)
  }

  /// Forgets a socket that is closed: the next connection may be given its number.
  func forget(_ socket: Socket) {
    if sendLimit != .max { _ = full.withLock { $0.remove(socket.descriptor) } }
  }

  /// Stands in place of a call, and leaves what one leaves that was interrupted.
  static func interrupt<Result: SignedInteger>(_ times: inout Int) -> Result {
    times -= 1
    errno = EINTR
    return -1
  }
}

/// The non-blocking sockets whose last `send` was cut.
private let full = Mutex<Set<Int32>>([])
