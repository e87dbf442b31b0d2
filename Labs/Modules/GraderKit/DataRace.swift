// Finds data races with the thread sanitizer, which doesn't depend on luck.

import Foundation

extension Subject {
  /// Builds the program from its source with the thread sanitizer, in this folder.
  ///
  /// The source is SUBJECT_SOURCE, or else the lab's own.
  ///
  /// - Throws: a `CourseError` that says why this can't be done here.
  package static func sanitized(_ name: String, in folder: URL) throws -> Subject {
    guard let lab = Lab.all.first(where: { $0.name == name }) else {
      throw CourseError(description: "there is no \(name)")
    }
    let variables = ProcessInfo.processInfo.environment
    let isOwn = variables["SUBJECT"]?.isEmpty ?? true
    guard let path = variables["SUBJECT_SOURCE"] ?? (isOwn ? lab.starterPath : nil) else {
      throw CourseError(description: "the thread sanitizer needs Swift source: set SUBJECT_SOURCE")
    }
    let source = URL(fileURLWithPath: path, relativeTo: root)
    // A stranger's source is alone in its folder with the files that belong to it.
    let isStrange = Confinement.isConfigured
    let home = source.deletingLastPathComponent()
    let others = isStrange ? try FileManager.default.contentsOfDirectory(atPath: home.path) : []
    for name in others where name.hasSuffix(".swift") && name != "main.swift" {
      try FileManager.default.copyItem(
        at: home.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    try FileManager.default.copyItem(
      at: source, to: folder.appendingPathComponent("main.swift"))
    let program = try lab.build(
      in: folder, from: "with the thread sanitizer \(path)", "-g", "-sanitize=thread",
      isStrange: isStrange)
    var subject = Subject([program])
    subject.isSanitized = true
    if try subject.run(["--no-such-option"]).errors.contains("FATAL: ThreadSanitizer") {
      throw CourseError(description: "the thread sanitizer can't start on this system")
    }
    return subject
  }
}

extension Subject {
  /// Whether the thread sanitizer works for the smallest program.
  package static var canSanitize: Bool {
    let run = try? withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("main.swift")
      try Data("print()\n".utf8).write(to: source)
      let program = folder.appendingPathComponent("program").path
      let build = try compile([source.path], ["-sanitize=thread", "-o", program])
      return build.ending == .exited(0) ? try Child.run([program], within: .patience) : build
    }
    return run?.ending == .exited(0)
  }
}

extension Program {
  /// Throws a finding if the thread sanitizer has reported a race.
  ///
  /// - Parameter onGlobalsOnly: true if threads may have contended for a Mutex. What a thread takes
  ///   out of it then looks unprotected, but that's never a global.
  package func expectNoRace(onGlobalsOnly: Bool = false) throws {
    child.read()
    guard child.errors.contains("WARNING: ThreadSanitizer: ") else { return }
    // It prints a report in pieces.
    wait(for: 5) { child.errors.contains("SUMMARY: ThreadSanitizer: ") }
    for report in child.errors.text.split(separator: "WARNING: ThreadSanitizer: ").dropFirst() {
      if let race = DataRace(String(report)), race.variable != nil || !onGlobalsOnly {
        throw finding(.dataRace, race.detail, by: .whatCame)
      }
    }
  }
}

/// A thread sanitizer report about a variable.
struct DataRace {
  let detail: String
  /// Its name, if it's a global.
  let variable: String?

  /// - Returns: nil if the report is about something else, or is no proof.
  init?(_ report: String) {
    let lines = report.split(separator: "\n")
    let paragraphs = report.split(separator: "\n\n")
    let accesses = paragraphs.prefix(2).map { $0.matches(of: Self.frame) }
    guard lines[0].contains("race"), accesses.count == 2, !report.contains("file descriptor"),
      // Contending for a Mutex is no race, but the sanitizer can't see that it's a lock. The types
      // of `withLock`'s closures end like this.
      !accesses.allSatisfy({ $0.contains { $0.1.contains("YuYTXEfU") } })
    else { return nil }
    variable = report.firstMatch(of: #/Location is global '(.+?)'/#).map { plain($0.1) }
    let places = accesses.map { frames in
      let names = frames.prefix { $0.2 == nil }.prefix(1).map { "\(plain($0.1)), called by " }
      let place = frames.first { $0.2 != nil }.map { "\(plain($0.1)), main.swift:\($0.2 ?? "")" }
      return "in " + names.joined() + (place ?? "a thread")
    }
    detail = (variable.map { "`\($0)`: " } ?? "") + places.joined(separator: ", and ")
  }

  /// A function in the program's source, and the line, if it's known.
  private static var frame: Regex<(Substring, Substring, Substring?)> {
    #/ #\d+ (\S+) \S*main\.swift(?::(\d+))?/#
  }
}

/// A mangled Swift name, as it's written in the source.
private func plain(_ name: Substring) -> String {
  let plain = Child.output(of: ["swift", "demangle", "--simplified", "--compact", String(name)])
  return plain.isEmpty ? String(name) : String(plain.dropLast())
}
