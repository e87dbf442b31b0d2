// The pairs of similar programs in a class, and their table.

import GraderKit

/// The similar programs of a class, lab by lab.
struct SimilarPrograms: Codable, Sendable {
  /// In the order of the labs; in each, the most similar first.
  let pairs: [LabPair]

  struct LabPair: Codable, Sendable {
    /// `lab04`
    let lab: String
    let pair: SimilarPair
  }

  /// The share that two programs must have in common to be listed.
  static let usualPercent = 60

  /// Compares all programs in Swift or Python. Its only error is a changed handout or solution.
  init(_ submissions: [Submission], labs: [Lab], from percent: Int = usualPercent) throws {
    pairs = try labs.flatMap { lab in
      let programs = submissions.flatMap { submission in
        submission.labs.filter { $0.lab == lab }.map { files in
          Similarity.Program(
            student: submission.student.name, files: files.files.map { ($0.name, $0.bytes) })
        }
      }
      let similarity = Similarity(programs, starter: try lab.starter())
      return similarity.pairs(from: percent).map { LabPair(lab: lab.name, pair: $0) }
    }
  }

  /// The text of `similar.csv`: a line per place, and the note.
  var table: String {
    let header = ["lab", "percent", "student", "lines", "other student", "other lines"]
    let rows = pairs.flatMap { one in
      let pair = one.pair
      let sides = [pair.first, pair.second].map { $0.map(printable).joined(separator: "; ") }
      return pair.places.map { place in
        [one.lab, "\(pair.percent)", sides[0], "\(place.first)", sides[1], "\(place.second)"]
      }
    }
    return CSV.table([header] + rows + [["note", "", SimilarPair.note, "", "", ""]])
  }
}
