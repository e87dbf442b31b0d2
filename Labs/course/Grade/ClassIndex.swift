// The class as values: a row per student, a summary per lab, and the most common mistakes.

import GraderKit

/// What `index.html` shows.
struct ClassIndex {
  let run: ClassRun
  /// The students in the order of their names.
  let rows: [Row]
  /// The labs in order, such as `lab04`.
  let labs: [String]
  let marks: [Mark]

  /// A student's labs, by name.
  struct Row {
    let student: Student
    /// The name of the student's pages, without the extension.
    let slug: String
    let labs: [String: Feedback]

    var mistakes: Set<Mistake> { Set(labs.values.flatMap(\.failures).compactMap(\.mistake)) }
    var states: Set<Mark.State> { Set(labs.values.map(\.mark.state)) }
    var seconds: Double { labs.values.map(\.mark.audit.seconds).reduce(0, +) }

    /// The points of the labs that have a mark, and of how many.
    var points: (Int, of: Int) {
      let scores = labs.values.filter(\.mark.counts).map(\.score)
      return (scores.map(\.points).reduce(0, +), scores.map(\.of).reduce(0, +))
    }
  }

  /// A mistake, and the students whose programs make it, each with the lab.
  struct Common {
    let mistake: Mistake
    let students: [(row: Row, lab: Feedback)]
  }

  /// The mistakes of the class, the most common first.
  var mistakes: [Common] {
    var found: [Mistake: [(row: Row, lab: Feedback)]] = [:]
    for row in rows {
      var seen: Set<Mistake> = []
      for lab in labs.compactMap({ row.labs[$0] }) {
        for mistake in lab.failures.compactMap(\.mistake) where seen.insert(mistake).inserted {
          found[mistake, default: []].append((row, lab))
        }
      }
    }
    // In the order of the table of mistakes, where two are equally common.
    return Mistake.all.compactMap { mistake in
      found[mistake].map { Common(mistake: mistake, students: $0) }
    }.enumerated().sorted { a, b in
      (b.element.students.count, a.offset) < (a.element.students.count, b.offset)
    }.map(\.element)
  }

  /// What the class did in a lab.
  struct Summary {
    let name: String
    let states: [Mark.State: Int]
    /// The mean of the points, and of how many; nil if no mark counts.
    let points: (mean: Double, of: Int)?
    let seconds: (median: Double, longest: Double)
  }

  var summaries: [Summary] {
    labs.map { name in
      let feedback = rows.compactMap { $0.labs[name] }
      let scores = feedback.filter(\.mark.counts).map(\.score)
      let mean = Double(scores.map(\.points).reduce(0, +)) / Double(max(1, scores.count))
      let times = feedback.map(\.mark.audit.seconds).filter { $0 > 0 }.sorted()
      return Summary(
        name: name, states: Dictionary(feedback.map { ($0.mark.state, 1) }, uniquingKeysWith: +),
        points: scores.isEmpty ? nil : (mean, scores.map(\.of).max() ?? 0),
        seconds: (times.isEmpty ? 0 : times[times.count / 2], times.last ?? 0))
    }
  }

  /// The states that occur, the good ones first.
  var states: [Mark.State] {
    let found = Set(marks.map(\.state))
    let order: [Mark.State] = [
      .passes, .fails, .doesNotCompile, .notStarted, .empty, .missing, .inconsistent, .graderFailed,
    ]
    return order.filter(found.contains)
  }

  /// How many labs were graded with each isolation, or with each set of versions.
  func counts(of property: (Mark.Audit) -> String) -> [(name: String, count: Int)] {
    Dictionary(grouping: marks.map { property($0.audit) }.filter { !$0.isEmpty }, by: \.self)
      .map { ($0.key, $0.value.count) }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }
}
