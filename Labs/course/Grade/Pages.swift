// Writes the pages of a class: index.html, and for each student a page in HTML and in Markdown.

import Foundation
import GraderKit

/// The pages of a class.
struct Pages {
  private let index: ClassIndex

  /// - Parameter marks: all marks of the class, in any order. A student's marks have the same name.
  init(_ marks: [Mark], _ run: ClassRun) {
    let students = Dictionary(grouping: marks, by: \.student.name)
    let order = students.sorted {
      ($0.key.lowercased(), $0.key) < ($1.key.lowercased(), $1.key)
    }
    let rows = order.compactMap { _, marks in
      marks.first.map { first in
        ClassIndex.Row(
          student: marks.first { $0.student.isLate }?.student ?? first.student,
          slug: first.student.slug,
          labs: Dictionary(
            marks.map { ($0.lab, Feedback($0, run.score($0))) }, uniquingKeysWith: { $1 }))
      }
    }
    index = ClassIndex(
      run: run, rows: rows, labs: Set(marks.map(\.lab)).sorted(), marks: marks)
  }

  /// Writes `index.html`, `students/SLUG.html`, and `students/SLUG.md`.
  func write(to folder: URL) throws(CourseError) {
    let students = folder.appendingPathComponent("students")
    do {
      // Pages of an earlier run may be about someone who isn't in the class any more.
      try? FileManager.default.removeItem(at: students)
      try FileManager.default.createDirectory(at: students, withIntermediateDirectories: true)
      for row in index.rows {
        let page = StudentPage(
          student: row.student, run: index.run, labs: index.labs.compactMap { row.labs[$0] })
        let file = students.appendingPathComponent(row.slug)
        try Data(page.html.text.utf8).write(
          to: file.appendingPathExtension("html"), options: .atomic)
        try Data(page.markdown.utf8).write(to: file.appendingPathExtension("md"), options: .atomic)
      }
      try Data(index.html.text.utf8).write(
        to: folder.appendingPathComponent("index.html"), options: .atomic)
    } catch {
      throw CourseError(
        description: "the pages can't be written to \(folder.path): \(error.localizedDescription)")
    }
  }
}
