// Whose a file or folder is: the names that Canvas, Moodle, and people give.

import GraderKit

/// What the name of a file or folder in a class says.
struct HandedIn {
  var student: Student
  /// The same for all that belongs to this student.
  private(set) var key: String
  /// The name that the student gave the file.
  private(set) var file = ""
  /// Whether the name follows the rules of a learning platform.
  private(set) var isFromPlatform = false
  /// Whether Canvas gave it, which adds a number to a file's name if it's handed in again.
  private(set) var isFromCanvas = false

  init(_ folder: FileTree) {
    if let handedIn = HandedIn(platform: folder.name) {
      self = handedIn
    } else {
      student = Student(name: shown(folder.name))
      key = folder.name
    }
  }

  /// Nil if a file isn't a submission.
  init?(_ file: FileTree.Entry) {
    let name = file.name
    if name.hasPrefix(".") { return nil }
    if let handedIn = HandedIn(platform: name) {
      self = handedIn
      return
    }
    let base = FileTree.baseName(ofArchive: name)
    if base != nil || FileTree.isOtherArchive(name) || file.whatElse != nil {
      (student, key, self.file) = (Student(name: shown(base ?? name)), base ?? name, name)
    } else if name.lowercased().hasSuffix(".swift") {
      // `ada-lab04.swift`, `lab04-ada.swift`, or `ada.swift`
      let base = String(name.dropLast(6))
      let own = LabName(within: base)
      let person = own?.rest ?? base
      (student, key) = (Student(name: shown(person)), person)
      self.file = own.map { "lab\($0.number).swift" } ?? "main.swift"
    } else {
      return nil
    }
  }

  /// The platform's part of the name comes first. What follows is the student's, and may pretend
  /// to be another student's, so the shortest beginning is the right one.
  private init?(platform name: String) {
    let moodle = name.wholeMatch(of: #/(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)_?(.*)/#)
    let canvas = name.wholeMatch(of: #/(.+?)_(LATE_)?(\d+)_(\d+)_(.+)/#)
    if let moodle, moodle.1.count <= canvas?.1.count ?? .max {
      // A folder for each student, or files that all begin like that.
      student = Student(name: shown(moodle.1), number: String(moodle.2))
      file = String(moodle.3)
    } else if let canvas {
      student = Student(name: shown(canvas.1), number: String(canvas.3), isLate: canvas.2 != nil)
      file = String(canvas.5)
      isFromCanvas = true
    } else if let match = name.wholeMatch(of: #/submission_(\d+)/#) {
      student = Student(name: shown(name), number: String(match.1))
    } else {
      return nil
    }
    isFromPlatform = true
    key = "\(student.number ?? "") \(student.name)"
  }
}

/// All that belongs to a student.
struct Part {
  /// Several if they handed in together.
  var students: [Student]
  var folders: [FileTree] = []
  private(set) var files: [FileTree.Entry] = []
  private(set) var ignored: [Submission.Ignored] = []
  /// What Canvas called a file, and how often it was handed in again.
  private var versions: [String: (name: String, number: Int)] = [:]

  init(students: [Student]) { self.students = students }

  /// Adds a file. Of those that were handed in several times, the last one counts.
  mutating func add(_ file: FileTree.Entry, _ handedIn: HandedIn) {
    if handedIn.student.isLate { students[0].isLate = true }
    if let reason = file.whatElse {
      ignored.append(.init(path: file.path, reason: reason))
      return
    }
    var file = file
    var version = (name: file.path, number: 0)
    if handedIn.isFromCanvas,
      let match = file.path.wholeMatch(of: #/(.*[^-])-(\d{1,3})(\.[A-Za-z.]+)/#),
      match.1.lowercased() != "lab"
    {
      version.number = Int(match.2) ?? 0
      file.path = String(match.1 + match.3)
    }
    if let old = versions[file.path] {
      let isNewer = version.number > old.number
      ignored.append(
        .init(
          path: isNewer ? old.name : version.name, reason: "another version was handed in later"))
      if !isNewer { return }
      files.removeAll { $0.path == file.path }
    }
    versions[file.path] = version
    files.append(file)
  }
}

extension Student {
  /// This student under a name that no other one has. Of several with the same name, none keeps it:
  /// their points must not go to the person who has it on a list.
  func renamed(unlike taken: inout Set<String>, isShared: Bool) -> Student {
    var (unique, number) = isShared ? ("\(name) (1)", 1) : (name, 1)
    while !taken.insert(unique.lowercased()).inserted {
      number += 1
      unique = "\(name) (\(number))"
    }
    return Student(
      name: unique, number: self.number, isLate: isLate, submitted: submitted, email: email)
  }
}

/// A name from outside, on one line and not too long.
func shown(_ name: some StringProtocol) -> String {
  let text = printable(String(name.prefix(120))).trimmingCharacters(in: .whitespaces)
  return text.isEmpty ? "unnamed" : text
}
