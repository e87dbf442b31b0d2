// Reads what a class handed in: a folder or an archive, as people and learning platforms make them.

import Foundation
import GraderKit
import Libc

/// Reads the submissions of a class, ordered by name. Names of students are unique, whether upper
/// or lower case.
///
/// - Parameters:
///   - path: a folder or an archive with a folder, an archive, or files for each student; or what
///     one student handed in.
///   - labs: the labs to look for.
func readClass(at path: String, labs: [Lab]) throws(CourseError) -> [Submission] {
  let top = try ClassTree(at: path)
  if top.tree.isOneStudent {
    let name = FileTree.baseName(ofArchive: top.tree.name) ?? top.tree.name
    return [submission(of: Student(name: shown(name)), top.tree, labs)]
  }
  let parts = top.parts
  if parts.isEmpty {
    throw CourseError(
      description: "\(printable(path)) has no submissions: it needs a folder, an archive, or a "
        + "Swift file for each student")
  }
  var submissions: [Submission] = []
  var taken: Set<String> = []
  let namesakes = Dictionary(grouping: parts.flatMap(\.students)) { $0.name.lowercased() }
  for part in parts {
    let first = submission(of: part.students[0], part, labs)
    for student in part.students {
      let unique = student.renamed(
        unlike: &taken, isShared: (namesakes[student.name.lowercased()]?.count ?? 0) > 1)
      submissions.append(Submission(student: unique, labs: first.labs, ignored: first.ignored))
    }
  }
  return submissions
}

/// The folder or archive that was named, or a folder in it that holds everything.
private struct ClassTree {
  private(set) var tree: FileTree
  /// What Gradescope says about the folders.
  private var submitters: [String: [Student]] = [:]

  init(at path: String) throws(CourseError) {
    tree = try FileTree(class: path)
    let isArchive = FileTree.baseName(ofArchive: tree.name) != nil
    for _ in 0..<3 {
      let (files, folders) = tree.children()
      if let metadata = files.first(where: { $0.name == Gradescope.file }) {
        let text = try metadata.read(limit: 64 << 20)
        submitters = Gradescope.students(in: String(decoding: text, as: UTF8.self))
        return
      }
      // An archive often has one folder at its top, with all the others in it.
      guard folders.count == 1, !files.contains(where: { HandedIn($0) != nil }) else { return }
      if isArchive && folders[0].isPackage {
        // It's one student's copy of the package, known by the name of the archive.
        tree = folders[0].renamed(tree.name)
        return
      }
      guard folders[0].isClass else { return }
      tree = folders[0]
    }
  }

  /// What belongs to each student, ordered by name.
  var parts: [Part] {
    let (files, folders) = tree.children()
    var parts: [String: Part] = [:]
    for folder in folders where !folder.name.hasPrefix(".") {
      let handedIn = HandedIn(folder)
      let students = submitters[folder.name] ?? [handedIn.student]
      parts[handedIn.key, default: Part(students: students)].folders.append(folder)
    }
    for file in files {
      guard let handedIn = HandedIn(file) else { continue }
      var renamed = file
      renamed.path = handedIn.file
      parts[handedIn.key, default: Part(students: [handedIn.student])].add(renamed, handedIn)
    }
    return parts.sorted {
      ($0.value.students[0].name, $0.key) < ($1.value.students[0].name, $1.key)
    }
    .map(\.value)
  }
}

extension FileTree {
  /// The folder or archive at a path that the user gave, which may be a link.
  fileprivate init(class path: String) throws(CourseError) {
    let shown = printable(path)
    var status = stat()
    if stat(path, &status) != 0 {
      throw CourseError(
        description: errno == ENOENT
          ? "\(shown) does not exist"
          : "\(shown) can't be read: \(String(cString: strerror(errno)))")
    }
    let location = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    guard let entry = Entry(file: location.path, as: name) else {
      throw CourseError(description: "\(shown) does not exist")
    }
    if entry.kind == .folder {
      if access(path, R_OK | X_OK) != 0 {
        throw CourseError(description: "\(shown) can't be read: its permissions forbid it")
      }
      self.init(folder: location.path, name: name)
      return
    }
    do throws(CourseError) {
      let bytes = try entry.read(limit: Limits.course.packed)
      try self.init(archive: bytes, name: name, limits: .course)
    } catch {
      let isArchive = FileTree.baseName(ofArchive: name) != nil || FileTree.isOtherArchive(name)
      let advice = isArchive ? "; if you can unpack it, give its folder instead" : ""
      throw CourseError(description: "\(shown) can't be read: \(error)\(advice)")
    }
  }

  /// Whether it's what one student handed in, and not a class.
  var isOneStudent: Bool {
    if isPackage { return true }
    let (files, folders) = children()
    let names = files.map { $0.name.lowercased() }
    if names.contains("main.swift") || names.contains("subject.txt") { return true }
    let inFolders = folders.compactMap { LabName(folder: $0.name) }
    let labs = inFolders + files.compactMap { LabName(file: $0.name) }
    if labs.contains(where: \.isExact) { return true }
    // A class whose students are called `lab04-ada` and `lab04-bob` has several for the same lab.
    return !labs.isEmpty && Set(labs.map(\.number)).count == labs.count
  }

  fileprivate var isPackage: Bool {
    let (files, folders) = children()
    return files.contains { $0.name == "Package.swift" } || folders.contains { $0.name == "Labs" }
  }

  /// Whether several students' submissions are in it.
  fileprivate var isClass: Bool {
    if isOneStudent { return false }
    let (files, folders) = children()
    if files.contains(where: { $0.name == Gradescope.file }) { return true }
    let count = folders.count { HandedIn($0).isFromPlatform || $0.isOneStudent }
    return count + files.count { HandedIn($0) != nil } > 1
  }
}
