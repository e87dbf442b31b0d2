// The table of marks, `marks.csv`.

/// The marks of a class. Two runs with the same verdicts give the same bytes.
package enum MarksTable {
  /// The table as CSV, sorted by student and lab. There are columns for the penalty only if a due
  /// date was given. A lab that doesn't count has no points, so that no one takes them for a mark.
  package static func text(_ labs: [ScoredLab], showsLateness: Bool) -> String {
    let sorted = labs.sorted {
      ($0.graded.student, $0.graded.lab.name) < ($1.graded.student, $1.graded.lab.name)
    }
    let lateTitles = showsLateness ? ["raw points", "late"] : []
    let header = ["student", "number", "lab", "points", "of"] + lateTitles
    let rows = sorted.map { scored in
      let graded = scored.graded
      let cells = [
        printable(graded.student), printable(graded.number ?? ""), graded.lab.name,
        number(scored.points), number(scored.of),
      ]
      let lateness = showsLateness ? [number(scored.raw), scored.late] : []
      return cells + lateness + [graded.state, graded.firstMistake]
    }
    return CSV.table([header + ["state", "first mistake"]] + rows)
  }

  private static func number(_ value: Int?) -> String { value.map(String.init) ?? "" }
}
