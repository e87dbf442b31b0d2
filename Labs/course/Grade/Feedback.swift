// What a page says to a student about a lab: the value that Markdown and HTML lay out.

import GraderKit

/// The account of one lab of one student, failures first.
struct Feedback {
  let mark: Mark
  let score: ClassRun.Score
  let lab: Lab?
  /// One per mistake, the most telling first. They're laid out only once, because that takes long.
  let failures: [Failure]

  init(_ mark: Mark, _ score: ClassRun.Score) {
    self.mark = mark
    self.score = score
    lab = Lab.all.first { $0.name == mark.lab }
    let isShown = [.fails, .inconsistent].contains(mark.state)
    failures = isShown ? mark.status.failures.map { Failure($0, in: mark.status) } : []
  }

  private var status: LabStatus { mark.status }

  /// `Lab 04 threads`
  var title: String { Feedback.title(mark.lab) }

  /// The title of `lab04`.
  static func title(_ name: String) -> String {
    Lab.all.first { $0.name == name }.map { "Lab \($0.title)" } ?? name
  }

  /// `9 of 20 points`, or that there's no mark.
  var points: String { mark.counts ? "\(score.points) of \(score.of) points" : "no mark" }

  /// The verdict in one or two sentences.
  var summary: [String] {
    let but = status.but.map { [$0] } ?? []
    switch mark.state {
    case .missing: return ["You handed in no file for this lab."]
    case .empty: return ["The file that you handed in is empty."]
    case .doesNotCompile:
      let advice = errors.count > 1 ? ["Fix the first error first: others may follow from it."] : []
      return ["Your program does not compile."] + advice
    case .notStarted: return ["Step 1 isn't written yet. Nothing else can be tested until it is."]
    case .fails: return ["\(status.passed) of \(status.of) requirements pass."]
    case .inconsistent:
      return ["Two runs of the graders disagree. Your instructor decides what counts."]
    case .graderFailed: return ["The graders failed. That's not your fault."] + but
    case .passes:
      return ["All \(status.of) requirements pass."] + but.map { "But: \($0)." }
    }
  }

  // MARK: The compiler

  private var errors: [Build.Remark] { status.remarks.filter { $0.kind == .error } }

  /// The errors, if it doesn't compile.
  var compilerErrors: [[String]] { mark.state == .doesNotCompile ? said(errors) : [] }

  /// The warnings, if it compiles.
  var compilerWarnings: [[String]] {
    mark.state == .doesNotCompile ? [] : said(status.remarks.filter { $0.kind == .warning })
  }

  /// What the compiler said: the first remark with its lines of source, the others in one line each.
  private func said(_ remarks: [Build.Remark]) -> [[String]] {
    let first = remarks.first.map { Array(textLines($0.text).prefix(16)) } ?? []
    let others = remarks.dropFirst().prefix(8).map { String($0.title) }
    let more = remarks.count - 9
    return [first, others + (more > 0 ? ["and \(more) more"] : [])].filter { !$0.isEmpty }
      .map { $0.map { $0.count > 300 ? "\($0.prefix(297))..." : $0 } }
  }

  // MARK: The rest

  /// What to do next, where no mistake says it.
  var nextStep: String? {
    switch mark.state {
    case .doesNotCompile: "Build it where you work: swift build --product \(mark.lab)"
    case .notStarted:
      "Read \(lab?.handoutPath ?? "the handout"), then write step "
        + (status.results.lazy.compactMap(\.step).first.map { "\($0.number): \($0.task)." } ?? "1.")
    default: nil
    }
  }

  /// How many requirements can't be checked, and weren't checked, with what they wait for;
  /// empty if the verdict says it all.
  var counts: String {
    let skipped = status.results.count { $0.verdict == .skipped }
    let reasons = status.results.filter { $0.verdict == .notChecked }.map { result in
      result.step.map { "until step \($0.number) is written" }
        ?? String((result.reason ?? "").trimmingPrefix("not checked "))
    }
    let counts =
      (skipped > 0 ? ["This system can't check: \(skipped)"] : [])
      + Set(reasons).sorted().map { reason in
        "Not checked: \(reasons.count { $0 == reason }), \(reason)"
      }
    return counts.map { "\($0)." }.joined(separator: " ")
  }

  /// `Graded on 2026-11-27, isolation landlock, seed 17, Socket Labs 1.0.0, Swift 6.3.1, Linux`
  var imprint: String {
    let audit = mark.audit
    return [
      "Graded on \(minute(audit.date).prefix(10))",
      audit.isolation.isEmpty ? "" : "isolation \(audit.isolation)",
      audit.seed.isEmpty ? "" : "seed \(audit.seed)", audit.versions,
    ].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension Feedback {
  /// A mistake, or a failure without a name, and what shows it.
  struct Failure {
    /// The requirement that failed: `A reset does not harm other clients`.
    let title: String
    let mistake: Mistake?
    /// What was expected and what happened instead, or why the check couldn't be made.
    let details: [String]
    let conversation: [String]
    let program: [String]
    /// The other requirements that failed with the same mistake.
    let others: [String]

    fileprivate init(_ result: RequirementResult, in status: LabStatus) {
      let others = status.results.filter {
        $0.mistake != nil && $0.mistake == result.mistake && $0.requirement != result.requirement
      }
      let report = result.report
      title = result.sentence
      mistake = result.mistake
      details = [report?.detail, report?.cause, result.reason].compactMap(\.self)
      conversation = report?.conversation ?? []
      program = report?.program ?? []
      self.others = others.map { Requirement($0.requirement).sentence }
    }
  }
}
