// Building a lab: that lab alone, so that another one that does not compile is not in the way.

import Foundation
import GraderKit

/// What the compiler made of a lab.
struct Build {
  /// Whether there is a program now.
  let isDone: Bool
  /// What the compiler said, in order: errors and warnings, each with its excerpt of the source.
  let remarks: [Remark]

  /// An error, a warning or a note of the compiler.
  struct Remark: Codable, Equatable {
    /// `Labs/lab01-.../main.swift:12:5: error: ...` and the lines of source below it.
    var text: String

    var isError: Bool { text.contains(": error: ") }
    var isWarning: Bool { text.contains(#/^\S+:\d+:\d+: warning: /#) }
    /// Its first line, which says where and what.
    var title: Substring { text.prefix { $0 != "\n" } }
  }

  /// The test bundle, which holds the graders.
  private static let bundle = "SocketLabsPackageTests"

  /// Builds the graders, or does nothing if they are newer than all that they are made of: asking SwiftPM
  /// would take half a second of each check.
  static func graders() throws -> Build {
    let products = Subject.products
    let path = products.appendingPathComponent("\(bundle).xctest").path
    let module = products.appendingPathComponent("Modules/GraderKit.swiftmodule").path
    let sources = ["Labs/Modules", "Tests/Graders", "Tests/Suite"]
      .map { Subject.root.appendingPathComponent($0).path }
      .flatMap { folder in
        [folder] + (FileManager.default.subpaths(atPath: folder) ?? []).map { "\(folder)/\($0)" }
      }
    let manifest = Subject.root.appendingPathComponent("Package.swift").path
    // The module is newer if another compiler built it.
    let newest = ([manifest, module] + sources).compactMap(Subject.date).max()
    if let built = Subject.date(path), let newest, built >= newest {
      return Build(isDone: true, remarks: [])
    }
    return try product(bundle)
  }

  /// Builds a program of the package, such as `lab04`, or nothing if it is built already.
  ///
  /// - Parameter isAnew: whether the compiler is to say again what it said last time.
  static func product(_ name: String, isAnew: Bool = false) throws -> Build {
    if isAnew {
      // The compiler runs again where its last output is missing.
      let object = Subject.products.appendingPathComponent("\(name).build/main.swift.o")
      try? FileManager.default.removeItem(at: object)
    }
    // LAB would make another package of it, and all would be planned again.
    var environment = ProcessInfo.processInfo.environment
    environment["LAB"] = nil
    let command = ["swift", "build"] + place + ["--product", name]
    let title = name == bundle ? "the graders" : name
    var shown = ""
    let run = try Child.run(
      command, environment: environment, within: Deadline(after: 900), isMarked: false
    ) { child in
      // `[12/61] Compiling GraderKit Child.swift`: how far it is.
      let last = child.output.lines.last?.firstMatch(of: #/^\[\d+/\d+\]/#).map { "\($0.0)" } ?? ""
      if last != shown { Terminal.show("building \(title)  \(last)") }
      shown = last
    }
    Terminal.clearLine()
    let remarks = Build.remarks(in: run.output.lines)
    if run.ending == .exited(0) { return Build(isDone: true, remarks: remarks) }
    if remarks.contains(where: \.isError) {
      return Build(isDone: false, remarks: remarks)
    }
    let words = (run.output.lines + run.errors.lines).filter { !$0.isEmpty }.suffix(5)
    throw Complaint(
      "swift build failed, and it was not the lab:\n" + words.joined(separator: "\n"), status: 1)
  }

  /// The package, and the folder and the configuration in which the guide itself was built: what it
  /// builds must come to stand beside it.
  private static let place: [String] = {
    var words = ["--package-path", Subject.root.path]
    var folder = Subject.products
    if folder.lastPathComponent == "release" { words += ["--configuration", "release"] }
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let mark = folder.appendingPathComponent("workspace-state.json").path
      if FileManager.default.fileExists(atPath: mark) {
        return words + ["--scratch-path", folder.path]
      }
    }
    return words
  }()

  /// What the compiler said, each error and warning once, with paths from the package on.
  ///
  /// It compiles a file twice, for the program and for the module, and says all of it again.
  private static func remarks(in lines: [String]) -> [Remark] {
    var remarks: [Remark] = []
    var isOpen = false
    for line in lines {
      // Before it is read: the way to the package may have spaces in it.
      let line = line.replacing(Subject.root.path + "/", with: "")
      if line.contains(#/^\S+:\d+:\d+: (error|warning|note): /#) {
        remarks.append(Remark(text: line))
        isOpen = true
      } else if line.contains(#/^(\[\d+/\d+\]|Building|Build|error:|warning:) ?/#) {
        isOpen = false
      } else if isOpen {
        remarks[remarks.count - 1].text += "\n\(line)"
      }
    }
    return remarks.enumerated().filter { remarks.firstIndex(of: $1) == $0 }.map(\.element)
  }

  /// Builds a program that is to be run, and returns its path.
  static func program(_ name: String) throws -> String {
    let build = try product(name)
    if build.isDone { return Subject.products.appendingPathComponent(name).path }
    throw Complaint(
      "\(name) does not compile:\n" + build.remarks.map(\.text).joined(separator: "\n"), status: 1)
  }
}
