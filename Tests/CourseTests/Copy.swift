// A copy of the package as a new student has it, for tests that edit and build a lab. The student's
// own files aren't touched, and SwiftPM waits for no other process.

import Foundation
import GraderKit
import Libc

/// The package in `.build/copy`, with its own build folder, which is kept for the next test run.
///
/// The tests of one process share it. Another process waits until this one has exited.
final class Copy: Sendable {
  /// Its top folder.
  let root: URL
  /// Held until this process ends.
  private let lock: FileLock
  /// The folder of its programs.
  var products: URL { root.appendingPathComponent(".build/debug") }
  /// Its guide.
  var course: String { products.appendingPathComponent("course").path }

  private static let one = Result { try Copy() }

  /// The copy, with every file restored, even if another test changed it. Its guide is built, and
  /// remembers nothing. Skips the test if a student has begun to write.
  static func fresh() throws -> Copy {
    for lab in Lab.all { try lab.requireStarter() }
    let copy = try one.get()
    try copy.restore()
    try copy.remove(".build/debug/course-memory")
    return copy
  }

  /// The folders that the guide and the graders don't need. Hidden files are left out too.
  private static let leftOut = [
    "Tests/CourseTests", "Tests/SocketsTests", "Tests/Hostile", "Tests/Servers",
  ]

  private init() throws {
    root = Subject.root.appendingPathComponent(".build/copy")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    guard let lock = try FileLock(at: root.path + ".lock", within: Deadline(after: 600)) else {
      throw CourseError(description: "\(root.path) is locked by another process")
    }
    self.lock = lock
    try restore()
    // Builds the modules that every lab needs. The guide and the graders are copied from the
    // package: their sources are the same, and building them again would take a minute.
    try build(Lab.all[0].name)
    for name in ["course", "SocketLabsPackageTests.xctest"] {
      let program = products.appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: program.path) {
        try FileManager.default.removeItem(at: program)
      }
      try FileManager.default.copyItem(
        at: Subject.products.appendingPathComponent(name), to: program)
      // A copied program keeps its date, and the copied sources may be newer.
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: program.path)
    }
  }

  // MARK: Its files

  /// Restores every file from the package, and removes all others. It doesn't touch unchanged
  /// files, because SwiftPM would build them again.
  func restore() throws {
    let there = Set(try Copy.files(in: root))
    let wanted = try Copy.files(in: Subject.root).filter { path in
      !Copy.leftOut.contains { path.hasPrefix($0 + "/") }
    }
    for path in wanted {
      var data = try Data(contentsOf: Subject.root.appendingPathComponent(path))
      if path == "Package.swift" { data = try Copy.withoutSelfChecks(data) }
      try put(data, at: path)
    }
    for path in there.subtracting(wanted) { try remove(path) }
  }

  /// Writes a file.
  func write(_ text: String, to path: String) throws { try put(Data(text.utf8), at: path) }

  /// The text of a file.
  func text(of path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Removes a file or a folder, if it is there.
  func remove(_ path: String) throws {
    let url = root.appendingPathComponent(path)
    if FileManager.default.fileExists(atPath: url.path) {
      try FileManager.default.removeItem(at: url)
    }
  }

  /// Replaces the student's file with the solution.
  func solve(_ lab: Lab) throws { try write(text(of: lab.solutionPath), to: lab.starterPath) }

  /// Replaces text in a file. The old text must be there exactly once.
  func replace(_ old: String, with new: String, in path: String) throws {
    let text = try text(of: path)
    guard text.ranges(of: old).count == 1 else {
      throw CourseError(description: "\(path) does not have this once: \(old)")
    }
    try write(text.replacing(old, with: new), to: path)
  }

  private func put(_ data: Data, at path: String) throws {
    let url = root.appendingPathComponent(path)
    if (try? Data(contentsOf: url)) == data { return }
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// The files below a folder, except hidden ones, such as `Labs/lab01-blocking-echo/main.swift`.
  private static func files(in folder: URL) throws -> [String] {
    // Not an enumerator, which would walk through the build folders too.
    var files: [String] = []
    var folders = [""]
    while let path = folders.popLast() {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent(path).path)
      for name in names where !name.hasPrefix(".") && name != "__pycache__" {
        let inner = path.isEmpty ? name : "\(path)/\(name)"
        var isFolder: ObjCBool = false
        let whole = folder.appendingPathComponent(inner).path
        if !FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder) { continue }
        if isFolder.boolValue { folders.append(inner) } else { files.append(inner) }
      }
    }
    return files
  }

  /// The manifest without the targets whose sources are left out.
  private static func withoutSelfChecks(_ manifest: Data) throws -> Data {
    let text = String(decoding: manifest, as: UTF8.self)
    let checks = " + (keepsAll ? selfChecks : [])"
    guard text.ranges(of: checks).count == 1 else {
      throw CourseError(description: "Package.swift no longer says\(checks): tell Copy.swift")
    }
    return Data(text.replacing(checks, with: "").utf8)
  }

  // MARK: Its programs

  /// Builds one of its programs.
  func build(_ product: String) throws {
    let command = ["swift", "build", "--package-path", root.path, "--product", product]
    let run = try Child.run(
      command, environment: testEnvironment(), within: Deadline(after: 900), isTagged: false
    ) { _ in }
    if run.ending != .exited(0) {
      throw CourseError(description: "\(product) of the copy: \(run.summary) \(run.output.text)")
    }
  }

  /// Runs its guide to the end, in a pipe.
  func run(
    _ words: [String], _ variables: [String: String] = [:],
    within deadline: Deadline = Deadline(after: 300)
  ) throws -> Child {
    try Child.run(
      [course] + words, environment: testEnvironment(variables), within: deadline)
  }

  /// Starts its guide on a terminal.
  func terminal(_ words: [String], _ variables: [String: String] = [:]) throws -> PseudoTerminal {
    try PseudoTerminal([course] + words, environment: testEnvironment(variables))
  }
}
