// Builds programs that aren't package targets: mistakes, other correct servers, labs to inspect.

import Foundation

/// Compiles source files against the modules that are built already.
package func compile(
  _ files: [String], _ flags: [String], limits: Limits? = nil
) throws -> Child {
  // One build system puts the modules in their own folder, another next to the programs.
  let modules = [
    "-I", Subject.products.appendingPathComponent("Modules").path, "-I", Subject.products.path,
  ]
  return try Child.run(
    Platform.swiftc + ["-swift-version", "6"] + modules + flags + files, limits: limits,
    within: Deadline(after: 120))
}

extension Lab {
  /// Compiles Swift files to a program, the way this lab is built.
  ///
  /// - Parameter limits: nil unless the files are a stranger's.
  package func compile(
    _ sources: [String], to program: String, _ flags: [String] = [], limits: Limits? = nil
  ) throws -> Child {
    let objects = try ["LabKit", "Sockets", "Libc"].flatMap { module in
      let folder = Subject.products.appendingPathComponent("\(module).build").path
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".swift.o") }.map { "\(folder)/\($0)" }
    }
    // The sources come first: the compiler writes a file for the linker next to its first input,
    // and the objects' folder is shared.
    return try GraderKit.compile(
      sources + objects, flags + ["-o", program, "-module-name", name], limits: limits)
  }

  /// Builds a program the way this lab is built, and returns its path. The source is the
  /// `main.swift` in a folder that no other test uses.
  ///
  /// - Parameter origin: where the source is from, for the error message.
  package func build(
    in folder: URL, from origin: String, _ flags: String...
  ) throws -> String {
    let source = folder.appendingPathComponent("main.swift").path
    let program = folder.appendingPathComponent(name).path
    let run = try compile([source], to: program, flags)
    guard run.ending == .exited(0) else {
      throw CourseError(description: "\(origin) does not compile: \(run.errors.text)")
    }
    return program
  }
}
