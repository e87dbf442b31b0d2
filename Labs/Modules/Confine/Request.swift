// The command line of `confine`.

import Libc

enum Request {
  /// `confine --probe` prints the strongest isolation that this system has.
  case probe
  case launch(Launch)

  static let usage = """
    usage: confine --scratch FOLDER [--read PATH]... [--allow bind|connect] -- COMMAND ARGUMENT...
           confine --probe
    """

  init(_ words: some Sequence<String>) throws(Refusal) {
    var launch = Launch()
    var words = Array(words)[...]
    if Array(words) == ["--probe"] {
      self = .probe
      return
    }
    while let word = words.popFirst(), word != "--" {
      guard let value = words.popFirst() else { throw Refusal(Request.usage, status: 64) }
      switch (word, value) {
      case ("--scratch", _): launch.scratch = value
      case ("--read", _): launch.readable.append(value)
      case ("--allow", "bind"): launch.isClient = false
      case ("--allow", "connect"): launch.isClient = true
      default: throw Refusal(Request.usage, status: 64)
      }
    }
    launch.command = Array(words)
    if launch.scratch.isEmpty || launch.command.isEmpty {
      throw Refusal(Request.usage, status: 64)
    }
    self = .launch(launch)
  }
}

/// Why no program was started.
struct Refusal: Error {
  let reason: String
  let status: Int32

  init(_ reason: String, status: Int32 = 126) {
    self.reason = reason
    self.status = status
  }

  /// A system call that failed.
  init(call: String) { self.init("\(call): \(String(cString: strerror(errno)))") }
}
