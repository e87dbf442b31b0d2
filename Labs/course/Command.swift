// The commands of the guide, and how its command line is read.

import GraderKit
import LabKit

/// A subcommand of `course`.
struct Command: Sendable {
  let name: String
  var labs = Labs.none
  var options: [Argument] = []
  /// What it does, for the list of commands.
  let summary: String
  /// Runs it, and returns the exit status. Gets at least one lab, unless the command takes none.
  let run: @Sendable ([Lab], Arguments) throws -> Int32

  /// Which labs may follow the name, as in its usage line. The default is the current lab.
  enum Labs: String {
    case none = ""
    case one = "N"
    case oneOrCurrent = "[N]"
    case anyOrCurrent = "[N...]"
    /// The words after the options aren't labs.
    case submissions = "SUBMISSIONS"
  }

  /// In the order in which a student needs them.
  static let all: [Command] = [
    .map, .check, .watch, .hint, .see, .talk, .solution, .reset, .doctor, .grade,
  ]

  /// Runs the command that these words ask for, and returns its exit status: 1 if something failed,
  /// 64 for a usage error.
  static func run(_ words: [String]) -> Int32 {
    Terminal.openMissingStreams()
    Terminal.restoreOnSignals()
    do {
      if (try? text(of: "Package.swift")) == nil {
        throw CourseError(
          description: "there are no labs in \(Subject.root.path). Was it moved? Run: rm -r .build")
      }
      if words == ["--version"] {
        say("\(CourseVersion())")
        return 0
      }
      let help = ["help", "--help", "-h"]
      let name = words.first { !help.contains($0) }
      let command = all.first { $0.name == name }
      if words.first == help[0] || words.contains(where: help.dropFirst().contains) {
        say("swift run course")
        say(command?.fullUsage ?? all.map(\.usage).joined(separator: "\n"))
        say("  --version                     the course's version, and what it runs on")
        if command?.labs != .submissions {
          say("N is a lab, such as 4. If you leave it out, it's the lab you're on.")
        }
        return 0
      }
      guard let command = name == nil ? map : command else {
        throw UsageError.unknown("command", name ?? "", among: all.map(\.name))
      }
      let arguments = try Arguments(words.dropFirst(), options: command.options)
      return try command.run(command.labs(named: arguments.rest), arguments)
    } catch {
      complain(error is UsageError ? printable("\(error)") : "\(error)")
      return error is UsageError ? 64 : 1
    }
  }

  /// Its line in the list of commands.
  private var usage: String {
    let options = Arguments.usage(options: options)
    let words = [name, labs.rawValue, options.count > 60 ? "[OPTION...]" : options]
    let start = name == "map" ? "" : words.filter { !$0.isEmpty }.joined(separator: " ")
    let gap = start.count > 28 ? "\n" + String(repeating: " ", count: 32) : ""
    return "  " + start.padded(to: gap.isEmpty ? 30 : 0) + gap + summary
  }

  /// Its line, and all of its options below if the line has no room for them.
  private var fullUsage: String {
    if !usage.contains("OPTION") { return usage }
    let lines = options.map { "      --\($0.name)\($0.placeholder.map { " \($0)" } ?? "")" }
    return ([usage] + lines).joined(separator: "\n")
  }

  private func labs(named words: [String]) throws -> [Lab] {
    if labs == .submissions { return Lab.all }
    if let word = words.first, labs == .none {
      throw UsageError("course \(name) takes no argument \"\(word)\"")
    }
    if words.count > 1 && labs != .anyOrCurrent {
      throw UsageError("course \(name) takes one lab at a time")
    }
    if words.isEmpty {
      if labs == .one {
        throw UsageError("which lab? For example: swift run course \(name) 1")
      }
      return labs == .none ? [] : [Lab.current]
    }
    return try words.map { word in
      let lab = Lab.all.first {
        $0.number == Int(word) || [$0.name, $0.folder, $0.solution].contains(word)
      }
      if let lab { return lab }
      throw UsageError("there is no lab \"\(word)\": the labs are 1 to \(Lab.all.count)")
    }
  }
}
