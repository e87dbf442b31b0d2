// A made-up class: submissions whose marks are known, handed in in every way.

import Foundation
import GraderKit

/// A folder of submissions, and the marks that they must get.
struct SampleClass {
  /// The mark of a student's lab, as in `marks.csv`.
  struct Expected: Equatable, CustomStringConvertible {
    let student: String
    let lab: String
    let state: String
    /// The first mistake; empty if there's none.
    var mistake = ""

    var description: String { "\(student) \(lab) \(state) \(mistake)" }
  }

  /// What a student hands in for a lab.
  private enum Specimen {
    case solution, starter, broken, empty, nothing, hostile, python
    case exhibit(WrittenMistake)

    var expected: (state: String, mistake: String) {
      switch self {
      case .solution, .python: ("passes", "")
      case .starter: ("not started", "")
      case .broken: ("does not compile", "")
      case .empty: ("empty", "")
      case .nothing: ("missing", "")
      case .hostile: ("fails", Mistake.dies.name)
      case .exhibit(let mistake): ("fails", mistake.name)
      }
    }
  }

  let folder: URL
  private(set) var expected: [Expected] = []

  /// Hands in for a number of students, each in another way.
  ///
  /// - Parameter python: whether a program in Python can run here.
  init(of count: Int, labs: [Lab], in folder: URL, python: Bool) throws {
    self.folder = folder
    let exhibits = try WrittenMistake.all().filter { !$0.isLucky }
    for number in 0..<count {
      let student = "student\(number < 10 ? "00" : number < 100 ? "0" : "")\(number)"
      let home = folder.appendingPathComponent(".making/\(student)")
      for (index, lab) in labs.enumerated() {
        let own = exhibits.filter { $0.lab == lab }
        let next = Specimen.exhibit(own[(number * 3 + index) % own.count])
        let specimens: [Specimen] = [
          .solution, next, .starter, .empty, .broken, .hostile, .nothing,
          python && lab == labs[0] ? .python : next, next, .solution, next, next,
        ]
        let specimen = specimens[(number + index) % specimens.count]
        try write(specimen, lab, in: home.appendingPathComponent("Labs/\(lab.folder)"))
        let (state, mistake) = specimen.expected
        expected.append(Expected(student: student, lab: lab.name, state: state, mistake: mistake))
      }
      try handIn(student, from: home, number)
    }
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(".making"))
  }

  private func write(_ specimen: Specimen, _ lab: Lab, in home: URL) throws {
    if case .nothing = specimen { return }
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let file = home.appendingPathComponent("main.swift")
    switch specimen {
    case .solution:
      try text(of: lab.solutionPath).write(to: file, atomically: true, encoding: .utf8)
    case .starter:
      let solution = try text(of: lab.solutionPath)
      // The first step's body is replaced: the repository's own file may be a student's by now.
      let task = "todo(1, \"write this\")"
      let start = #/(?m)^func serve\(.*\{$/#
      let line = solution.replacing(start) { "\($0.output)\n  \(task)" }
      try line.write(to: file, atomically: true, encoding: .utf8)
    case .broken: try "import Sockets\nlet \n".write(to: file, atomically: true, encoding: .utf8)
    case .empty: try " \n".write(to: file, atomically: true, encoding: .utf8)
    case .nothing: break
    case .hostile: try copy("Tests/Hostile/crashes-after-an-answer.swift", to: file)
    case .exhibit(let mistake): try mistake.write(in: home, from: lab.solutionPath)
    case .python:
      try "python3 server.py\n".write(
        to: home.appendingPathComponent("subject.txt"), atomically: true, encoding: .utf8)
      try copy("Tests/Servers/lab01-files.py", to: home.appendingPathComponent("server.py"))
      try copy("Tests/Servers/contract.py", to: home.appendingPathComponent("contract.py"))
    }
  }

  /// Hands in what is in a student's home: as a folder, a copy of the package with more in it than
  /// labs, a Moodle folder, or an archive.
  private func handIn(_ student: String, from home: URL, _ number: Int) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: home, withIntermediateDirectories: true)
    switch number % 4 {
    case 0:
      let solution = home.appendingPathComponent("Solutions/lab01-blocking-echo")
      try manager.createDirectory(at: solution, withIntermediateDirectories: true)
      try copy(Lab.blockingEcho.solutionPath, to: solution.appendingPathComponent("main.swift"))
      try manager.moveItem(at: home, to: folder.appendingPathComponent(student))
    case 1:
      try manager.moveItem(
        at: home.appendingPathComponent("Labs"), to: folder.appendingPathComponent(student))
    case 2:
      let name = "\(student)_\(1000 + number)_assignsubmission_file_"
      try manager.moveItem(at: home, to: folder.appendingPathComponent(name))
    default:
      let archive = folder.appendingPathComponent("\(student).tar.gz").path
      let run = try Child.run(
        ["tar", "-czf", archive, "-C", home.path, "."], within: .patience)
      guard run.ending == .exited(0) else { throw CourseError(description: run.errors.text) }
    }
  }

  private func copy(_ path: String, to file: URL) throws {
    try FileManager.default.copyItem(at: Subject.root.appendingPathComponent(path), to: file)
  }
}
