// Finds the files of each lab in what a student handed in.

import GraderKit

/// The submission of a student, with the files of these labs.
func submission(of student: Student, _ tree: FileTree, _ labs: [Lab]) -> Submission {
  var part = Part(students: [student])
  part.folders = [tree]
  return submission(of: student, part, labs)
}

func submission(of student: Student, _ part: Part, _ labs: [Lab]) -> Submission {
  var listing = part.folders.first?.listing(.student) ?? FileTree.Listing()
  for folder in part.folders.dropFirst() { listing.add(folder.listing(.student)) }
  for file in part.files { listing.add(file) }
  let name = part.folders.first?.name ?? ""
  var finder = LabFinder(listing.withArchives(), in: name, labs, part.ignored)
  let found = labs.compactMap { finder.files(of: $0) }
  if found.isEmpty { finder.ignoreOthers() }
  return Submission(student: student, labs: found, ignored: finder.ignoredFiles)
}

/// What may be a lab, among all the files of a student.
struct LabFinder {
  /// All files, ordered by path.
  let entries: [FileTree.Entry]
  private(set) var candidates: [Candidate] = []
  private var ignored: [Submission.Ignored]
  /// The paths of the files that are graded.
  var taken: Set<String> = []

  /// A file that shows where a lab is.
  struct Candidate {
    /// Nil if the name doesn't say it.
    let number: Int?
    let entry: FileTree.Entry
    let kind: Kind
    /// Whether a name says which lab it is.
    let isNamed: Bool

    enum Kind: Int {
      /// `subject.txt`
      case command
      /// `main.swift`, perhaps with other files in the same folder.
      case folder
      /// `lab04.swift`
      case file
    }

    /// Those with a lab's name come first, then those closer to the top.
    var order: (Int, Int, String, Int, String) {
      (isNamed ? 0 : 1, entry.parts.count, entry.folder, kind.rawValue, entry.path)
    }
  }

  init(
    _ listing: FileTree.Listing, in folder: String, _ labs: [Lab], _ ignored: [Submission.Ignored]
  ) {
    entries = listing.entries.sorted { $0.path < $1.path }
    self.ignored = ignored + listing.refused.map { .init(path: $0.path, reason: $0.reason) }
    let only = labs.count == 1 ? labs[0].number : nil
    let wanted = Set(labs.map(\.number))
    for entry in entries {
      guard let candidate = Candidate(entry, in: folder, only: only) else { continue }
      if candidate.number == nil {
        ignore(entry.path, "its name doesn't say which lab it is")
        continue
      }
      guard let number = candidate.number, wanted.contains(number) else { continue }
      if let reason = entry.whatElse {
        ignore(entry.path, reason)
      } else {
        candidates.append(candidate)
      }
    }
    candidates.sort { $0.order < $1.order }
    ignoreLookalikes(wanted, in: folder)
  }

  mutating func ignore(_ path: String, _ reason: String) {
    ignored.append(.init(path: path, reason: reason))
  }

  /// What was left out, each path once.
  var ignoredFiles: [Submission.Ignored] {
    var seen: Set<String> = []
    let all = ignored.filter { seen.insert($0.path).inserted }
    if all.count <= 100 { return all }
    return all.prefix(100) + [
      .init(path: "\(all.count - 100) more", reason: "only the first 100 are listed")
    ]
  }
}

extension LabFinder.Candidate {
  /// Nil if the name means no lab.
  ///
  /// - Parameter only: the lab that a file without a lab's name belongs to.
  init?(_ entry: FileTree.Entry, in top: String, only: Int?) {
    let name = entry.name.lowercased()
    // The package's own programs and modules aren't a student's.
    let folders = entry.parts.dropLast()
    if let labs = folders.firstIndex(of: "Labs"), labs + 1 < folders.endIndex,
      ["course", "Modules"].contains(folders[labs + 1])
    {
      return nil
    }
    if name == "main.swift" || name == "subject.txt" {
      let around = folders.reversed() + [Substring(top)]
      let named = around.lazy.compactMap { LabName(folder: $0)?.number }.first
      self.init(
        number: named ?? only, entry: entry, kind: name == "main.swift" ? .folder : .command,
        isNamed: named != nil)
    } else if let file = LabName(file: name) {
      self.init(number: file.number, entry: entry, kind: .file, isNamed: true)
    } else {
      return nil
    }
  }
}

extension FileTree.Entry {
  /// The path of its folder.
  var folder: String { parts.dropLast().joined(separator: "/") }
}
