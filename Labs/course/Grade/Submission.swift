// What a student handed in: the files of each lab, and what was left out.

import Foundation
import GraderKit

/// A student of a class.
struct Student: Codable, Hashable, Sendable {
  /// The name that the submission has, or the roster gives. It's unique in a class.
  let name: String
  /// The number by which an LMS knows the student, such as Canvas's user ID.
  var number: String?
  /// Whether the LMS marked the submission as late.
  var isLate = false
  /// When it was handed in, if the LMS says so.
  var submitted: Date?
  /// The address that the LMS knows, if it says so.
  var email: String?
}

extension Student {
  /// Whether a person means this student: by the name, the number, or the email address.
  func answers(to word: String) -> Bool {
    [name, number, email].compactMap { $0?.lowercased() }.contains(word.lowercased())
  }
}

/// What a student handed in, with only the files that are graded.
struct Submission: Sendable {
  let student: Student
  var labs: [LabFiles] = []
  /// The files that were left out, with the reason. It names those that look like labs.
  var ignored: [Ignored] = []

  struct Ignored: Codable, Hashable, Sendable {
    /// The path as it was handed in. An attacker may have chosen it.
    let path: String
    /// `it is a symbolic link`
    let reason: String
  }
}

/// A student's files for a lab.
struct LabFiles: Sendable {
  let lab: Lab
  /// The Swift files, of which one is `main.swift`; or, if there's a command, all that it needs.
  var files: [File]
  /// What `subject.txt` says: the command of a program in another language.
  var command: String?

  struct File: Hashable, Sendable {
    /// A name in the lab's folder, such as `main.swift`.
    let name: String
    let bytes: [UInt8]
  }

  var isEmpty: Bool {
    files.allSatisfy { $0.bytes.allSatisfy { [9, 10, 13, 32].contains($0) } }
  }
}
