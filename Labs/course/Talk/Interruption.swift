// Ctrl-C for a command that has something to put away first, and what Ctrl-Z leaves to be done.

import Libc
import Synchronization

/// Ctrl-C, and the return from Ctrl-Z, as they are known to one who waits for something else.
enum Interruption {
  fileprivate static let came = Atomic(false)
  fileprivate static let returned = Atomic(false)

  static var hasCome: Bool { came.load(ordering: .relaxed) }
  static func takeReturn() -> Bool { returned.exchange(false, ordering: .relaxed) }

  /// From now on the first Ctrl-C is only known; a second one ends the guide at once.
  static func beginToWatch() {
    // Made before a handler can ask for it.
    _ = hasCome
    signal(SIGINT) { number in
      if !Interruption.came.exchange(true, ordering: .relaxed) { return }
      Terminal.restore()
      signal(number, SIG_DFL)
      raise(number)
    }
  }

  /// The guide, when it is brought back, takes the terminal's keys again, and draws its line.
  static func watchReturns() {
    _ = takeReturn()
    signal(SIGCONT) { _ in
      Terminal.readKeys()
      Interruption.watchReturns()
      Interruption.returned.store(true, ordering: .relaxed)
    }
  }
}
