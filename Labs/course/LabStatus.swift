// The status of a student's lab: worked out from the files, and cached by their content.

import GraderKit

/// The status of a lab, as its files are now.
struct LabStatus: Codable {
  enum State: String, Codable {
    case missing = "no main.swift"
    case notStarted = "not started"
    case doesNotCompile = "does not compile"
    case fails
    case passes
    /// All requirements are met, and there is something to say all the same.
    case passesBut = "passes, but"
    /// The graders came to no result. That's never the student's fault.
    case graderFailed = "grader failed"
  }

  let state: State
  /// How many requirements are met, and how many there are that can be checked here.
  var passed = 0
  var of = 0
  /// The result of each requirement, if it came to that.
  var results: [RequirementResult] = []
  /// What the compiler said.
  var remarks: [Build.Remark] = []
  /// What is to be said of one that passes all the same, or why the graders failed.
  var but: String?

  var isGood: Bool { state == .passes || state == .passesBut }

  /// The failure to look at: of those that show what the first one shows, the one told in the fewest
  /// words.
  var failure: RequirementResult? {
    let failures = results.filter { $0.verdict == .failed }
    return failures.filter { $0.mistake == failures.first?.mistake }
      .min { $0.report?.text.count ?? 0 < $1.report?.text.count ?? 0 }
  }

  /// The mistake that it shows, if it has a name.
  var mistake: Mistake? { failure?.mistake }
}

extension Lab {
  /// Where it stands, if that can be told at once: from the file, if its first step is not written, or
  /// from what the same files came to before.
  var knownStatus: LabStatus? {
    if let status: LabStatus = Memory.read(memory) { return status }
    let isUntouched = (try? steps().first?.number) == 1
    return isUntouched ? LabStatus(state: .notStarted, of: requirements.count) : nil
  }

  /// The same, worked out if need be.
  func status() throws -> LabStatus {
    if let known = knownStatus { return known }
    return try check { lines, count in
      Terminal.show("\(name): \(Terminal.bar(lines, of: count, width: Terminal.barWidth))")
    }
  }

  /// Builds the lab, has it graded, and remembers what it came to.
  ///
  /// - Parameter look: gets the verdicts so far, and how many there will be, again and again. If it
  ///   throws, that is all.
  func check(_ look: ([RequirementResult], Int) throws -> Void) throws -> LabStatus {
    let memory = memory
    let status = try withLock(look) { try judged(look) }
    Terminal.clearLine()
    // A file that was saved meanwhile may not be the one that was graded.
    if memory == self.memory && status.state != .graderFailed {
      Memory.write(status, to: memory)
    }
    return status
  }

  /// One check at a time builds and grades in this folder: another would replace its program.
  private func withLock(
    _ look: ([RequirementResult], Int) throws -> Void, _ body: () throws -> LabStatus
  ) throws -> LabStatus {
    let path = Subject.products.appendingPathComponent("course.lock").path
    let lock = try FileLock(at: path, within: Deadline(after: 600)) {
      Terminal.show("waiting for another check in this folder")
      try look([], requirements.count)
    }
    guard lock != nil else {
      throw Complaint("another check in this folder takes too long: \(path) is locked", status: 1)
    }
    return try body()
  }

  private func judged(_ look: ([RequirementResult], Int) throws -> Void) throws -> LabStatus {
    let count = requirements.count
    guard hasFile else { return LabStatus(state: .missing, of: count) }
    let graders = try Build.graders()
    guard graders.isDone else {
      let words = graders.remarks.map(\.text).joined(separator: "\n")
      throw Complaint("the graders do not compile; were they changed?\n\(words)", status: 1)
    }
    let build = try Build.product(name, isAnew: true)
    let remarks = build.remarks
    guard build.isDone else {
      return LabStatus(state: .doesNotCompile, of: count, remarks: remarks)
    }

    let results: [RequirementResult]
    do {
      results = try graded { try look($0, count) }.results
    } catch let error as CourseError {
      return LabStatus(state: .graderFailed, of: count, but: error.description)
    }
    if results.contains(where: { $0.verdict == .notStarted }) {
      return LabStatus(state: .notStarted, of: count, results: results, remarks: remarks)
    }
    let passed = results.count { $0.verdict == .passed }
    let skipped = results.count { $0.verdict == .skipped }
    let isGood = passed + skipped == results.count
    let but = isGood ? try reservation(build, skipped: skipped) : nil
    let state: LabStatus.State = !isGood ? .fails : but == nil ? .passes : .passesBut
    return LabStatus(
      state: state, passed: passed, of: results.count - skipped, results: results, remarks: remarks,
      but: but)
  }

  /// What a lab misses that meets all requirements.
  private func reservation(_ build: Build, skipped: Int) throws -> String? {
    if let step = try steps().first { return "step \(step.number) is not written" }
    if let warning = build.remarks.first(where: \.isWarning) {
      let words = warning.title.split(separator: ": warning: ")
      let place = words[0].split(separator: ":").dropFirst().first ?? ""
      return "line \(place): \(words.last ?? "")"
    }
    return skipped == 0 ? nil : "\(skipped) could not be checked here"
  }
}
