// A step that the student hasn't written yet, as the program reports it.

/// A step that isn't written yet: the program reached it, and exited with status 78.
public struct Unwritten: Error, Codable, Sendable, CustomStringConvertible {
  public let number: Int
  public let task: String
  public let file: String
  public let line: Int

  /// As the program said it: `Labs/lab01-...:16: step 1 is not written yet: ...`.
  public var description: String { "\(file):\(line): step \(number) is not written yet: \(task)" }
}

extension Unwritten {
  /// Reads what LabKit's `todo` printed; nil if the program exited with another status.
  init?(_ child: Child) {
    if child.hasEnded(), case .exited(let status) = child.ending, status != 78 { return nil }
    child.read()
    let steps = child.errors.lines(with: " is not written yet: ").compactMap { line in
      line.firstMatch(of: #/(\S[^:]*):(\d+): step (\d+) is not written yet: (.*)/#).map {
        Unwritten(
          number: Int($0.3) ?? 0, task: printable(String($0.4)), file: printable(String($0.1)),
          line: Int($0.2) ?? 1)
      }
    }
    // Several processes may have reached different steps: take the first step.
    guard let first = steps.min(by: { $0.number < $1.number }) else { return nil }
    self = first
  }
}
