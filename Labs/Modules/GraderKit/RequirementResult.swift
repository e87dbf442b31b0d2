// What a run of the graders decided about one requirement.

/// The result of one requirement. As JSON it's a line of a run; CONTRIBUTING.md documents the keys.
public struct RequirementResult: Codable, Sendable {
  public enum Verdict: String, Codable, Sendable {
    case passed, failed
    /// This system can't check it.
    case skipped
    /// It depends on something that isn't written yet, or that fails.
    case notChecked = "not checked"
    /// The lab's first step isn't written yet.
    case notStarted = "not started"
  }

  /// The version of the course that decided it.
  public let version: String
  public let lab: String
  public let requirement: String
  public let verdict: Verdict
  /// Whether it failed in the first conversation, which the other requirements depend on.
  package let isFirst: Bool
  package let report: Report?
  package let reason: String?
  /// The step that it waits for.
  package let step: Unwritten?

  public var mistake: Mistake? { report?.mistake }

  package var sentence: String {
    isFirst ? "The first conversation" : Requirement(requirement).sentence
  }

  public init(_ outcome: Outcome, lab: String, requirement: String, isFirst: Bool) {
    version = CourseVersion.number
    self.lab = lab
    self.requirement = requirement
    self.isFirst = isFirst
    report = if case .failed(let report) = outcome { report } else { nil }
    step = if case .unwritten(let step) = outcome { step } else { nil }
    let decision: (Verdict, String?) =
      switch outcome {
      case .passed: (.passed, nil)
      case .failed: (.failed, nil)
      case .hindered(let reason): (.failed, reason)
      case .unwritten(let step): (step.number == 1 ? .notStarted : .notChecked, "\(step)")
      case .skipped(let reason): (.skipped, reason)
      case .notChecked(let reason): (.notChecked, reason)
      }
    (verdict, reason) = decision
  }
}

public enum Outcome: Sendable {
  case passed
  case failed(Report)
  /// The program reached a step that isn't written.
  case unwritten(Unwritten)
  /// It can't be checked here, or not yet.
  case skipped(String)
  case notChecked(String)
  /// Something failed that isn't the program's behavior: it isn't built, or the grader failed.
  case hindered(String)
}
