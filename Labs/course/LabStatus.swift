// The status of a student's lab: determined from its files, and cached by their content.

import GraderKit

/// The status of a lab, as its files are now.
struct LabStatus: Codable, Sendable {
  enum State: String, Codable, Sendable {
    case missing = "no main.swift"
    case notStarted = "not started"
    case doesNotCompile = "does not compile"
    case fails
    case passes
    /// All requirements are met, but there's more to do.
    case passesBut = "passes, but"
    /// The graders produced no result. That's never the student's fault.
    case graderFailed = "grader failed"
  }

  let state: State
  /// How many requirements are met, and how many can be checked here.
  var passed = 0
  var of = 0
  /// The result of each requirement, if the lab was graded.
  var results: [RequirementResult] = []
  /// What the compiler said.
  var remarks: [Build.Remark] = []
  /// What's left to do in a lab that passes, or why the graders failed.
  var but: String?

  var isGood: Bool { state == .passes || state == .passesBut }

  /// The failures to show: for each mistake, only the one with the shortest report.
  var failures: [RequirementResult] {
    let failures = results.filter { $0.verdict == .failed }
    var seen: Set<Mistake> = []
    // A race may cause any of the others.
    let races = failures.filter { $0.mistake == .dataRace }
    return (races + failures).compactMap { failure in
      guard let mistake = failure.mistake else { return failure }
      if !seen.insert(mistake).inserted { return nil }
      return failures.filter { $0.mistake == mistake }
        .min { $0.report?.text.count ?? 0 < $1.report?.text.count ?? 0 }
    }
  }

  /// The first of them.
  var failure: RequirementResult? { failures.first }

  /// The mistake of that failure, if it has a name.
  var mistake: Mistake? { failure?.mistake }
}

extension Lab {
  /// The status if it's known without a check, because step 1 isn't written or these files were
  /// checked before.
  var knownStatus: LabStatus? {
    if let status: LabStatus = Memory.read(memory) { return status }
    let isUntouched = (try? steps().first?.number) == 1
    return isUntouched ? LabStatus(state: .notStarted, of: requirements.count) : nil
  }

  /// The status, after a check if necessary.
  func status() throws -> LabStatus {
    if let known = knownStatus { return known }
    return try check { Terminal.show("\(name): \(Terminal.bar($0, of: $1))") }
  }

  /// Builds and grades the lab, and remembers the result.
  ///
  /// - Parameter look: called repeatedly with the results so far, and how many there will be. If it
  ///   throws, the check ends.
  func check(_ look: ([RequirementResult], Int) throws -> Void) throws -> LabStatus {
    let memory = memory
    // Only one check at a time runs in this folder: another would replace the program being graded.
    let path = Subject.products.appendingPathComponent("course.lock").path
    let lock = try FileLock(at: path, within: Deadline(after: 600)) {
      Terminal.show("waiting for another check in this folder")
      try look([], requirements.count)
    }
    guard lock != nil else {
      throw CourseError(
        description: "another check in this folder takes too long: \(path) is locked")
    }
    let status = try gradedStatus(look)
    Terminal.clearLine()
    // A file that was saved during the check may not be the one that was graded.
    if memory == self.memory && status.state != .graderFailed {
      Memory.write(status, to: memory)
    }
    return status
  }

  private func gradedStatus(
    _ look: ([RequirementResult], Int) throws -> Void
  ) throws -> LabStatus {
    let count = requirements.count
    guard hasFile else { return LabStatus(state: .missing, of: count) }
    let graders = try Build.graders()
    guard graders.isDone else {
      let words = graders.remarks.map(\.text).joined(separator: "\n")
      throw CourseError(description: "the graders do not compile; were they changed?\n\(words)")
    }
    let build = try Build.product(name, again: true)
    guard build.isDone else {
      let remarks = build.secondFile(of: self).map { [$0] } ?? build.remarks
      return LabStatus(state: .doesNotCompile, of: count, remarks: remarks)
    }
    do {
      return try status(of: graded { try look($0, count) }.results, build, steps: steps())
    } catch let error as CourseError {
      return LabStatus(state: .graderFailed, of: count, but: error.description)
    }
  }

  /// The status that follows from what the compiler and the graders said.
  ///
  /// - Parameter steps: those that aren't written yet.
  func status(of results: [RequirementResult], _ build: Build, steps: [Step]) -> LabStatus {
    let results = results.map { withoutLaterStep($0, steps) }
    if results.contains(where: { $0.verdict == .notStarted }) {
      return LabStatus(
        state: .notStarted, of: results.count, results: results, remarks: build.remarks)
    }
    let passed = results.count { $0.verdict == .passed }
    let skipped = results.count { $0.verdict == .skipped }
    let isGood = passed + skipped == results.count
    let but = isGood ? leftToDo(build, steps, skipped: skipped) : nil
    return LabStatus(
      state: !isGood ? .fails : but == nil ? .passes : .passesBut, passed: passed,
      of: results.count - skipped, results: results, remarks: build.remarks, but: but)
  }

  /// The result, unless it's a failure that only says that a later step than the next one isn't
  /// written.
  private func withoutLaterStep(_ result: RequirementResult, _ steps: [Step]) -> RequirementResult {
    guard let step = result.mistake.flatMap({ missing[$0] }),
      steps.dropFirst().contains(where: { $0.number == step })
    else { return result }
    return RequirementResult(
      .notChecked("until step \(step) is written"), lab: name, requirement: result.requirement,
      isFirst: false)
  }

  /// What is left to do in a lab that meets all requirements.
  private func leftToDo(_ build: Build, _ steps: [Step], skipped: Int) -> String? {
    if let step = steps.first { return "step \(step.number) is not written" }
    if let warning = build.remarks.first(where: { $0.kind == .warning }) {
      return "line \(warning.line): \(warning.message)"
    }
    return skipped == 0 ? nil : "\(skipped) could not be checked here"
  }
}
