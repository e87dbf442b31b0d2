// The commands of the guide, and how their words are read.

import Foundation
import GraderKit

/// Something that `course` does for a student.
struct Command: Sendable {
  let name: String
  /// What may follow the name: `[N...] [--json]`. By this it is read as well: N is a lab, and an
  /// option with a word in capitals behind it takes one.
  let synopsis: String
  /// What it does, for the list of commands.
  let sentence: String
  /// Does it, and returns the exit status.
  let run: @Sendable (Words) throws -> Int32

  /// In the order of a student's day. The first is what `course` does by itself.
  static let all: [Command] = [
    .map, .check, .watch, .hint, .see, .talk, .solution, .reset, .doctor,
  ]

  /// Runs what the words ask for, and returns the exit status: 0, or 1 where something is not as it
  /// should be, or 64 where the words make no sense.
  static func run(_ words: [String]) -> Int32 {
    Terminal.openMissingStreams()
    Terminal.keepAsItIs()
    do {
      if !FileManager.default.fileExists(atPath: Subject.root.appendingPathComponent("Labs").path) {
        throw Complaint(
          "there are no labs in \(Subject.root.path). Was it moved? Then run: rm -r .build",
          status: 1)
      }
      if words == ["--version"] {
        say("\(CourseVersion())")
        return 0
      }
      let (command, words) = try find(words)
      guard let command, !words.contains("--help"), !words.contains("-h") else {
        say("swift run course")
        say((command.map { [$0] } ?? all).map(\.usage).joined(separator: "\n"))
        say("  --version                     the course's version, and what it runs on")
        say("N is a lab, such as 4. If you leave it out, it's the lab you are at.")
        return 0
      }
      return try command.run(Words(words, of: command))
    } catch let complaint as Complaint {
      complain(complaint.description)
      return complaint.status
    } catch {
      complain("\(error)")
      return 1
    }
  }

  /// The command, nil for help, and the words that are left for it.
  private static func find(_ words: [String]) throws(Complaint) -> (Command?, [String]) {
    guard let first = words.first else { return (map, []) }
    if ["help", "--help", "-h"].contains(first) {
      return (all.first { $0.name == words.dropFirst().first }, ["--help"])
    }
    if let command = all.first(where: { $0.name == first }) {
      return (command, Array(words.dropFirst()))
    }
    throw .unknown("command", first, among: all.map(\.name), "swift run course help")
  }

  /// Its line in the list of commands.
  private var usage: String {
    let start = name == "map" ? "" : "\(name) \(synopsis)"
    if start.count > 28 { return "  \(start)\n\(String(repeating: " ", count: 32))\(sentence)" }
    return "  " + start.padded(to: 30) + sentence
  }
}

/// What stands behind a command, once it is read.
struct Words {
  /// The labs that were named.
  private(set) var labs: [Lab] = []
  private var options: [String: String] = [:]

  func has(_ option: String) -> Bool { options[option] != nil }
  subscript(option: String) -> String? { options[option] }

  init(_ words: [String], of command: Command) throws(Complaint) {
    let known = Dictionary(
      command.synopsis.matches(of: #/(--[a-z]+)(?: ([A-Z]+))?/#).map { ($0.1, $0.2) },
      uniquingKeysWith: { $1 })
    var rest = words[...]
    while let word = rest.popFirst() {
      if word.hasPrefix("-") {
        // Both `--clients 3` and `--clients=3`.
        let parts = word.split(separator: "=", maxSplits: 1)
        guard let value = known[parts[0]] else {
          throw .unknown(
            "option of \(command.name)", word, among: known.keys.map(String.init),
            "swift run course help \(command.name)")
        }
        if let value {
          guard let given = parts.count > 1 ? String(parts[1]) : rest.popFirst(),
            !given.hasPrefix("--")
          else {
            throw Complaint("\(word) wants a word behind it: \(word) \(value)")
          }
          options[String(parts[0])] = given
        } else if parts.count > 1 {
          throw Complaint("\(parts[0]) takes no word: leave out \"=\(parts[1])\"")
        } else {
          options[word] = ""
        }
      } else {
        labs.append(try Words.lab(word, for: command))
      }
    }
    if labs.count > 1 && !command.synopsis.contains("N...") {
      throw Complaint("course \(command.name) takes one lab at a time")
    }
    if labs.isEmpty, command.synopsis.hasPrefix("N") {
      throw Complaint("Which lab? For example: swift run course \(command.name) 1")
    }
  }

  /// A lab by its number or its name: `4`, `04`, `lab04`, `lab04-threads`.
  private static func lab(_ word: String, for command: Command) throws(Complaint) -> Lab {
    if !command.synopsis.contains(#/\bN\b/#) {
      throw Complaint("course \(command.name) takes no \"\(printable(word))\"")
    }
    let lab = Lab.all.first {
      $0.number == Int(word) || $0.name == word || $0.folder == word || $0.solution == word
    }
    if let lab { return lab }
    throw Complaint("There is no lab \"\(printable(word))\": they are 1 to \(Lab.all.count)")
  }
}

/// What is wrong with what a student asked for, in one sentence.
struct Complaint: Error, CustomStringConvertible {
  let description: String
  var status: Int32 = 64  // EX_USAGE of sysexits(3)

  init(_ sentence: String, status: Int32 = 64) {
    description = sentence
    self.status = status
  }

  /// A word that is not known, with the one that was meant, perhaps.
  static func unknown(
    _ kind: String, _ word: String, among known: [String], _ help: String
  ) -> Complaint {
    let nearest = known.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
    let meant = nearest.flatMap { $0.1 <= max(2, word.count / 3) ? $0.0 : nil }
    let advice = meant.map { "did you mean \($0)?" } ?? "\(help) lists them"
    return Complaint("There is no \(kind) \"\(printable(word))\": \(advice)")
  }
}
