// Which program is graded: the student's lab as it was built, or any command in its place.

import Foundation

/// The program that a lab's grader launches.
public struct Subject {
  /// The lab's name and number, such as `lab04`.
  public let lab: String
  fileprivate let command: [String]

  /// Finds the program: what SUBJECT says, or else the lab as it was built beside the graders.
  ///
  /// - Throws: a `SubjectError` when there is no such program, or when it is older than its source,
  ///   for then it did not compile, and its grade would be that of the day before.
  public init(lab: String) throws(SubjectError) {
    self.lab = lab
    if let subject = ProcessInfo.processInfo.environment["SUBJECT"], !subject.isEmpty {
      command = Subject.words(of: subject, lab)
      return
    }
    let program = Subject.products.appendingPathComponent(lab).path
    guard let linked = Subject.date(program) else {
      throw SubjectError(description: "\(lab) is not built: swift build --product \(lab)")
    }
    // Where a compiler had nothing new to say, nothing is linked, but it leaves this file, and takes
    // it away when it fails.
    let compiled = Subject.date(Subject.products.appendingPathComponent("\(lab).build/main.d").path)
    let built = max(linked, compiled ?? linked)
    for source in try Subject.sources(of: lab) {
      if let changed = Subject.date(source.path), changed > built {
        throw SubjectError(
          description:
            "\(lab) is older than its \(source.lastPathComponent), which may not compile: "
            + "swift build --product \(lab)")
      }
    }
    command = [program]
  }

  /// Any command in place of a lab.
  package init(lab: String, command: String) {
    self.lab = lab
    self.command = Subject.words(of: command, lab)
  }

  /// A program that is built, by its path.
  package init(lab: String, program: String) {
    self.lab = lab
    command = [program]
  }

  /// A shell splits a command into words, as the user's own would, and is gone with `exec`.
  private static func words(of command: String, _ lab: String) -> [String] {
    ["/bin/sh", "-c", "exec \(command) \"$@\"", lab]
  }

  /// The folder of the built programs, where the test bundle is as well.
  public static let products = Platform.products

  /// The package's top folder: the one around the built programs that has a manifest. If they are built
  /// somewhere else, the one that this file was compiled in.
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
  public static func folder(of lab: String) throws(SubjectError) -> URL {
    guard let lab = Lab.all.first(where: { $0.name == lab }) else {
      throw SubjectError(description: "there is no \(lab)")
    }
    return root.appendingPathComponent("Labs/\(lab.folder)")
  }

  private static func sources(of lab: String) throws(SubjectError) -> [URL] {
    let folder = try folder(of: lab)
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "swift" }
  }

  /// When a file or a folder was last changed; nil if there is none.
  package static func date(_ path: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
  }
}

/// Why there is no program to grade.
public struct SubjectError: Error, CustomStringConvertible {
  public let description: String
}

extension Server {
  /// Launches a subject on a port, 0 for any free one.
  ///
  /// - Parameters:
  ///   - descriptors: how many it may have.
  ///   - spares: how many it inherits, beside its streams.
  public convenience init(
    _ subject: Subject, port: UInt16 = 0, options: [String] = [], descriptors: Int? = nil,
    spares: Int32 = 0, weather: String? = nil, else mistake: Mistake = .neverListens
  ) throws {
    try self.init(
      subject.command + ["\(port)"] + options, port: port, options: options,
      descriptors: descriptors, spares: spares, weather: weather, else: mistake)
  }
}

extension Client {
  /// Launches a subject with these arguments, and with names to look up if they matter.
  public convenience init(
    _ subject: Subject, arguments: [String], names: HostNames? = nil, weather: String? = nil
  ) throws {
    try self.init(
      (names?.wrapper ?? []) + subject.command + arguments, variables: names?.variables ?? [:],
      weather: weather, "the program starts with \(arguments.joined(separator: " "))")
  }
}

extension Subject {
  /// Runs the subject to its end with these arguments, for a subject that cannot serve with them.
  public func run(_ arguments: [String]) throws -> Child {
    try Child.run(command + arguments, limits: Limits(), within: .patience)
  }
}
