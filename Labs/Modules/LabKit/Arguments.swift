// The command line of a program: `lab02 [PORT] [--idle SECONDS]`, `course see N [--svg FILE]`.

/// An argument: a positional one, or an option such as `--idle SECONDS`.
public struct Argument: Sendable {
  let name: String
  /// What the usage line calls its value; nil for an option that has none.
  let placeholder: String?
  /// Its value if it isn't given; without one, a positional argument is required.
  let standard: (any Sendable)?
  /// What its value must be, for an error message.
  let range: String
  /// Its value; nil if the word is out of range.
  let read: @Sendable (String) -> (any Sendable)?

  /// Any word, such as `HOST`.
  public static func word(
    _ name: String, placeholder: String? = nil, default standard: String? = nil
  ) -> Argument {
    Argument(
      name: name, placeholder: placeholder ?? name.uppercased(), standard: standard, range: "a word"
    ) { $0 }
  }

  /// A port that must be given.
  public static let port = port(default: nil)

  /// A port with a default, which is how most labs take the one that they listen on.
  static func port(default standard: UInt16?) -> Argument {
    Argument(
      name: "port", placeholder: "PORT", standard: standard, range: "a number from 0 to 65535"
    ) { UInt16($0) }
  }

  /// A time in seconds, such as `--idle 0.5`.
  public static func seconds(_ name: String, default standard: Double) -> Argument {
    Argument(
      name: name, placeholder: "SECONDS", standard: standard, range: "a number of seconds above 0"
    ) { Double($0).flatMap { $0 > 0 && $0 <= 1e9 ? $0 : nil } }
  }

  /// A number of things, such as `--workers 4`.
  public static func count(
    _ name: String, placeholder: String = "N", upTo most: Int = Int(Int32.max),
    default standard: Int
  ) -> Argument {
    let range = most < Int32.max ? "from 1 to \(most)" : "above 0"
    return Argument(
      name: name, placeholder: placeholder, standard: standard, range: "a whole number \(range)"
    ) { Int($0).flatMap { (1...most).contains($0) ? $0 : nil } }
  }

  /// One of several words, such as `--framing fixed`; the first is the default.
  public static func choice(_ name: String, of words: String...) -> Argument {
    Argument(
      name: name, placeholder: words.joined(separator: "|"), standard: words.first,
      range: "one of \(words.joined(separator: ", "))"
    ) { words.contains($0) ? $0 : nil }
  }

  /// An option without a value, such as `--json`.
  package static func flag(_ name: String) -> Argument {
    Argument(name: name, placeholder: nil, standard: nil, range: "") { _ in nil }
  }
}

/// What the user asked for, checked, with the defaults filled in.
public struct Arguments: Sendable {
  private var values: [String: any Sendable] = [:]
  /// The words after the last positional argument.
  package private(set) var rest: [String] = []

  /// The port to listen on, where 0 means any free one, or to connect to.
  public var port: UInt16 { values["port"] as? UInt16 ?? 0 }

  /// The value of an argument that is a word, or one of several words.
  public func word(_ name: String) -> String { values[name] as? String ?? "" }

  /// The value of an argument that is a time.
  public func seconds(_ name: String) -> Double { values[name] as? Double ?? 0 }

  /// The value of an argument that is a number of things.
  public func count(_ name: String) -> Int { values[name] as? Int ?? 0 }

  /// Whether the argument was given or has a default.
  package func has(_ name: String) -> Bool { values[name] != nil }

  package init(
    _ words: some Sequence<String>, positional: [Argument] = [], options: [Argument]
  ) throws(UsageError) {
    for argument in positional + options { values[argument.name] = argument.standard }
    var words = Array(words)[...]
    var missing = positional[...]
    while let word = words.popFirst() {
      if word.hasPrefix("-") {
        // Both `--idle 3` and `--idle=3`.
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard let option = options.first(where: { "--\($0.name)" == parts[0] }) else {
          throw .unknown("option", parts[0], among: options.map { "--\($0.name)" })
        }
        if let placeholder = option.placeholder {
          guard let value = parts.count > 1 ? parts[1] : words.popFirst(), !value.hasPrefix("--")
          else { throw UsageError("\(parts[0]) needs a value: \(parts[0]) \(placeholder)") }
          values[option.name] = try option.value(value, for: parts[0])
        } else if parts.count > 1 {
          throw UsageError("\(parts[0]) takes no value: leave out \"=\(parts[1])\"")
        } else {
          values[option.name] = true
        }
      } else if let argument = missing.popFirst() {
        values[argument.name] = try argument.value(word, for: argument.name.uppercased())
      } else {
        rest.append(word)
      }
    }
    if let required = missing.first(where: { $0.standard == nil }) {
      throw UsageError("\(required.name.uppercased()) is missing")
    }
  }

  /// The words of a usage line: `HOST PORT [PATH] [--timeout SECONDS]`.
  package static func usage(positional: [Argument] = [], options: [Argument]) -> String {
    let words = positional.map { argument in
      let name = argument.placeholder ?? ""
      return argument.standard == nil ? name : "[\(name)]"
    }
    let parts = options.map { "[--\($0.name)\($0.placeholder.map { " \($0)" } ?? "")]" }
    return (words + parts).joined(separator: " ")
  }
}

extension Argument {
  fileprivate func value(_ word: String, for label: String) throws(UsageError) -> any Sendable {
    if let value = read(word) { return value }
    throw UsageError("\(label) must be \(range), not \(word)")
  }
}

/// What is wrong with a command line, in one sentence.
package struct UsageError: Error, CustomStringConvertible {
  package let description: String

  package init(_ sentence: String) { description = sentence }

  /// An unknown word, with the known one that it resembles, or else with all of them.
  package static func unknown(
    _ kind: String, _ word: String, among known: [String]
  ) -> UsageError {
    let (nearest, changes) =
      known.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 } ?? ("", Int.max)
    let advice =
      changes <= max(2, word.count / 3)
      ? ": did you mean \(nearest)?"
      : known.isEmpty ? "" : ": choose from \(known.joined(separator: ", "))"
    return UsageError("there is no \(kind) \(word)\(advice)")
  }
}

/// How many letters must be changed, inserted, deleted, or swapped with their neighbor to turn one
/// word into the other.
package func distance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, rows[i - 1][j - 1] + 1)
      }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}

/// The lab that is running, told from the program's own name: `lab04` or `solution04`.
struct Program {
  /// What it calls itself; a solution uses its lab's name.
  let lab: String
  /// The default port: 10000 plus the lab's number.
  let port: UInt16

  init(_ path: String = CommandLine.arguments.first ?? "") {
    let number = path.suffix(2)
    lab = "lab\(number)"
    port = 10000 + (UInt16(number) ?? 0)
  }
}
