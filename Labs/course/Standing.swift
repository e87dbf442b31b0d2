// Where a student stands with a lab: worked out from the files, and remembered by their content.

import Foundation
import GraderKit

/// What a lab has come to, as its files are now.
struct Standing: Codable {
  enum State: String, Codable {
    case notStarted = "not started"
    case doesNotCompile = "does not compile"
    case fails
    case passes
    /// All requirements are met, and there is something to say all the same.
    case passesBut = "passes, but"
  }

  let state: State
  /// How many requirements are met, and how many there are that can be checked here.
  var passed = 0
  var of = 0
  /// A verdict for each requirement, if it came to that.
  var lines: [Line] = []
  /// What the compiler said.
  var remarks: [Build.Remark] = []
  /// What is to be said of one that passes all the same.
  var but: String?

  var isGood: Bool { state == .passes || state == .passesBut }

  /// The failure to look at: the first that was found.
  var failure: Line? { lines.first { $0.verdict == "failed" } }
}

extension Lab {
  /// Where it stands, if that can be told at once: from the file, if its first step is not written, or
  /// from what the same files came to before.
  var knownStanding: Standing? {
    if let data = FileManager.default.contents(atPath: memory.path),
      let standing = try? JSONDecoder().decode(Standing.self, from: data)
    {
      return standing
    }
    let isUntouched = (try? steps().first?.number) == 1
    return isUntouched ? Standing(state: .notStarted, of: requirements.count) : nil
  }

  /// The same, worked out if need be.
  func standing() throws -> Standing {
    if let known = knownStanding { return known }
    return try check { lines, count in
      Terminal.show("\(name): \(Terminal.bar(lines, of: count, width: 40))")
    }
  }

  /// Builds the lab, has it graded, and remembers what it came to.
  ///
  /// - Parameter look: gets the verdicts so far, and how many there will be, again and again. If it
  ///   throws, that is all.
  func check(_ look: ([Line], Int) throws -> Void) throws -> Standing {
    // What is graded is what was written when this began.
    let memory = memory
    let standing = try judged(look)
    Terminal.clearLine()
    try FileManager.default.createDirectory(
      at: memory.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder().encode(standing).write(to: memory, options: .atomic)
    return standing
  }

  private func judged(_ look: ([Line], Int) throws -> Void) throws -> Standing {
    guard hasFile else {
      throw Complaint(
        "\(starterPath) is not there: swift run course reset \(number) puts the starter in its place",
        status: 1)
    }
    let graders = try Build.product(Build.graders)
    guard graders.isDone else {
      let words = graders.remarks.map(\.text).joined(separator: "\n")
      throw Complaint("the graders do not compile; were they changed?\n\(words)", status: 1)
    }
    let build = try Build.product(name, isAnew: true)
    let remarks = build.remarks
    let count = requirements.count
    guard build.isDone else { return Standing(state: .doesNotCompile, of: count, remarks: remarks) }

    let width = ["GRADER_WIDTH": "\(Terminal.width - 2)"]
    let lines = try graded(width) { try look($0, count) }.lines
    if lines.contains(where: { $0.verdict == "not started" }) {
      return Standing(state: .notStarted, of: count, lines: lines, remarks: remarks)
    }
    let passed = lines.count { $0.verdict == "passed" }
    let skipped = lines.count { $0.verdict == "skipped" }
    let isGood = passed + skipped == lines.count
    let but = isGood ? try reservation(build, skipped: skipped) : nil
    let state: Standing.State = !isGood ? .fails : but == nil ? .passes : .passesBut
    return Standing(
      state: state, passed: passed, of: lines.count - skipped, lines: lines, remarks: remarks,
      but: but)
  }

  /// What a lab misses that meets all requirements.
  private func reservation(_ build: Build, skipped: Int) throws -> String? {
    if let step = try steps().first { return "step \(step.number) is not written" }
    if let warning = build.remarks.first(where: \.isWarning) {
      let words = warning.title.split(separator: ": warning: ")
      let place = words[0].split(separator: ":").dropFirst().first ?? ""
      return "line \(place): \(words.last ?? "")"
    }
    return skipped == 0 ? nil : "\(skipped) could not be checked here"
  }

  // MARK: Memory

  /// What its files say, as one word: another content has another one.
  var content: String {
    var print = Fingerprint()
    print.add(folder: "Labs/\(folder)")
    return print.description
  }

  /// Whether the file that the student edits is there.
  var hasFile: Bool {
    FileManager.default.fileExists(atPath: Subject.root.appendingPathComponent(starterPath).path)
  }

  /// The file that remembers what these files came to. Whoever removes `.build` loses time alone.
  private var memory: URL {
    var print = Lab.printOfGraders
    print.add(folder: "Labs/\(folder)")
    return Standing.folder.appendingPathComponent("\(name)-\(print).json")
  }

  /// What a verdict rests on beside the lab itself.
  private static let printOfGraders: Fingerprint = {
    var print = Fingerprint()
    for folder in ["Labs/LabKit", "Labs/Libc", "Labs/Sockets", "Tests/GraderKit", "Tests/Graders"] {
      print.add(folder: folder)
    }
    return print
  }()
}

extension Standing {
  /// Where the guide remembers something.
  static let folder = Subject.products.appendingPathComponent("course-memory")
}

/// The content of files as one number: another content has another one, but for a chance in 2^64.
private struct Fingerprint: CustomStringConvertible {
  // FNV-1a, eight bytes at a time.
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  var description: String { String(hash, radix: 16) }

  /// Adds all Swift files of a folder, with their names.
  mutating func add(folder: String) {
    let folder = Subject.root.appendingPathComponent(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.filter({ $0.hasSuffix(".swift") }).sorted() {
      add(Data(name.utf8))
      add(FileManager.default.contents(atPath: folder.appendingPathComponent(name).path) ?? Data())
    }
  }

  private mutating func add(_ data: Data) {
    data.withUnsafeBytes { bytes in
      var next = 0
      while next + 8 <= bytes.count {
        add(bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self))
        next += 8
      }
      for byte in bytes[next...] { add(UInt64(byte)) }
    }
    add(UInt64(data.count))
  }

  private mutating func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01b3 }
}
