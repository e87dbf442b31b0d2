// Completes a class with those who should be in it.

import Foundation
import GraderKit

/// A class, compared with its roster.
struct Roster {
  /// All submissions, and an empty one for each person of the roster who handed in nothing. They're
  /// sorted by name.
  let submissions: [Submission]
  /// The submissions that fit no person of the roster, and why. They're graded too.
  let strangers: [(student: Student, reason: String)]

  /// - Throws: a `CourseError` if the file can't be read or names no people.
  init(_ file: URL, _ submissions: [Submission]) throws {
    let title = printable(file.lastPathComponent)
    let list = try ClassList(CSV(file: file), title: title)
    if list.people.isEmpty { throw CourseError(description: "\(title) names no student") }
    let students = submissions.map(\.student)
    let matching = Matching(students.map { ($0.name, $0.number) }, to: list)
    var all: [Submission] = matching.others.map { submissions[$0.index] }
    var taken = Set(all.map(\.student.name))
    // A name must be unique, because results are kept by it.
    let namesakes = Dictionary(grouping: list.people, by: \.name).mapValues(\.count)
    for (index, person) in list.people.enumerated() {
      var name = person.name
      if namesakes[name, default: 0] > 1, let number = person.number { name += " (\(number))" }
      while taken.contains(name) { name += " (row \(person.row + 1))" }
      taken.insert(name)
      let own = matching.submissions[index].map { submissions[$0] }
      var student = Student(name: name, number: own?.student.number ?? person.number)
      student.isLate = own?.student.isLate ?? false
      student.submitted = own?.student.submitted ?? person.submitted
      all.append(
        Submission(student: student, labs: own?.labs ?? [], ignored: own?.ignored ?? []))
    }
    self.submissions = all.sorted { $0.student.name < $1.student.name }
    strangers = matching.others.map { (students[$0.index], $0.reason) }
  }
}
