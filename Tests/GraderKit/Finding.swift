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
      let step = line.split(separator: "step ").last?.prefix(while: \.isNumber)
    else { return nil }
    self.step = Int(step) ?? 0
    description = line
  }
}

extension Server {
  /// A finding about this program, or, if it ended at a step that is not written, that step.
  ///
  /// A program that has died meanwhile did not make the mistake that the grader was looking for:
  /// then it is the one of `ifItDies`, unless to die is the mistake.
  public func finding(_ suspected: Mistake, _ detail: String) -> any Error {
    let hasEnded = child.hasEnded()
    if let unwritten = Unwritten(child) { return unwritten }
    let mistake = hasEnded && !suspected.isDeath ? ifItDies : suspected
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
          "\(waiting) of its connections in CLOSE_WAIT: the client left, it did not close")
      }
    } else {
      lines.append("it is running; this system has no /proc to see more")
    }
    child.read()
    let words = child.errors.lines.suffix(6)
    lines.append(words.isEmpty ? "standard error: nothing" : "standard error:")
    return lines + words.map { "  \($0)" }
  }

  /// Where its threads are: `blocked in recv on A's connection`.
  private func activity(_ look: Inspection) -> String {
    if !look.isAsleep {
      return "running; \(fixed(look.processorTime, 2)) s of processor time since its start"
    }
    let peers = look.peers
    let places = look.calls.map { call in
      guard let descriptor = call.descriptor else { return call.name }
      let client = peers[descriptor].flatMap { port in nameOfClient(at: port) }
      return "\(call.name)\(client.map { " on \($0)'s connection" } ?? "")"
    }
    let counts = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
    let list = counts.sorted { $0.key < $1.key }.map { place, count in
      count == 1 ? place : "\(place) (\(count) threads)"
    }
    return "blocked in \(list.isEmpty ? "a system call" : list.joined(separator: ", "))"
  }
}
