// The arguments of a lab: `lab02 [PORT] [--idle SECONDS]`.

/// An option that a lab takes, with a number behind it.
public struct Option: Sendable {
  let name: String
  let placeholder: String
  let standard: Double
  let isWhole: Bool

  /// A time in seconds, such as `--idle 0.5`.
  public static func seconds(_ name: String, default standard: Double) -> Option {
    Option(name: name, placeholder: "SECONDS", standard: standard, isWhole: false)
  }

  /// A number of things, such as `--clients 20`.
  public static func limit(_ name: String, default standard: Int) -> Option {
    Option(name: name, placeholder: "LIMIT", standard: Double(standard), isWhole: true)
  }
}

/// What the user asked for: the port and the options, checked, with the defaults filled in.
public struct Arguments: Sendable {
  /// The port to listen on; 0 is any free one.
  public private(set) var port: UInt16
  private var values: [String: Double] = [:]

  /// The value of an option that takes a time.
  public func seconds(_ name: String) -> Double { values[name] ?? 0 }

  /// The value of an option that takes a number of things.
  public func limit(_ name: String) -> Int { Int(values[name] ?? 0) }

  init(_ words: ArraySlice<String>, of program: Program, _ options: [Option]) throws(UsageError) {
    port = program.port
    for option in options { values[option.name] = option.standard }
    var words = words
    var hasPort = false
    while let word = words.popFirst() {
      if let option = options.first(where: { word == "--" + $0.name }) {
        values[option.name] = try option.value(of: words.popFirst())
      } else if word.hasPrefix("-") {
        throw UsageError(sentence: "there is no option \(word)")
      } else if hasPort {
        throw UsageError(sentence: "one port is enough, and \(word) is one more")
      } else if let number = UInt16(word) {
        port = number
        hasPort = true
      } else {
        throw UsageError(sentence: "a port is a number from 0 to 65535, and \(word) is not")
      }
    }
  }

  static func usage(of program: Program, _ options: [Option]) -> String {
    let parts = options.map { " [--\($0.name) \($0.placeholder)]" }.joined()
    return "usage: \(program.lab) [PORT]\(parts)"
  }
}

/// A bad argument, and what is wrong with it.
struct UsageError: Error {
  let sentence: String
}

extension Option {
  fileprivate func value(of word: String?) throws(UsageError) -> Double {
    let range = isWhole ? "a whole number from 1 on" : "a number of seconds above 0"
    guard let word else { throw UsageError(sentence: "--\(name) wants \(range)") }
    let number = isWhole ? Int32(word).map(Double.init) : Double(word)
    guard let number, number > 0, number <= 1e9 else {
      throw UsageError(sentence: "--\(name) wants \(range), and \(word) is not")
    }
    return number
  }
}

/// The lab that runs, told from the program's own name: `lab04` or `solution04`.
struct Program {
  /// What it calls itself; a solution stands in for its lab.
  let lab: String
  /// Where it listens if it is not told: 10000 and the lab's number.
  let port: UInt16

  init(_ path: String = CommandLine.arguments.first ?? "") {
    let number = path.suffix(2)
    lab = "lab\(number)"
    port = 10000 + (UInt16(number) ?? 0)
  }
}
