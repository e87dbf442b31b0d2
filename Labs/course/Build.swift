// Builds one lab alone, so that another lab that doesn't compile isn't in the way.

import Foundation
import GraderKit

/// The result of a build.
struct Build {
  /// Whether there is a program now.
  let isDone: Bool
  /// What the compiler said, in order.
  let remarks: [Remark]

  /// An error, a warning, or a note of the compiler.
  struct Remark: Codable, Equatable, Sendable {
    enum Kind: String, Codable, Sendable { case error, warning, note }

    let kind: Kind
    let line: Int
    let message: String
    /// `Labs/lab01-.../main.swift:12:5: error: ...` and the lines of source after it.
    var text: String

    /// The first line of the text.
    var title: Substring { text.prefix { $0 != "\n" } }
  }

  /// The test bundle, which holds the graders.
  private static let bundle = "SocketLabsPackageTests"

  /// Builds the graders, unless they're newer than all of their sources: asking SwiftPM would add
  /// half a second to each check.
  static func graders() throws -> Build {
    let module = Subject.products.appendingPathComponent("Modules/GraderKit.swiftmodule").path
    // The module is newer if another compiler built it.
    let sources = ["Labs/Modules", "Tests/Graders", "Tests/Suite"]
    return isFresh("\(bundle).xctest", sources, module)
      ? Build(isDone: true, remarks: []) : try product(bundle)
  }

  /// Builds what grading a class needs: the graders, and the launcher of other people's programs.
  static func everythingForGrading() throws {
    var builds = try [graders()]
    if !isFresh("confine", ["Labs/Modules/Confine"]) { builds.append(try product("confine")) }
    for build in builds where !build.isDone {
      let words = build.remarks.map(\.text).joined(separator: "\n")
      throw CourseError(description: "the graders do not compile; were they changed?\n\(words)")
    }
  }

  /// Whether a product is newer than the manifest, these folders and their files.
  private static func isFresh(_ product: String, _ folders: [String], _ other: String...) -> Bool {
    let files = folders.map { Subject.root.appendingPathComponent($0).path }.flatMap { folder in
      [folder] + (FileManager.default.subpaths(atPath: folder) ?? []).map { "\(folder)/\($0)" }
    }
    let manifest = Subject.root.appendingPathComponent("Package.swift").path
    let newest = ([manifest] + other + files).compactMap(Subject.date).max()
    let built = Subject.date(Subject.products.appendingPathComponent(product).path)
    guard let built, let newest else { return false }
    return built >= newest
  }

  /// Builds a program of the package, such as `lab04`, unless it is up to date.
  ///
  /// - Parameter again: whether the compiler must run again to repeat its warnings.
  static func product(_ name: String, again: Bool = false) throws -> Build {
    if again {
      // The compiler runs again if its output is missing.
      let object = Subject.products.appendingPathComponent("\(name).build/main.swift.o")
      try? FileManager.default.removeItem(at: object)
    }
    // LAB changes the package, so SwiftPM would plan it again.
    var environment = ProcessInfo.processInfo.environment
    environment["LAB"] = nil
    let title = name == bundle ? "the graders" : name
    var shown = ""
    let run = try Child.run(
      ["swift", "build"] + location + ["--product", name], environment: environment,
      within: Deadline(after: 900), isTagged: false
    ) { child in
      // `[12/61] Compiling GraderKit Child.swift`
      let last = child.output.lines.last?.firstMatch(of: #/^\[\d+/\d+\]/#).map { "\($0.0)" } ?? ""
      if last != shown { Terminal.show("building \(title)  \(last)") }
      shown = last
    }
    Terminal.clearLine()
    let build = Build(isDone: run.ending == .exited(0), remarks: remarks(in: run.output.lines))
    if build.isDone || build.remarks.contains(where: { $0.kind == .error }) { return build }
    let words = (run.output.lines + run.errors.lines).filter { !$0.isEmpty }.suffix(5)
    throw CourseError(
      description: "swift build failed, but not because of the lab:\n"
        + words.map(printable).joined(separator: "\n"))
  }

  /// The options that select the guide's own package, build folder, and configuration, so that what
  /// it builds is beside it.
  private static let location: [String] = {
    var words = ["--package-path", Subject.root.path]
    var folder = Subject.products
    if folder.lastPathComponent == "release" { words += ["--configuration", "release"] }
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let state = folder.appendingPathComponent("workspace-state.json").path
      if FileManager.default.fileExists(atPath: state) {
        return words + ["--scratch-path", folder.path]
      }
    }
    return words
  }()

  /// What the compiler said, with paths relative to the package or to another folder. It compiles
  /// each file twice, for the program and for the module, so repeated remarks are left out.
  static func remarks(in lines: [String], from root: String = Subject.root.path) -> [Remark] {
    var remarks: [Remark] = []
    var isOpen = false
    for line in lines {
      // The source may contain terminal escape sequences. Tabs count as one column here.
      let line = printable(
        line.replacing(root + "/", with: "").replacing("\t", with: " "))
      if let match = line.firstMatch(of: #/^\S.*?:(\d+):\d+: (error|warning|note): (.*)/#),
        let number = Int(match.1), let kind = Remark.Kind(rawValue: String(match.2))
      {
        remarks.append(Remark(kind: kind, line: number, message: String(match.3), text: line))
        isOpen = true
      } else if line.contains(#/^(\[\d+/\d+\]|Building|Build|error:|warning:) ?/#) {
        isOpen = false
      } else if isOpen {
        remarks[remarks.count - 1].text += "\n\(line)"
      }
    }
    return remarks.enumerated().filter { remarks.firstIndex(of: $1) == $0 }.map(\.element)
  }

  /// Builds a program, and returns its path.
  static func program(_ name: String) throws -> String {
    let build = try product(name)
    if build.isDone { return Subject.products.appendingPathComponent(name).path }
    let words = build.remarks.map(\.text).joined(separator: "\n")
    throw CourseError(description: "\(name) does not compile:\n\(words)")
  }
}

extension Build {
  /// What to say instead of the remarks, if they're about a second file with the same declarations,
  /// such as a copy of `main.swift`.
  func secondFile(of lab: Lab) -> Remark? {
    let folder = Subject.root.appendingPathComponent("Labs/\(lab.folder)").path
    let others = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".swift") && $0 != "main.swift" }.sorted().map(printable)
    let isCopy = remarks.contains { $0.message.contains(#/redeclaration|at the top level/#) }
    guard let other = others.first, isCopy else { return nil }
    let sentence =
      "\"\(other)\" is compiled together with main.swift and declares the same names. Move it out of "
      + "Labs/\(lab.folder)."
    return Remark(kind: .error, line: 1, message: sentence, text: sentence)
  }
}

extension Server {
  /// Starts a server for `talk` or `see`.
  static func launched(_ subject: Subject, options: [String] = []) throws -> Server {
    do {
      return try Server(subject, options: options)
    } catch let finding as Finding {
      let program = finding.report.program.map { "\n  \($0)" }
      throw CourseError(description: finding.report.summary + program.joined())
    }
  }
}
