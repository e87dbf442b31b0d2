// The files around a grading: what is taken from submissions, rosters, exports, and parts of a class.

import Foundation
import GraderKit
import XCTest

final class GradeFilesTests: XCTestCase {
  private static let broken = "let\n"

  func testWhatIsNoLabIsMissingAndTheReasonIsTold() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      let solution = Subject.root.appendingPathComponent(Lab.blockingEcho.solutionPath).path
      for name in ["fifo", "folder", "large", "link", "nothing", "zip"] {
        try FileManager.default.createDirectory(
          at: home.appendingPathComponent("\(name)/lab01-blocking-echo"),
          withIntermediateDirectories: true)
      }
      func file(_ name: String) -> String {
        home.appendingPathComponent("\(name)/lab01-blocking-echo/main.swift").path
      }
      XCTAssertEqual(mkfifo(file("fifo"), 0o644), 0)
      try FileManager.default.createDirectory(
        atPath: file("folder"), withIntermediateDirectories: true)
      let large = Data(repeating: 32, count: 2 << 20)
      try large.write(to: URL(fileURLWithPath: file("large")))
      try FileManager.default.createSymbolicLink(
        atPath: file("link"), withDestinationPath: solution)
      try Data("PK\u{3}\u{4}".utf8).write(to: home.appendingPathComponent("damaged.zip"))

      let graded = try grade(home, ["--labs", "1"])

