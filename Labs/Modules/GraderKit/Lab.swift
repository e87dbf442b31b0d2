// The labs of the course, as they stand on disk.

import Foundation

/// A lab, by its folder's name: `lab04-threads`.
package struct Lab: Hashable, Sendable {
  package let folder: String

  /// `lab04`, which is also the name of its program.
  package var name: String { String(folder.prefix(5)) }
  /// `4`.
  package var number: Int { Int(folder.dropFirst(3).prefix(2)) ?? 0 }
  /// `04 threads`.
  package var title: String {
    folder.dropFirst(3).split(separator: "-").joined(separator: " ")
  }
  package var solution: String { "solution\(folder.prefix(5).suffix(2))" }
  /// `Lab04ThreadsTests`.
  package var grader: String { folder.split(separator: "-").map(\.capitalized).joined() + "Tests" }

  /// The file that the student edits.
  package var starterPath: String { "Labs/\(folder)/main.swift" }
  package var solutionPath: String { "Solutions/\(folder)/main.swift" }
  package var handoutPath: String { "Labs/\(folder)/README.md" }
  /// What `course see` has drawn of the solution.
  package var picturePath: String { "Labs/\(folder)/picture.svg" }

  /// Every folder of Solutions whose name begins as a lab's does, in order. In Labs a student may have
  /// put a copy beside a lab.
  package static let all: [Lab] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: Subject.root.appendingPathComponent("Solutions").path)
    return (names ?? []).filter { $0.wholeMatch(of: #/lab\d\d-.+/#) != nil }.sorted()
      .map { Lab(folder: $0) }
  }()

  /// A step that is still to be written, as a `todo` call in the student's file names it.
  package struct Step: Equatable, Sendable {
    package let number: Int
    package let task: String
    /// The line of the call.
    package let line: Int
  }

  /// The steps that are still to be written, in order.
  package func steps() throws(CourseError) -> [Step] {
    try lines(of: starterPath).enumerated().compactMap { index, line in
      line.firstMatch(of: #/^\s*todo\((\d+), "([^"]+)"\)/#).map {
        Step(number: Int($0.1) ?? 0, task: String($0.2), line: index + 1)
      }
    }.sorted { $0.number < $1.number }
  }
}

/// What a file of the package says; what is no UTF-8 in it shows as `U+FFFD`.
package func text(of path: String) throws(CourseError) -> String {
  guard
    let data = FileManager.default.contents(atPath: Subject.root.appendingPathComponent(path).path)
  else { throw CourseError(description: "\(path) cannot be read") }
  return String(decoding: data, as: UTF8.self)
}

/// The same, line by line.
package func lines(of path: String) throws(CourseError) -> [String] {
  try text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
