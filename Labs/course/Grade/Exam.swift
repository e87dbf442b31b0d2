// Compiles and grades one lab of one student.

import Foundation
import GraderKit

/// The grading of a student's files for one lab, in a folder of its own.
struct Exam: Sendable {
  let student: Student
  let files: LabFiles
  let ignored: [Submission.Ignored]
  let rules: ClassRules

  private var lab: Lab { files.lab }

  /// Compiles and grades the files.
  ///
  /// - Parameters:
  ///   - only: the only requirement to check; nil means all.
  ///   - look: called repeatedly. It must not wait. If it throws, the exam ends.
  func mark(only: String? = nil, _ look: () throws -> Void) throws -> Mark {
    let start = ContinuousClock.now
    var mark = blank
    try withTemporaryFolder { folder in
      let scratch = folder.appendingPathComponent("work")
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      if files.isEmpty {
        mark.state = .empty
        mark.status = LabStatus(state: .missing, of: lab.requirements.count)
      } else if let command = files.command {
        try write(to: scratch)
        let (command, runtime) = withRuntime(command)
        let confinement = Confinement(scratch: scratch, readable: runtime, lab: lab)
        try grade(command, nil, confinement, Build(isDone: true, remarks: []), only, &mark, look)
      } else {
        // The compiler may write there, so nothing else is in that folder.
        let home = folder.appendingPathComponent("build")
        try write(to: home)
        let program = home.appendingPathComponent(lab.name).path
        let build = try compile(in: home, to: program)
        if build.isDone {
          let source = home.appendingPathComponent("main.swift").path
          let confinement = Confinement(scratch: scratch, readable: [program], lab: lab)
          try grade("'\(program)'", source, confinement, build, only, &mark, look)
        } else {
          mark.state = .doesNotCompile
          mark.status = LabStatus(
            state: .doesNotCompile, of: lab.requirements.count, remarks: build.remarks)
        }
      }
    }
    mark.audit.seconds = (ContinuousClock.now - start) / .seconds(1)
    return mark
  }

  /// The mark of a student who handed in nothing for this lab.
  static func missing(
    _ lab: Lab, of student: Student, _ ignored: [Submission.Ignored], _ rules: ClassRules
  ) -> Mark {
    let files = LabFiles(lab: lab, files: [])
    return Exam(student: student, files: files, ignored: ignored, rules: rules).blank
  }

  /// The mark if the exam can't be held, which isn't the student's fault.
  func failed(_ error: any Error) -> Mark {
    var mark = blank
    mark.state = .graderFailed
    mark.status = LabStatus(state: .graderFailed, of: lab.requirements.count, but: "\(error)")
    return mark
  }

  private var blank: Mark {
    var audit = Mark.Audit()
    audit.course = CourseVersion.number
    audit.commit = rules.course.commit
    audit.graders = rules.graders
    audit.toolchain = rules.toolchain
    audit.platform = rules.course.platform
    audit.isolation = rules.isolation.rawValue
    audit.seed = rules.seed
    return Mark(
      student: student, lab: lab.name, key: rules.key(of: files), state: .missing,
      status: LabStatus(state: .missing, of: lab.requirements.count), ignored: ignored,
      audit: audit)
  }

  private func write(to folder: URL) throws {
    for file in files.files {
      let path = folder.appendingPathComponent(file.name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: path)
    }
  }

  /// A command with the path of its Python, and what that needs: it may be outside of the system's
  /// folders, and `python3` a script that looks for it.
  private func withRuntime(_ command: String) -> (command: String, readable: [String]) {
    guard let match = command.firstMatch(of: #/^(python3?)(?= |$)/#) else { return (command, []) }
    let script = "import sys; print(sys.executable); print(sys.base_prefix)"
    let lines = Child.output(of: [String(match.1), "-c", script]).split(separator: "\n")
    guard lines.count == 2 else { return (command, []) }
    // Every program may read what the system's Python needs, but not all of /usr: see `confine`.
    let isSystem = ["/usr", "/usr/local"].contains(lines[1])
    return (
      "'\(lines[0])'\(command[match.range.upperBound...])", isSystem ? [] : [String(lines[1])]
    )
  }

  private func compile(in folder: URL, to program: String) throws -> Build {
    let sources = files.files.map { folder.appendingPathComponent($0.name).path }
    let run = try lab.compile(sources.sorted(), to: program, isStrange: true)
    let isDone = run.ending == .exited(0) && isFile(program)
    // The compiler names the files by their path in the folder.
    var remarks = Build.remarks(in: run.errors.lines + run.output.lines, from: folder.path)
    if !isDone && !remarks.contains(where: { $0.kind == .error }) {
      let sentence =
        run.wasStopped || run.excess != nil
        ? "main.swift: the compiler takes too much time or memory"
        : "main.swift: the compiler failed: \(run.summary)"
      remarks.append(Build.Remark(kind: .error, line: 1, message: sentence, text: sentence))
    }
    return Build(isDone: isDone, remarks: remarks)
  }

  private func grade(
    _ command: String, _ source: String?, _ confinement: Confinement, _ build: Build,
    _ only: String?, _ mark: inout Mark, _ look: () throws -> Void
  ) throws {
    let text = files.files.first { $0.name == "main.swift" }?.bytes ?? []
    let lines = String(decoding: text, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var times: [String: Double] = [:]
    var last = ContinuousClock.now
    do {
      let variables = confinement.variables.merging(["GRADER_SEED": rules.seed]) { $1 }
      let grading = try lab.graded(
        subject: command, source: source, only: only, environment: ClassRules.environment, variables
      ) { results in
        if let newest = results.last, results.count > times.count {
          times[newest.requirement] = (ContinuousClock.now - last) / .seconds(1)
          last = .now
        }
        try look()
      }
      mark.status = lab.status(of: grading.results, build, steps: lab.steps(in: lines))
      mark.state = Mark.State(mark.status.state)
    } catch let error as CourseError {
      mark = failed(error)
    }
    mark.audit.times = times
  }
}

extension Mark.State {
  /// The state of a lab that was graded. What is left to do in a lab that passes costs nothing.
  init(_ state: LabStatus.State) {
    self =
      switch state {
      case .missing: .missing
      case .notStarted: .notStarted
      case .doesNotCompile: .doesNotCompile
      case .fails: .fails
      case .passes, .passesBut: .passes
      case .graderFailed: .graderFailed
      }
  }
}
