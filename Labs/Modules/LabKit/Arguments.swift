// Parses command lines such as `lab02 [PORT] [--idle SECONDS]` and `course see N [--svg FILE]`.

/// An argument: a positional one, or an option such as `--idle SECONDS`.
public struct Argument: Sendable {
  package let name: String
  /// The name of its value in the usage line; nil for an option without a value.
  package let placeholder: String?
  /// Its default. A positional argument without a default is required.
  let standard: (any Sendable)?
  /// The values it accepts, in words, for an error message.
  let range: String
  /// Converts a word to its value, or returns nil if it doesn't accept the word.
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

  /// The port to listen on, with a default.
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

  /// A count, such as `--workers 4`.
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

/// The arguments of a command line, checked, with the defaults filled in.
public struct Arguments: Sendable {
  private var values: [String: any Sendable] = [:]
  /// The words after the last positional argument.
  package private(set) var rest: [String] = []

  /// The port to listen on or to connect to. A server that gets 0 listens on any free port.
  public var port: UInt16 { values["port"] as? UInt16 ?? 0 }

  /// The value of a `word` or a `choice`.
  public func word(_ name: String) -> String { values[name] as? String ?? "" }

  /// The value of a time in seconds.
  public func seconds(_ name: String) -> Double { values[name] as? Double ?? 0 }

  /// The value of a count.
  public func count(_ name: String) -> Int { values[name] as? Int ?? 0 }

  /// Whether the argument was given or has a default.
  package func has(_ name: String) -> Bool { values[name] != nil }

  package init(
    _ words: some Sequence<String>, positional: [Argument] = [], options: [Argument]
  ) throws(UsageError) {
    for argument in positional + options { values[argument.name] = argument.standard }
    var words = Array(words)[...]
    var missing = positional[...]
    var given: Set<String> = []
    while let word = words.popFirst() {
      if word.hasPrefix("-") {
        // `--idle 3` and `--idle=3` mean the same.
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard let option = options.first(where: { "--\($0.name)" == parts[0] }) else {
          throw .unknown("option", parts[0], among: options.map { "--\($0.name)" })
        }
        if !given.insert(option.name).inserted {
          throw UsageError("\(parts[0]) is there twice")
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

  /// Returns the arguments for a usage line: `HOST PORT [PATH] [--timeout SECONDS]`.
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

/// A mistake in a command line, described in one sentence.
package struct UsageError: Error, CustomStringConvertible {
  package let description: String

  package init(_ sentence: String) { description = sentence }

  /// Reports an unknown word, and suggests a similar known word, or lists all of them.
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

/// Returns how many letters to change, insert, delete, or swap with a neighbor to turn one word
/// into the other.
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

/// The lab that's running, according to the program's name: `lab04` or `solution04`.
struct Program {
  /// The name in its messages; a solution uses its lab's name.
  let lab: String
  /// The default port: 10000 plus the lab's number.
  let port: UInt16

  init(_ path: String = CommandLine.arguments.first ?? "") {
    let number = path.suffix(2)
    lab = "lab\(number)"
    port = 10000 + (UInt16(number) ?? 0)
  }
}
