// `course hint`: the handout's help for the current step, one hint at a time.

import GraderKit

extension Command {
  static let hint = Command(
    name: "hint", labs: .oneOrCurrent, summary: "a hint for your step, one more each time"
  ) { labs, _ in
    say(try labs[0].nextHint())
    return 0
  }
}

extension Lab {
  /// The next hint for the current step or mistake, with how many are left.
  ///
  /// - Parameter again: what the student types for the next one; nil means the command.
  func nextHint(again: String? = nil) throws -> String {
    let handout = try Handout(of: self)
    let status = knownStatus
    if status?.isGood ?? false { return "\(name) passes, so there's nothing to hint at." }
    let (topic, hints) = help(handout, status)

    // How many hints were shown for each topic.
    let file = Memory.file("\(name)-hints")
    var told: [String: Int] = Memory.read(file) ?? [:]
    let next = min(told[topic, default: 0], hints.count - 1)
    guard next >= 0 else { return "\(handoutPath) has no hints." }
    told[topic] = next + 1
    Memory.write(told, to: file)

    let width = Terminal.width
    let hint = hints[next]
    let head = folded("\(name), \(topic)", to: width)
    // Removes Markdown emphasis: `*Which address?*`. In code, a star has spaces around it.
    let body = hint.paragraphs.flatMap { paragraph in
      folded(paragraph.replacing(#/\*(\w[^*`]*)\*/#) { "\($0.1)" }, to: width - 2).map { "  \($0)" }
    }
    let title = "Hint \(next + 1) of \(hints.count)" + (hint.title.isEmpty ? "" : ": \(hint.title)")
    let left = hints.count - next - 1
    let tail =
      left > 0
      ? ["\(left) more: \(again ?? "swift run course hint \(number)")"]
      : ["That was the last one. How it should look: swift run course see \(number) --solution"]
        + ["The answer: swift run course solution \(number)"]
    return (head + ["", title.styled(.strong)] + body + [""] + tail).joined(separator: "\n")
  }

  /// The current step or mistake in words, and the hints for it.
  private func help(_ handout: Handout, _ status: LabStatus?) -> (String, [Handout.Hint]) {
    // If the lab doesn't compile, the current step is the one before the first unwritten step.
    let next = (try? steps())?.first?.number ?? handout.steps.count + 1
    let number = status?.state == .doesNotCompile ? max(1, next - 1) : next
    if let step = handout.steps.first(where: { $0.number == number }) {
      return ("step \(number): \(step.task)", handout.hints(for: step))
    }
    if let mistake = status?.mistake { return (mistake.name, handout.hints) }
    return ("all steps are written", handout.hints)
  }
}
