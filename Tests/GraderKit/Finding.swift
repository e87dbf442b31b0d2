// What a grader found to be wrong, told in full.

import Libc

/// A mistake, with the story that shows it.
public struct Finding: Error, CustomStringConvertible {
  public let mistake: Mistake
  /// The whole report: the sentence, the conversation, the program, the next step.
  public let description: String
}

/// A step that the student has not written yet: where the program ended with status 78.
public struct Unwritten: Error, CustomStringConvertible {
  public let step: Int
  /// The line as the program said it: `Labs/lab01-...:16: step 1 is not written yet: ...`.
  public let description: String

  /// Reads what `todo` of LabKit says; nil if the program ended with any other status.
  ///
  /// In a program of several processes one has come to it that is not the first, and that lives on.
  init?(_ child: Child) {
    if child.hasEnded(), case .exited(let status) = child.ending, status != 78 { return nil }
    child.read()
    // Several processes may each have come to another step: the first of them is to be written first.
    let steps = child.errors.lines.compactMap { line in
      line.firstMatch(of: #/: step (\d+) is not written yet: /#).map { (Int($0.1) ?? 0, line) }
    }
    guard let (step, line) = steps.min(by: { $0.0 < $1.0 }) else { return nil }
    self.step = step
    description = line
  }
}

extension Program {
  /// A finding about this program, or, if it ended at a step that is not written, that step.
  public func finding(_ suspected: Mistake, _ detail: String) -> any Error {
    let hasEnded = child.hasEnded()
    // Its last words may still be in the pipe, and the name may depend on them.
    child.read()
    if let unwritten = Unwritten(child) { return unwritten }
    var mistake = settled(suspected)
    // Deaths whose cause stands in the program's last words.
    if hasEnded && mistake == .dies && child.errors.text.contains(String(cString: strerror(EBADF)))
    {
      mistake = .closedSocketStillWatched
    }
    if hasEnded && child.errors.text.contains(#/Fatal error: .*(out of range|out of bounds)/#) {
      mistake = .indexOutOfRange
    }
    let report =
      [
        "\(mistake.sentence) [\(mistake.name)]",
        "  \(detail.prefix(1).uppercased())\(detail.dropFirst()).",
      ]
      + section("the conversation", conversation.lines)
      + section("the program", portrait(hasEnded))
      + section("the next step", [mistake.nextStep, mistake.section.reference])
    return Finding(mistake: mistake, description: report.joined(separator: "\n"))
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    ["", "  \(title)"] + lines.map { "    \($0)" }
  }

  /// What the program is doing, or how it ended, and its last words.
  private func portrait(_ hasEnded: Bool) -> [String] {
    var lines: [String] = []
    if let ending = child.ending, hasEnded { lines.append("it \(ending)") }
    if let look = Inspection(of: child) {
      lines += activities(look, hasEnded)
      let waiting = look.states["CLOSE_WAIT"] ?? 0
      if waiting > 0 {
        lines.append(
          "\(waiting) of its connections in CLOSE_WAIT: the other side left, the program has not closed"
        )
      }
    } else if !hasEnded {
      lines.append("it is running; this system has no /proc to see more")
    }
    child.read()
    // A Swift runtime error says what it is first, and a page of stack after that.
    let all = child.errors.lines
    let fatal = all.first { $0.contains("Fatal error: ") }
    let last = fatal.map { [$0] } ?? all.suffix(6)
    lines.append(last.isEmpty ? "standard error: nothing" : "standard error:")
    return lines + last.map { "  \($0)" }
  }

  /// What it is doing; of several processes, what each of them is doing.
  private func activities(_ look: Inspection, _ hasEnded: Bool) -> [String] {
    if look.family == [child.pid] {
      if look.isAsleep { return ["blocked in \(places(look.calls))"] }
      return ["running; \(fixed(look.processorTime, 2)) s of processor time since its start"]
    }
    let lines = look.family.map { member in
      let name = member == child.pid ? "the parent" : hasEnded ? "left of it" : "started by it"
      let activity =
        switch Processes.state(of: member) {
        case "Z": "ended, and nobody has waited for it: a zombie"
        case "T": "held still by the grader"
        case "S": "blocked in \(places(look.calls(of: member)))"
        default: "running"
        }
      return "\(name), \(member): \(activity)"
    }
    return lines.count > 8 ? lines.prefix(7) + ["and \(lines.count - 7) more processes"] : lines
  }

  /// Where threads are: `recv on A's connection`.
  private func places(_ calls: [(name: String, peer: UInt16?)]) -> String {
    let list = Dictionary(grouping: calls, by: \.name).sorted { $0.key < $1.key }.map {
      name, calls in
      let names = calls.compactMap { $0.peer.flatMap(nameOfPeer) }
      switch (calls.count, names.count) {
      case (1, 1): return "\(name) on \(names[0])'s connection"
      case (1, _): return name
      case (_, 0): return "\(name) (\(calls.count) threads)"
      case (_, 1): return "\(name) (\(calls.count) threads, one on \(names[0])'s connection)"
      default: return "\(name) on \(names.count) connections"
      }
    }
    return list.isEmpty ? "a call that the grader does not know" : list.joined(separator: ", ")
  }
}
