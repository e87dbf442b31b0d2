// The arguments of a lab: `lab02 [PORT] [--idle SECONDS]`, `lab08 HOST PORT [PATH] ...`.

/// An argument that a lab takes by its place.
public struct Place: Sendable {
  let name: String
  let standard: String?
  let isPort: Bool

  /// A word such as `HOST`; with a default it may be left out.
  public static func word(_ name: String, default standard: String? = nil) -> Place {
    Place(name: name, standard: standard, isPort: false)
  }

  /// A port, from 0 to 65535, that must be given.
  public static let port = Place(name: "port", standard: nil, isPort: true)

  /// The port that most labs listen on; the default is the lab's own.
  static func port(default standard: UInt16) -> Place {
    Place(name: "port", standard: String(standard), isPort: true)
  }
}

/// An option that a lab takes, with a value behind it.
public struct Option: Sendable {
  let name: String
  let placeholder: String
  let standard: String
  let kind: Kind

  enum Kind {
    case seconds, count
    case choice([String])
  }

  /// A time in seconds, such as `--idle 0.5`.
  public static func seconds(_ name: String, default standard: Double) -> Option {
    Option(name: name, placeholder: "SECONDS", standard: "\(standard)", kind: .seconds)
  }

  /// A number of things, such as `--workers 4`.
  public static func count(
    _ name: String, placeholder: String = "N", default standard: Int
  ) -> Option {
    Option(name: name, placeholder: placeholder, standard: "\(standard)", kind: .count)
  }

  /// One of some words, such as `--framing fixed`; the first is the default.
  public static func choice(_ name: String, of words: String...) -> Option {
    Option(
      name: name, placeholder: words.joined(separator: "|"), standard: words.first ?? "",
      kind: .choice(words))
  }
}

/// What the user asked for, checked, with the defaults filled in.
public struct Arguments: Sendable {
  /// The port: to listen on, where 0 is any free one, or to connect to.
  public var port: UInt16 { UInt16(word("port")) ?? 0 }
  private var values: [String: String] = [:]

  /// The value of an argument that is a word, or of an option that is one of some words.
  public func word(_ name: String) -> String { values[name] ?? "" }

  /// The value of an option that takes a time.
  public func seconds(_ name: String) -> Double { Double(word(name)) ?? 0 }

  /// The value of an option that takes a number of things.
  public func count(_ name: String) -> Int { Int(word(name)) ?? 0 }

  init(
    _ words: ArraySlice<String>, _ places: [Place], _ options: [Option]
  ) throws(UsageError) {
    for option in options { values[option.name] = option.standard }
    for place in places { values[place.name] = place.standard }
    var words = words
    var empty = places[...]
    while let word = words.popFirst() {
      if let option = options.first(where: { word == "--" + $0.name }) {
        values[option.name] = try option.checked(words.popFirst())
      } else if word.hasPrefix("-") {
        throw UsageError(sentence: "there is no option \(word)")
      } else if let place = empty.popFirst() {
        values[place.name] = try place.checked(word)
      } else {
        throw UsageError(sentence: "\(word) is one argument too many")
      }
    }
    if let missing = empty.first(where: { $0.standard == nil }) {
      throw UsageError(sentence: "\(missing.name.uppercased()) is missing")
    }
  }

  static func usage(of lab: String, _ places: [Place], _ options: [Option]) -> String {
    let words = places.map { place in
      place.standard == nil ? " \(place.name.uppercased())" : " [\(place.name.uppercased())]"
    }
    let parts = options.map { " [--\($0.name) \($0.placeholder)]" }
    return "usage: \(lab)\((words + parts).joined())"
  }
}

/// A bad argument, and what is wrong with it.
struct UsageError: Error {
  let sentence: String
}

extension Place {
  fileprivate func checked(_ word: String) throws(UsageError) -> String {
    if !isPort || UInt16(word) != nil { return word }
    throw UsageError(sentence: "a port is a number from 0 to 65535, and \(word) is not")
  }
}

extension Option {
  fileprivate func checked(_ word: String?) throws(UsageError) -> String {
    let (isRight, range) =
      switch kind {
      case .seconds:
        (word.flatMap(Double.init).map { $0 > 0 && $0 <= 1e9 }, "a number of seconds above 0")
      case .count:
        (word.flatMap(Int32.init).map { $0 > 0 }, "a whole number from 1 on")
      case .choice(let words):
        (word.map(words.contains), "one of \(words.joined(separator: ", "))")
      }
    guard let word else { throw UsageError(sentence: "--\(name) wants \(range)") }
    if isRight == true { return word }
    throw UsageError(sentence: "--\(name) wants \(range), and \(word) is not")
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
