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
    let steps = child.errors.lines(with: " is not written yet: ").compactMap { line in
      line.firstMatch(of: #/: step (\d+) is not written yet: /#).map { (Int($0.1) ?? 0, line) }
    }
    guard let (step, line) = steps.min(by: { $0.0 < $1.0 }) else { return nil }
    self.step = step
    description = printable(line)
  }
}

extension Program {
  /// A finding about this program, or, if it ended at a step that is not written, that step.
  ///
  /// - Parameters:
  ///   - peer: the one whose wait was in vain, or who got what is wrong.
  ///   - proof: what it rests on.
  public func finding(
    _ suspected: Mistake, _ detail: String, about peer: Peer? = nil, by proof: Proof = .whatItDoes
  ) -> any Error {
    let hasEnded = child.hasEnded()
    // Its last words may still be in the pipe, and the name may depend on them.
    child.read()
    if let unwritten = Unwritten(child) { return unwritten }
    var mistake = settled(suspected)
    // Deaths whose cause stands in the program's last words.
    let deaths: [Mistake] = [.dies, .diesWithItsClient, .diesWithAVanishedClient]
    if hasEnded && deaths.contains(mistake) && isStillWatching(mistake) {
      mistake = .closedSocketStillWatched
    }
    let fatal = child.errors.lines(with: "Fatal error: ")
    if hasEnded && fatal.contains(where: { $0.contains(#/out of range|out of bounds/#) }) {
      mistake = .indexOutOfRange
    }
    if let excess = child.excess {
      mistake = excess.mistake(suspecting: [suspected, ifItDies])
    }
    let report =
      ["\(mistake.sentence) [\(mistake.name)]"]
      + wrapped("\(detail.prefix(1).uppercased())\(detail.dropFirst()).", indent: 2)
      + section("the conversation", conversation.lines(about: peer?.name))
      + section("the program", evidence(proof, about: peer, hasEnded: hasEnded, beside: detail))
      + section("the next step", [mistake.nextStep, mistake.section.reference])
    return Finding(mistake: mistake, description: report.joined(separator: "\n"))
  }

  /// Whether its last words tell that it used a socket that it had closed. That accept fails so tells
  /// something else of one that broke with its client: it closed the listening socket.
  private func isStillWatching(_ mistake: Mistake) -> Bool {
    child.errors.lines(with: String(cString: strerror(EBADF))).contains {
      mistake == .dies || !$0.contains("accept")
    }
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", "  \(title)"] + lines.flatMap { wrapped($0, indent: 4) }
  }
}
