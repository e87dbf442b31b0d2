// A verdict on paper: a line of the file that GRADER_REPORT names, for programs that read grades.

/// A verdict as a line of JSON. README.md documents its keys.
public struct Line: Codable, Sendable {
  /// The version of the course that decided it.
  package let version: String
  public let lab: String
  public let requirement: String
  /// `passed`, `failed`, `not checked`, `skipped` or `not started`.
  public let verdict: String
  /// The mistake's name, if it failed with one.
  public let mistake: String?
  /// Whether it failed in the first conversation, on which all requirements build.
  package let isFirst: Bool?
  /// What the student reads: the whole report of a failure, or why there is no judgement.
  package let report: String?

  init(_ verdict: Verdict, _ lab: String, _ requirement: String, isFirst: Bool, _ report: String?) {
    version = CourseVersion.number
    self.lab = lab
    self.requirement = requirement
    self.isFirst = isFirst ? true : nil
    self.report = report
    switch verdict {
    case .passed: (self.verdict, mistake) = ("passed", nil)
    case .failed(let found): (self.verdict, mistake) = ("failed", found.name)
    case .waiting: (self.verdict, mistake) = ("not checked", nil)
    case .skipped: (self.verdict, mistake) = ("skipped", nil)
    case .hindered: (self.verdict, mistake) = ("failed", nil)
    case .notStarted: (self.verdict, mistake) = ("not started", nil)
    }
  }

  /// What was asked for, as a sentence.
  package var sentence: String {
    isFirst ?? false ? "The first conversation" : Requirement(requirement).sentence
  }
}
