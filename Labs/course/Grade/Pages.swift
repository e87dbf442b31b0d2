// Writes the pages of a class: index.html, and for each student a page in HTML and in Markdown.

import Foundation
import GraderKit

/// The pages of a class.
struct Pages {
  private let index: ClassIndex

  /// - Parameter marks: all marks of the class, in any order. A student's marks have the same name.
  init(_ marks: [Mark], _ run: ClassRun) {
    let students = Dictionary(grouping: marks, by: \.student.name)
    let slugs = Slugs(students.keys)
    let order = students.sorted {
      ($0.key.lowercased(), $0.key) < ($1.key.lowercased(), $1.key)
    }
    let rows = order.compactMap { name, marks in
      marks.first.map { first in
        ClassIndex.Row(
          student: marks.first { $0.student.isLate }?.student ?? first.student, slug: slugs[name],
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

/// The names of students' pages: ASCII letters, digits, and hyphens, different for each student.
struct Slugs {
  private var slugs: [String: String] = [:]

  init(_ names: some Sequence<String>) {
    var used: Set<String> = []
    // In order, so that each run gives the same names.
    for name in names.sorted() {
      let slug = Slugs.slug(name)
      var unique = slug
      var number = 2
      while !used.insert(unique).inserted {
        unique = "\(slug)-\(number)"
        number += 1
      }
      slugs[name] = unique
    }
  }

  subscript(name: String) -> String { slugs[name] ?? Slugs.slug(name) }

  /// `zoe-muller` for `Zoë Müller`.
  private static func slug(_ name: String) -> String {
    let folded = name.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
    let words = folded.unicodeScalars.split { scalar in
      !("a"..."z").contains(scalar) && !("0"..."9").contains(scalar)
    }
    let slug = words.map { String($0) }.joined(separator: "-").prefix(60)
    return slug.isEmpty ? "student" : String(slug)
  }
}
