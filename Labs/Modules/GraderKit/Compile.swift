// Builds programs that aren't package targets: mistakes, other correct servers, labs to inspect.

import Foundation

/// Compiles source files against the modules that are built already.
///
/// - Parameter home: if the files are a stranger's, the only folder where the compiler may write.
package func compile(
  _ files: [String], _ flags: [String], strangeIn home: URL? = nil
) throws -> Child {
  // One build system puts the modules in their own folder, another next to the programs.
  var modules = [
    "-I", Subject.products.appendingPathComponent("Modules").path, "-I", Subject.products.path,
  ]
  var compiler = Platform.swiftc
  if let home, let confined = try Confinement.compiler(in: home) {
    compiler = confined.command
    modules = ["-I", confined.modules]
  }
  return try Child.run(
    compiler + ["-swift-version", "6"] + modules + flags + files,
    limits: home.map { Limits(folder: $0) }, within: Deadline(after: 120))
}

extension Lab {
  /// Compiles Swift files to a program, the way this lab is built.
  ///
  /// - Parameter isStrange: whether the files are a stranger's. Then the compiler has limits and, if
  ///   the system can do that, may write only in the program's folder. Check `isFile` afterward.
  package func compile(
    _ sources: [String], to program: String, _ flags: [String] = [], isStrange: Bool = false
  ) throws -> Child {
    let objects = try ["LabKit", "Sockets", "Libc"].flatMap { module in
      let folder = Subject.products.appendingPathComponent("\(module).build").path
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".swift.o") }.map { "\(folder)/\($0)" }
    }
    // The sources come first: the compiler writes a file for the linker next to its first input,
    // and the objects' folder is shared.
    let home = URL(fileURLWithPath: program).deletingLastPathComponent()
    return try GraderKit.compile(
      sources + objects, flags + ["-o", program, "-module-name", name],
      strangeIn: isStrange ? home : nil)
  }

  /// Builds a program the way this lab is built, and returns its path. The source is the
  /// `main.swift` in a folder that no other test uses.
  ///
  /// - Parameters:
  ///   - origin: where the source is from, for the error message.
  ///   - isStrange: whether the source is a stranger's. Then the folder's other files belong to it.
  package func build(
    in folder: URL, from origin: String, _ flags: String..., isStrange: Bool = false
  ) throws -> String {
    let files =
      isStrange
      ? try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() : ["main.swift"]
    let sources = files.filter { $0.hasSuffix(".swift") }
      .map { folder.appendingPathComponent($0).path }
    let program = folder.appendingPathComponent(name).path
    let run = try compile(sources, to: program, flags, isStrange: isStrange)
    guard run.ending == .exited(0), isFile(program) else {
      throw CourseError(description: "\(origin) does not compile: \(run.errors.text)")
    }
    return program
  }
}

/// Whether a path is a file and no link. A stranger's source can make the linker write elsewhere, and
/// put a link to a solution in the place of the program.
package func isFile(_ path: String) -> Bool {
  FileTree.Entry(file: path, as: path)?.kind == .file
}
