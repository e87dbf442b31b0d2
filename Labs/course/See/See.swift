// `course see`: draws who waited and who was served.

import Foundation
import GraderKit
import LabKit

extension Command {
  static let see = Command(
    name: "see", labs: .one,
    options: [
      .flag("solution"), .word("command"), .word("svg", placeholder: "FILE"),
      .word("from", placeholder: "PICTURE"),
    ],
    summary: "draws who waited and who was served"
  ) { labs, arguments in
    let timeline =
      arguments.has("from")
      ? try Timeline(inPicture: arguments.word("from")) : try see(labs[0], arguments)
    say(timeline.chart(width: Terminal.width))
    if arguments.has("svg") {
      let path = arguments.word("svg")
      do {
        try Data(timeline.picture.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw CourseError(description: "\(printable(path)) can't be written")
      }
      say("\nThe picture is in \(printable(path)).")
    }
    guard let ending = timeline.ending else { return timeline.hasUnanswered ? 1 : 0 }
    say()
    complain(folded(ending, to: Terminal.width - 8).joined(separator: "\n"))
    return 1
  }

  /// Runs a lab's scenario, with the lab's program or another command.
  private static func see(_ lab: Lab, _ arguments: Arguments) throws -> Timeline {
    var command = "swift run course see \(lab.number)"
    let isSolution = arguments.has("solution")
    let subject: Subject
    if arguments.has("command") {
      if isSolution { throw UsageError("Either --solution or --command, not both") }
      let words = arguments.word("command")
      command += " --command '\(printable(words))'"
      subject = Subject(line: words)
    } else {
      if isSolution { command += " --solution" }
      let name = isSolution ? lab.solution : lab.name
      subject = Subject([try Build.program(name)])
    }
    var builder = TimelineBuilder(timeline: Timeline(title: lab.title, command: command))
    defer { Terminal.clearLine() }
    switch lab.scenario {
    case .clients(let scripts, let options): try builder.watch(subject, options, scripts)
    case .servers(let scripts): try builder.send(subject, to: scripts)
    }
    return builder.timeline
  }
}
