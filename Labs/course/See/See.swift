// `course see`: draws who waited and who was served.

import Foundation
import GraderKit

extension Command {
  static let see = Command(
    name: "see", synopsis: "N [--solution] [--command COMMAND] [--svg FILE] [--from PICTURE]",
    sentence: "draws who waited and who was served"
  ) { words in
    let lab = words.labs[0]
    let story: Story
    if let path = words["--from"] {
      story = try Story(of: read(path), at: path)
    } else {
      story = try see(lab, words)
    }
    say(story.chart(width: Terminal.width))
    if let path = words["--svg"] {
      try write(story.picture, to: path)
      say("\nThe picture is in \(printable(path)).")
    }
    guard let ending = story.ending else { return story.hasUnanswered ? 1 : 0 }
    say()
    complain(folded(ending, to: Terminal.width - 8).joined(separator: "\n"))
    return 1
  }

  /// Runs a lab, or what stands in for it, with its cast.
  private static func see(_ lab: Lab, _ words: Words) throws -> Story {
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
    var story = Story(title: lab.title, command: command)
    defer { Terminal.clearLine() }
    if lab.number == 8 {
      try story.fetch(with: subject)
    } else {
      try story.watch(subject, Play.of(lab))
    }
    return story
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

extension Story {
  /// Plays a play with a server, and tells it. A step that is not written is thrown.
  mutating func watch(_ subject: Subject, _ play: Play) throws {
    Terminal.show("waiting until it listens")
    let server: Server
    do {
      server = try Server(subject, options: play.options)
    } catch let finding as Finding {
      throw Complaint(finding.report.short, status: 1)
    }
    defer { server.stop() }
    let stage = Stage(server, play.roles)
    do {
      try stage.play { Terminal.show("the cast is on stage: \(fixed($0, 1)) s") }
    } catch let finding as Finding {
      ending = finding.report.summary
    }
    if let unwritten = server.unwritten { throw unwritten }
    if server.child.hasEnded() { ending = Story.sentence(on: server) }
    tell(stage)
  }

  /// Why a program has ended that should go on, as the graders tell it.
  static func sentence(on program: Program) -> String {
    let finding = program.finding(.dies, "it ended") as? Finding
    let child = program.child
    let lines = child.errors.lines
    let last = lines.first { $0.contains("Fatal error: ") } ?? lines.last
    let words = last.map { ", and said at last: \(printable(String($0.prefix(200))))" } ?? ""
    let end = child.ending.map { " It \($0)\(words)." } ?? ""
    return (finding?.mistake.sentence ?? "The program ended.") + end
  }
}

extension Report {
  /// The mistake, and what became of the program.
  var short: String { ([summary] + program.map { "  \($0)" }).joined(separator: "\n") }
}