      XCTAssertEqual(graded.run.ending, .exited(2), graded.run.summary)
      XCTAssertEqual(Set(graded.column("state")), ["missing"])
      for name in ["fifo", "folder", "large", "link", "damaged"] {
        let page = try graded.text("students/\(name).md")
        XCTAssertTrue(page.contains(name == "damaged" ? "damaged.zip" : "main.swift"), page)
      }
    }
  }

  func testTheNewestOfTwoUploadsCounts() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      try put(GradeFilesTests.broken, home, "doejane_17_101_main.swift")
      try put("import Nowhere\n", home, "doejane_17_102_main-1.swift")

      let graded = try grade(home, ["--labs", "1"])

      XCTAssertEqual(graded.column("number"), ["17"])
      XCTAssertEqual(graded.column("first mistake"), ["line 1: no such module 'Nowhere'"])
    }
  }

  func testWhatCannotBeReadGetsOneSentence() throws {
    try withTemporaryFolder { folder in
      let empty = folder.appendingPathComponent("empty")
      try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
      try put("no archive", folder, "text.txt")

      for path in [empty.path, "\(folder.path)/absent", "\(folder.path)/text.txt"] {
        let run = try course(["grade", path, "--out", "\(folder.path)/out"])

        XCTAssertEqual(run.ending, .exited(1), path)
        XCTAssertEqual(run.errors.lines.count, 1, run.errors.text)
      }
    }
  }

  func testPartsOfAClassGiveTheSameMarksAsAll() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      for name in ["ada", "bob", "cy"] {
        try put(GradeFilesTests.broken, home, "\(name)/lab01-blocking-echo/main.swift")
      }
      let parts = try ["1/2", "2/2"].map { part in
        let out = folder.appendingPathComponent("part\(part.prefix(1))")
        return try grade(home, ["--labs", "1", "--shard", part], out).folder
      }
      let all = folder.appendingPathComponent("all")
      let run = try course(["grade", "--collect"] + parts.map(\.path) + ["--out", all.path])

      XCTAssertEqual(run.ending, .exited(2), run.summary)
      XCTAssertEqual(
        Graded(run: run, folder: all).column("student"), ["ada", "bob", "cy"])
    }
  }

  func testARosterAnExportAndADueDateAreFollowed() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      let solution = try text(of: Lab.blockingEcho.solutionPath)
      try put(solution, home, "ada_7_101_lab01.swift")
      try put(
        "student,id,submitted\n\"Lovelace, Ada\",7,2026-12-02T10:00:00Z\nbob,8,\n", folder,
        "roster.csv")
      let export =
        [
          "Student,ID,Lab 01 (55),Note", "Points Possible,,20,",
          "\"Lovelace, Ada\",7,,\"keep \"\"this\"\"\"", "Bob,8,3,", "Cy,9,,",
        ].joined(separator: "\r\n") + "\r\n"
      try put(export, folder, "export.csv")

      XCTAssertEqual(try grade(home, ["--labs", "1"]).column("points"), ["20"])
      let graded = try grade(
        home,
        [
          "--labs", "1", "--roster", "\(folder.path)/roster.csv", "--due", "2026-12-01T12:00:00Z",
          "--late", "10%/day", "--grace", "2h", "--template", "\(folder.path)/export.csv",
        ])

      // Neither another name nor another time needs another grading.
      assertPrints(graded.run, "2 students, lab01: 0 programs to grade\n")
      XCTAssertEqual(graded.column("student"), ["Lovelace, Ada", "bob"])
      XCTAssertEqual(graded.column("state"), ["passes", "missing"])
      XCTAssertEqual(graded.column("points"), ["18", "0"])
      XCTAssertEqual(graded.column("raw points"), ["20", "0"])
      let filled = export.replacing("Ada\",7,,", with: "Ada\",7,18,")
        .replacing("Bob,8,3,", with: "Bob,8,0,")
      XCTAssertEqual(try graded.text("export.csv"), filled)
      XCTAssertTrue(try graded.text("unmatched.csv").contains("Cy"))
      let pages = try FileManager.default.contentsOfDirectory(
        atPath: graded.folder.appendingPathComponent("students").path)
      XCTAssertEqual(pages.filter { $0.hasSuffix(".md") }.count, 2, "\(pages)")
    }
  }

  /// The names are chosen so that their files would be those of another student, or of the grader.
  func testNoNameTakesTheFileOfAnother() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      // The second is what a file for the first is called.
      let names = ["Zoe Q", "zoe-q-eac01426", "canary", "seed"]
      for name in names { try put(GradeFilesTests.broken, home, "\(name)/lab01/main.swift") }

      let graded = try grade(home, ["--labs", "1"])

      XCTAssertEqual(graded.run.ending, .exited(2), graded.run.summary)
      XCTAssertEqual(graded.column("student"), names.sorted())
      XCTAssertEqual(Set(graded.column("state")), ["does not compile"])
    }
  }

  func testOfTwoWithTheSameNameNoneGetsThePointsOfAPerson() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      for name in ["Ann", "ann"] { try put(GradeFilesTests.broken, home, "\(name)/lab01.swift") }
      try put("student,id,Lab 01\nann,7,\n", folder, "export.csv")

      let graded = try grade(home, ["--labs", "1", "--template", "\(folder.path)/export.csv"])

      XCTAssertEqual(graded.column("student"), ["Ann (1)", "ann (2)"])
      XCTAssertEqual(try graded.text("export.csv"), "student,id,Lab 01\nann,7,\n")
    }
  }

  func testAFileWithALongNameIsLeftOut() throws {
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      let name = String(repeating: "a", count: 240)
      try put(GradeFilesTests.broken, home, "ada/lab01/main.swift")
      try put(GradeFilesTests.broken, home, "ada/lab01/\(name).swift")

      let graded = try grade(home, ["--labs", "1"])

      XCTAssertEqual(graded.column("state"), ["does not compile"])
      XCTAssertTrue(try graded.text("students/ada.md").contains("its name is too long"))
    }
  }

  /// The compiler looks for options of the linker in a section, which any source can have.
  func testASourceCannotLinkASolutionOrWriteOutsideItsFolder() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let home = folder.appendingPathComponent("class")
      let map = folder.appendingPathComponent("map").path
      let solution = Subject.products.appendingPathComponent("solution01.build/main.swift.o").path
      let call = """
        @_silgen_name("solution01_main") func solution(
          _ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
        _ = solution(CommandLine.argc, CommandLine.unsafeArgv)

        """
      try put(section("-Wl,-Map=\(map)"), home, "ada/lab01/main.swift")
      try put(
        call + section(solution, "-Wl,--noinhibit-exec", "-Wl,-z,muldefs"), home,
        "bob/lab01/main.swift")
      try put("import solution01\n", home, "cy/lab01/main.swift")

      let graded = try grade(home, ["--labs", "1"])

      XCTAssertFalse(FileManager.default.fileExists(atPath: map))
      XCTAssertEqual(graded.column("points"), ["0", "0", "0"])
      XCTAssertEqual(graded.column("first mistake")[2], "line 1: no such module 'solution01'")
    }
  }

  // MARK: What they share

  /// A declaration whose bytes are words for the linker.
  private func section(_ words: String...) -> String {
    let bytes: [UInt8] = words.flatMap { [UInt8]($0.utf8) + [0] }
    let types = bytes.map { _ in "UInt8" }.joined(separator: ", ")
    return """
      enum Words {
        @used @section(".swift1_autolink_entries")
        static let bytes: (\(types)) = (\(bytes.map(String.init).joined(separator: ", ")))
      }

      """
  }

  private struct Graded {
    let run: Child
    let folder: URL

    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// A column of `marks.csv`.
    func column(_ name: String) -> [String] {
      guard let csv = try? CSV(file: folder.appendingPathComponent("marks.csv")),
        let column = csv.header.firstIndex(of: name)
      else { return [] }
      return csv.rows.dropFirst().compactMap { $0.count > column ? $0[column].text : nil }
    }
  }

  private func grade(_ home: URL, _ words: [String], _ out: URL? = nil) throws -> Graded {
    let out = out ?? home.deletingLastPathComponent().appendingPathComponent("out")
    return Graded(run: try course(["grade", home.path, "--out", out.path] + words), folder: out)
  }

  private func put(_ text: String, _ folder: URL, _ name: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
}
