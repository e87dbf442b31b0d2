// One requirement of a submission, as other systems report it.

import Foundation

/// A requirement with its verdict in the words that other systems have.
struct CheckedRequirement {
  enum Outcome {
    case passed, failed, skipped
    /// The graders failed, so there's no verdict.
    case broken
  }

  let lab: Lab
  let name: String
  let outcome: Outcome
  /// Why it didn't pass, in one sentence.
  let message: String
  /// The whole report.
  let detail: String
  /// The line of `main.swift` that the program named.
  let line: Int?

  var sentence: String { Requirement(name).sentence }
  /// `lab04: A reset does not harm other clients`
  var title: String { "\(lab.name): \(sentence)" }

  /// All requirements of a lab. One without a result has failed: it earns nothing.
  static func all(of graded: GradedLab) -> [CheckedRequirement] {
    let results = graded.resultsByName
    return graded.requirements.map { name in
      func checked(
        _ outcome: Outcome, _ message: String = "", _ detail: String = "", line: Int? = nil
      ) -> CheckedRequirement {
        CheckedRequirement(
          lab: graded.lab, name: name, outcome: outcome, message: shown(message),
          detail: shown(detail), line: line)
      }
      if !graded.counts { return checked(.broken, "\(graded.state): \(graded.reason ?? "")") }
      guard let result = results[name] else {
        let errors = graded.errors.map { "main.swift:\($0.line): \($0.message)" }
        let place = graded.errors.first?.line
        return checked(.failed, graded.state, errors.joined(separator: "\n"), line: place)
      }
      switch result.verdict {
      case .passed: return checked(.passed)
      case .skipped: return checked(.skipped, result.reason ?? "")
      case .failed:
        let message = result.mistake?.sentence ?? result.reason ?? ""
        return checked(
          .failed, message, result.report?.text ?? message, line: result.report?.namedLine)
      case .notChecked, .notStarted:
        return checked(.failed, "\(result.verdict.rawValue): \(result.reason ?? "")")
      }
    }
  }

  /// Text without the control characters that XML forbids and terminals obey, and not too long.
  private static func shown(_ text: String) -> String {
    let limit = 4000
    let scalars = text.unicodeScalars.prefix(limit + 1).filter { scalar in
      let isControl =
        scalar.properties.generalCategory == .control && !"\n\t".unicodeScalars.contains(scalar)
      return !isControl && scalar.value & 0xfffe != 0xfffe
    }
    let isLong = scalars.count > limit
    return String(String.UnicodeScalarView(scalars.prefix(limit))) + (isLong ? "\n..." : "")
  }
}
