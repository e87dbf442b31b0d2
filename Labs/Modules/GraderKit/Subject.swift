// Which program is graded: the student's lab as it was built, or any command in its place.

import Foundation

/// The program that a grader launches.
public struct Subject {
  let program: [String]
  /// Whether it's built with the thread sanitizer.
  var isSanitized = false

  public init(_ command: [String]) { program = command }

  /// What to start: the program, or the launcher that confines it.
  var command: [String] { Confinement.launcher(reading: readable) + program }

  /// A command line: a shell splits it into words, and then becomes the program.
  package init(line: String) { self.init(["/bin/sh", "-c", "exec \(line) \"$@\"", "sh"]) }

  /// The program that SUBJECT names, or else the lab as it was built with the graders.
  ///
  /// - Throws: a `CourseError` if there's no such program, or if it's older than its source: then
  ///   it didn't compile, and its grade would be outdated.
  public init(lab: String) throws {
    if let line = ProcessInfo.processInfo.environment["SUBJECT"], !line.isEmpty {
      self.init(line: line)
      return
    }
    let program = Subject.products.appendingPathComponent(lab).path
    guard let linked = Subject.date(program) else {
      throw CourseError(description: "\(lab) is not built: swift build --product \(lab)")
    }
    // If the code hasn't changed, nothing is linked, but the compiler writes this file anyway. If
    // it fails, it deletes the file.
    let compiled = Subject.date(Subject.products.appendingPathComponent("\(lab).build/main.d").path)
    let built = max(linked, compiled ?? linked)
    for source in try Subject.sources(of: lab) {
      if let changed = Subject.date(source.path), changed > built {
        throw CourseError(
          description:
            "\(lab) is older than its \(source.lastPathComponent), which may not compile: "
            + "swift build --product \(lab)")
      }
    }
    self.init([program])
  }

  /// The folder of the built programs and of the test bundle.
  public static let products = Platform.products

  /// The package's top folder: the nearest one above the built programs that has a manifest, or
  /// else the one that this file was compiled in.
  public static let root: URL = {
    var folder = products
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let manifest = folder.appendingPathComponent("Package.swift").path
      if FileManager.default.fileExists(atPath: manifest) { return folder }
    }
    // This file is Labs/Modules/GraderKit/Subject.swift.
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
  }()

  /// The folder of a lab, such as `Labs/lab04-threads`.
  public static func folder(of lab: String) throws -> URL {
    guard let lab = Lab.all.first(where: { $0.name == lab }) else {
      throw CourseError(description: "there is no \(lab)")
    }
    return root.appendingPathComponent("Labs/\(lab.folder)")
  }

  private static func sources(of lab: String) throws -> [URL] {
    let folder = try folder(of: lab)
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "swift" }
  }

  /// When a file or a folder was last changed; nil if it doesn't exist.
  package static func date(_ path: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
  }
}

extension Subject {
  /// Runs the subject to its end, with arguments that keep it from serving.
  public func run(_ arguments: [String]) throws -> Child {
    try Child.run(
      command + arguments, limits: Limits(isSanitized: isSanitized), within: .patience)
  }
}
