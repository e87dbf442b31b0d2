// What keeps a graded program from doing harm: the launcher `confine`, if the graders are told to
// use one.

import Foundation
import Libc

/// The rights of a graded program: a folder to write in, files to read, and its port.
package struct Confinement: Sendable {
  /// The kinds of isolation, the strongest first. What each keeps out is in `confine`'s source.
  package enum Rung: String, CaseIterable, Codable, Sendable {
    /// Files, ports and signals.
    case landlock
    /// Files; ports on newer kernels. The program can send signals to its grader.
    case landlockFiles = "landlock-files"
    case sandboxExec = "sandbox-exec"
    /// Only `Limits`.
    case limits
  }

  /// Where the program may write. It's also its working folder.
  let scratch: URL
  /// What it may read and execute: its own file, and what its language needs besides the system.
  let readable: [String]
  /// Whether it may connect to the port that it gets, rather than listen on it.
  let isClient: Bool

  package init(scratch: URL, readable: [String], lab: Lab) {
    self.init(scratch: scratch, readable: readable, isClient: lab.role == .client)
  }

  private init(scratch: URL, readable: [String], isClient: Bool) {
    self.scratch = scratch
    self.readable = readable
    self.isClient = isClient
  }

  /// The variable that holds the words before the command of each graded program, one per line.
  static let variable = "GRADER_LAUNCHER"

  /// Additions to the graders' environment: pass them to `Lab.graded`.
  package var variables: [String: String] {
    [Confinement.variable: words.joined(separator: "\n")]
  }

  /// A command that starts another one as a graded program.
  package func command(_ command: [String]) -> [String] { words + ["--"] + command }

  private var words: [String] {
    [Confinement.launcher, "--scratch", scratch.path] + readable.flatMap { ["--read", $0] }
      + ["--allow", isClient ? "connect" : "bind"]
  }

  private static var launcher: String { Subject.products.appendingPathComponent("confine").path }

  /// The strongest isolation of this system. `confine` must be built.
  package static var rung: Rung {
    let run = try? Child.run([launcher, "--probe"], within: .patience)
    return (run?.output.lines.first).flatMap(Rung.init) ?? .limits
  }

  /// Checks that a confined program really can't read these files or write to them.
  ///
  /// - Throws: a `CourseError` that names the first one that it can.
  package func check(closed paths: [String]) throws {
    let script = """
      for file; do
        { true < "$file" || true >> "$file"; } 2> /dev/null && { echo "$file"; exit 3; }
      done
      true > probe && rm probe
      """
    let run = try Child.run(
      command(["/bin/sh", "-c", script, "sh"] + paths), within: .patience)
    if run.ending == .exited(0) { return }
    let open = run.output.lines.first.map { "a graded program could open \(printable($0))" }
    throw CourseError(
      description: open ?? "a confined program doesn't start here: \(run.summary)")
  }

  /// The words before the command of a graded program: none unless these graders have a launcher.
  ///
  /// - Parameter paths: what the program may read besides.
  static func launcher(reading paths: [String]) -> [String] {
    configured.isEmpty ? [] : configured + paths.flatMap { ["--read", $0] } + ["--"]
  }

  /// A command that confines the compiler to a folder and to what it needs of the package, and the
  /// folder of its modules; nil on a system that can't do that.
  ///
  /// A source file can give the linker any option, through a section that the compiler reads. So it
  /// could link a solution, or write anywhere.
  static func compiler(in home: URL) throws -> (command: [String], modules: String)? {
    guard confinesCompilers else { return nil }
    guard let toolchain else {
      throw CourseError(description: "swiftc doesn't name the toolchain's folder")
    }
    // The compiler lists the folder of the modules, and the solutions' are beside these.
    let modules = home.appendingPathComponent("modules")
    try FileManager.default.createDirectory(at: modules, withIntermediateDirectories: true)
    var readable = ["bin", "include", "lib", "libexec", "share"].map { "\(toolchain)/\($0)" }
    readable.append("/usr/include")
    for name in ["LabKit", "Sockets", "Libc"] {
      readable.append(Subject.products.appendingPathComponent("\(name).build").path)
      let file = "\(name).swiftmodule"
      let places = ["Modules/\(file)", file].map { Subject.products.appendingPathComponent($0) }
      guard let place = places.first(where: { access($0.path, R_OK) == 0 }) else { continue }
      readable.append(place.path)
      try FileManager.default.createSymbolicLink(
        at: modules.appendingPathComponent(file), withDestinationURL: place)
    }
    let confinement = Confinement(scratch: home, readable: readable, isClient: false)
    return (confinement.command(["\(toolchain)/bin/swiftc"]), modules.path)
  }

  private static let confinesCompilers = rung == .landlock || rung == .landlockFiles

  /// The folder that has the compiler and its libraries. The `swiftc` on the PATH may only look for
  /// them.
  private static let toolchain: String? = {
    struct Info: Decodable {
      let paths: Paths
      struct Paths: Decodable { let runtimeResourcePath: String }
    }
    let text = Child.output(of: Platform.swiftc + ["-print-target-info"])
    let info = try? JSONDecoder().decode(Info.self, from: Data(text.utf8))
    guard let resources = info?.paths.runtimeResourcePath else { return nil }
    // It's usr/lib/swift.
    return URL(fileURLWithPath: resources).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().path
  }()

  /// Prepares this process to start confined programs, once; does nothing without a launcher.
  static let isPrepared: Void = {
    if !configured.isEmpty { Orphans.adopt() }
  }()

  /// Whether these graders grade a stranger's program.
  package static var isConfigured: Bool { !configured.isEmpty }

  /// The only folder where the program that these graders grade may write.
  static let scratch: URL? = configured.firstIndex(of: "--scratch").flatMap { index in
    configured.dropFirst(index + 1).first.map { URL(fileURLWithPath: $0) }
  }

  private static let configured =
    (ProcessInfo.processInfo.environment[variable] ?? "").split(separator: "\n").map(String.init)
}

extension Subject {
  /// The program's own file, and the thread sanitizer's symbolizer.
  var readable: [String] {
    let own = program.prefix(1).filter { $0.hasPrefix("/") }
    guard isSanitized else { return own }
    // It's a link in some toolchains.
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folder = path.split(separator: ":").first { access("\($0)/llvm-symbolizer", X_OK) == 0 }
    guard let folder else { return own }
    let symbolizer = URL(fileURLWithPath: "\(folder)/llvm-symbolizer").resolvingSymlinksInPath()
    return own + [String(folder), symbolizer.deletingLastPathComponent().path]
  }
}
