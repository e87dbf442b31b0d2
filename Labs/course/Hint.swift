// `course hint`: the handout's help for the step at hand, a piece at a time.

import Foundation
import GraderKit

extension Command {
  static let hint = Command(
    name: "hint", synopsis: "[N]",
    sentence: "a hint for your step, one more each time"
  ) { words in
    say(try (words.labs.first ?? Lab.current).nextHint())
    return 0
  }
}

extension Lab {
  /// The next hint for what the student is at, with how many are left.
  func nextHint() throws -> String {
    let handout = try Handout(of: self)
    let standing = knownStanding
    if standing?.isGood ?? false { return "\(name) passes: there is nothing to hint at." }
    let (topic, hints) = help(handout, standing)

    var told = HintsTold(of: self)
    let next = min(told.counts[topic, default: 0], hints.count - 1)
    guard next >= 0 else { return "\(handoutPath) has no hints." }
    told.counts[topic] = next + 1
    try told.save()

    let width = Terminal.width
    let hint = hints[next]
    let head = wrapped("\(name), \(topic)", to: width)
    let body = hint.text.split(separator: "\n").flatMap { broken($0, indent: 2, to: width) }
    let title = "Hint \(next + 1) of \(hints.count)" + (hint.title.isEmpty ? "" : ": \(hint.title)")
    let left = hints.count - next - 1
    let tail =
      left > 0
      ? ["\(left) more: swift run course hint \(number)"]
      : ["That was the last one. How it should look: swift run course see \(number) --solution"]
        + ["The answer: swift run course solution \(number)"]
    return (head + ["", title.styled(.strong)] + body + [""] + tail).joined(separator: "\n")
  }

  /// What the student is at, in words, and the hints for it.
  private func help(_ handout: Handout, _ standing: Standing?) -> (String, [Handout.Hint]) {
    // What does not compile is the step before the first that is not written.
    let next = (try? steps())?.first?.number ?? handout.steps.count + 1
    let number = standing?.state == .doesNotCompile ? max(1, next - 1) : next
    if let step = handout.steps.first(where: { $0.number == number }) {
      return ("step \(number): \(step.task)", handout.hints(for: step))
    }
    if let mistake = Mistake.all.first(where: { $0.name == standing?.failure?.mistake }) {
      let first = Handout.Hint(title: mistake.name, text: mistake.nextStep)
      return (mistake.sentence, [first] + handout.hints)
    }
    return ("all steps are written", handout.hints)
  }
}

/// How many hints were given for what; kept with what else is remembered under `.build`.
private struct HintsTold {
  var counts: [String: Int]
  private let file: URL

  init(of lab: Lab) {
    file = Standing.folder.appendingPathComponent("\(lab.name)-hints.json")
    let data = FileManager.default.contents(atPath: file.path)
    counts = data.flatMap { try? JSONDecoder().decode([String: Int].self, from: $0) } ?? [:]
  }

  func save() throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder().encode(counts).write(to: file, options: .atomic)
  }
}

/// A paragraph in lines, all with the same indent.
private func broken(_ text: Substring, indent: Int, to width: Int) -> [String] {
  wrapped(String(text), indent: indent, to: width).enumerated().map { index, line in
    // What `wrapped` hangs in is for reports.
    index == 0 ? line : String(line.dropFirst(2))
  }
}
