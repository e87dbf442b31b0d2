// Compares the programs of a class, and lists pairs that share much of their code.

/// Programs of one lab that resemble each other.
package struct SimilarPair: Codable, Sendable {
  /// The two sides. Programs with the same tokens share a side, and each name is a student's.
  package let first: [String]
  package let second: [String]
  /// How much of the shorter program is in the other one too, not counting the starter.
  package let percent: Int
  /// Where: the longest places, in order. They're those of the first name of each side.
  package let places: [Place]

  /// Lines of the two programs that have the same tokens.
  package struct Place: Codable, Sendable {
    package let first: Lines
    package let second: Lines
  }

  /// Lines of a file.
  package struct Lines: Codable, Sendable, CustomStringConvertible {
    package let file: String
    package let from: Int
    package var to: Int

    /// `main.swift:12-30`. The student chose the file's name.
    package var description: String { "\(printable(file)):\(from)-\(to)" }
  }

  /// What every list of pairs must say.
  package static let note =
    "This list accuses no student. Programs that do the same thing with the same calls resemble each "
    + "other, most of all in short labs, and two students may have learned from the same page. Read "
    + "both places, and talk to both students, before you conclude anything. The starter's code, "
    + "comments, names, numbers, texts, and layout don't count. Code that more than a quarter of "
    + "the class wrote counts only in programs that are the same as a whole."
}

/// The programs of one lab, to be compared with each other.
package struct Similarity {
  /// A student's files.
  package struct Program {
    package let student: String
    package let files: [(name: String, bytes: [UInt8])]

    package init(student: String, files: [(name: String, bytes: [UInt8])]) {
      (self.student, self.files) = (student, files)
    }
  }

  /// A program, and all students who handed it in, perhaps with other names and layout.
  struct Entry {
    var students: [String]
    let files: [String]
    let prints: Fingerprints
  }

  /// A program with fewer fingerprints of its own is too short to compare.
  package static let least = 20

  private var entries: [Entry] = []
  /// The programs that have each fingerprint, without those that too many programs share.
  private var index: [UInt64: [Int]] = [:]
  /// How many of each program's fingerprints are in the index.
  private var counts: [Int] = []

  /// - Parameter starter: the text that all students began with.
  package init(_ programs: [Program], starter: String) {
    let given = Fingerprints.all([SourceTokens(Array(starter.utf8), file: "main.swift")])
    var known: [[UInt64]: Int] = [:]
    for program in programs {
      let tokens = program.files.map { SourceTokens($0.bytes, file: $0.name) }
      let prints = Fingerprints(tokens, without: given)
      if prints.places.count < Similarity.least { continue }
      let key = tokens.flatMap(\.codes)
      if let same = known[key] {
        entries[same].students.append(program.student)
      } else {
        known[key] = entries.count
        let names = program.files.map(\.name)
        entries.append(Entry(students: [program.student], files: names, prints: prints))
      }
    }
    for (number, entry) in entries.enumerated() {
      for print in entry.prints.places.keys { index[print, default: []].append(number) }
    }
    // What many independent programs contain is what the lab asks for.
    let most = max(10, entries.count / 4)
    index = index.filter { $0.value.count <= most }
    counts = Array(repeating: 0, count: entries.count)
    for numbers in index.values { for number in numbers { counts[number] += 1 } }
  }

  /// The pairs that share at least this percentage, the most similar first.
  package func pairs(from percent: Int) -> [SimilarPair] {
    // Only programs that share a fingerprint are compared.
    let count = entries.count
    var shared = [Int32](repeating: 0, count: count * count)
    for numbers in index.values where numbers.count > 1 {
      for (place, a) in numbers.enumerated() {
        for b in numbers[(place + 1)...] { shared[a * count + b] += 1 }
      }
    }
    var pairs = entries.compactMap(samePrograms)
    for a in 0..<count {
      for b in a + 1..<max(count, a + 1) where shared[a * count + b] > 0 {
        let shorter = min(counts[a], counts[b])
        let part = Int(shared[a * count + b]) * 100 / shorter
        if part < percent || shorter < Similarity.least { continue }
        pairs.append(
          SimilarPair(
            first: entries[a].students, second: entries[b].students, percent: part,
            places: entries[a].places(sharedWith: entries[b])))
      }
    }
    return pairs.sorted {
      ($1.percent, $0.first[0], $0.second[0]) < ($0.percent, $1.first[0], $1.second[0])
    }
  }

  /// The pair of the students with the same program: the first of them, and all others.
  private func samePrograms(_ entry: Entry) -> SimilarPair? {
    if entry.students.count < 2 { return nil }
    return SimilarPair(
      first: [entry.students[0]], second: Array(entry.students.dropFirst()), percent: 100,
      places: entry.places(sharedWith: entry))
  }
}
