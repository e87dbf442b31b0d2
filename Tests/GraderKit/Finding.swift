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

  /// Reads what `todo` of LabKit says; nil if the program ended in any other way.
  init?(_ child: Child) {
    guard child.hasEnded(), child.ending == .exited(78) else { return nil }
    child.read()
    let marker = "is not written yet: "
    guard let line = child.errors.lines.last(where: { $0.contains(marker) }),
      let step = line.firstMatch(of: #/: step (\d+) is not written yet: /#)?.1
    else { return nil }
    self.step = Int(step) ?? 0
    description = line
  }
}

extension Program {
  /// A finding about this program, or, if it ended at a step that is not written, that step.
  ///
  /// A program that has died meanwhile did not make the mistake that the grader was looking for:
  /// then it is the one of `ifItDies`, unless to die is the mistake.
  public func finding(_ suspected: Mistake, _ detail: String) -> any Error {
    let hasEnded = child.hasEnded()
    if let unwritten = Unwritten(child) { return unwritten }
    var mistake = hasEnded && !suspected.isDeath ? ifItDies : suspected
    // The one death whose cause stands in its last words, in whatever language.
    if mistake == .dies && child.errors.text.contains(String(cString: strerror(EBADF))) {
      mistake = .closedSocketStillWatched
    }
    let report =
      [
        "\(mistake.sentence) [\(mistake.rawValue)]",
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
    if let ending = child.ending, hasEnded {
      lines.append("it \(ending)")
    } else if let look = Inspection(of: child) {
      lines.append(activity(look))
      let waiting = look.states["CLOSE_WAIT"] ?? 0
      if waiting > 0 {
        lines.append(
          "\(waiting) of its connections in CLOSE_WAIT: the client left, the program has not closed"
        )
      }
    } else {
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

  /// Where its threads are: `blocked in recv on A's connection`.
  private func activity(_ look: Inspection) -> String {
    if !look.isAsleep {
      return "running; \(fixed(look.processorTime, 2)) s of processor time since its start"
    }
    let list = Dictionary(grouping: look.calls, by: \.name).sorted { $0.key < $1.key }.map {
      name, calls in
      let names = calls.compactMap { $0.peer.flatMap(nameOfPeer) }
      switch (calls.count, names.count) {
      case (1, 1): return "\(name) on \(names[0])'s connection"
      case (1, _): return name
      case (_, 0): return "\(name) (\(calls.count) threads)"
      default: return "\(name) on \(names.count) connections"
      }
    }
    return
      "blocked in \(list.isEmpty ? "a call that is not in the grader's table" : list.joined(separator: ", "))"
  }
}
