// `course see`: draws who waited and who was served.

import Foundation
import GraderKit

extension Command {
  static let see = Command(
    name: "see", synopsis: "N [--solution] [--command COMMAND] [--svg FILE] [--from PICTURE]",
    sentence: "draws who waited and who was served"
  ) { words in
    let lab = words.labs[0]
    let timeline: Timeline
    if let path = words["--from"] {
      timeline = try Timeline(of: read(path), at: path)
    } else {
      timeline = try see(lab, words)
    }
    say(timeline.chart(width: Terminal.width))
    if let path = words["--svg"] {
      try write(timeline.picture, to: path)
      say("\nThe picture is in \(printable(path)).")
    }
    guard let ending = timeline.ending else { return timeline.hasUnanswered ? 1 : 0 }
    say()
    complain(folded(ending, to: Terminal.width - 8).joined(separator: "\n"))
    return 1
  }

  /// Runs a lab, or another command in its place, through its scenario.
  private static func see(_ lab: Lab, _ words: Words) throws -> Timeline {
    var options: [String] = []
    let subject: Subject
    if let command = words["--command"] {
      if words.has("--solution") { throw Complaint("Either --solution or --command, not both") }
      options = ["--command '\(printable(command))'"]
      subject = Subject(lab: lab.name, command: command)
    } else {
      if words.has("--solution") { options = ["--solution"] }
      let name = words.has("--solution") ? lab.solution : lab.name
      subject = Subject(lab: lab.name, program: try Build.program(name))
    }
    let command = (["swift run course see \(lab.number)"] + options).joined(separator: " ")
    var builder = TimelineBuilder(Timeline(title: lab.title, command: command))
    defer { Terminal.clearLine() }
    switch lab.scenario {
    case .clients(let scripts, let options): try builder.watch(subject, options, scripts)
    case .servers(let scripts): try builder.send(subject, to: scripts)
    }
    return builder.timeline
  }

  private static func read(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Complaint("There is no file \(printable(path))", status: 1)
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func write(_ picture: String, to path: String) throws {
    do {
      try Data(picture.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Complaint("\(printable(path)) cannot be written", status: 1)
    }
  }
}

extension Report {
  /// The mistake, and what became of the program.
  var short: String { ([summary] + program.map { "  \($0)" }).joined(separator: "\n") }
}
