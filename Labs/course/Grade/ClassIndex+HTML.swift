// index.html: the class as a table, and what it has in common.

import Foundation
import GraderKit

extension ClassIndex {
  var html: HTML {
    .document(title: run.title, body: body, hasScript: true)
  }

  private var body: HTML {
    let people = "\(rows.count) \(rows.count == 1 ? "student" : "students")"
    let due =
      run.due.map { due -> HTML in ", due <span class=\"whole\">\(minute(due))</span>" } ?? ""
    let sections: [HTML] =
      rows.isEmpty
      ? ["<p>There are no submissions.</p>"]
      : [navigation, labTable, classTable, mistakeTable, similarPrograms, grading]
    return """
      <div class="wide">
      <header>
      <h1>\(run.title)</h1>
      <p>\(people), \(labs.count) \(labs.count == 1 ? "lab" : "labs")\(due). \
      Reported on <span class="whole">\(minute(run.date))</span>.</p>
      </header>
      \(warning)
      <main>
      \(sections)
      </main>
      </div>
      """
  }

  private var warning: HTML {
    let count = marks.count { $0.audit.isUnprotected }
    if count == 0 { return "" }
    return """
      <p class="callout"><strong>\(count) of \(marks.count) results come without isolation.</strong>
      Only limits of time, memory, and output held those programs. Limits can't keep a program from
      reading other files of its user, such as solutions and other submissions, from changing them,
      from connecting to other machines, or from ending other programs. Don't rely on these marks
      unless you trust the students, or grade again with <code>--require-isolation</code>.</p>
      """
  }

  private var navigation: HTML {
    let similar: HTML = run.pairs.isEmpty ? "" : "<a href=\"#similar\">Similar programs</a>"
    return """
      <nav aria-label="Sections"><a href="#labs">Labs</a> <a href="#students">Students</a>
      <a href="#mistakes">Mistakes</a> \(similar) <a href="#grading">Grading</a></nav>
      """
  }

  private var similarPrograms: HTML {
    if run.pairs.isEmpty { return "" }
    let pairs = run.pairs.map { pair -> HTML in
      let percent = Int((pair.similarity * 100).rounded())
      return """
        <tr role="row"><td role="cell" data-label="Similarity" data-key="\(percent)" class="number">\
        \(percent)%</td>
        <td role="cell" class="whole">\(Feedback.title(pair.lab))</td>
        \(place("One program", pair.first))
        \(place("The other", pair.second))</tr>
        """
    }
    let heads = [number("Similarity"), head("Lab"), head("One program"), head("The other")]
    return """
      <section id="similar">
      <h2>Similar programs</h2>
      <p class="note">\(SimilarPair.note)</p>
      \(table("Similar programs", heads: heads, rows: pairs))
      </section>
      """
  }

  /// Links to the pages of all students who handed in this program.
  private func place(_ title: String, _ place: ClassRun.Place) -> HTML {
    let students = place.students.map { name -> HTML in
      let row = rows.first { $0.student.name == name }
      return "<li>\(row?.link ?? "<bdi>\(name)</bdi>")</li>"
    }
    return """
      <td role="cell" data-label="\(title)" class="line names"><ul class="plain">\(students)</ul>
      <span class="soft">\(place.lines)</span></td>
      """
  }

  private var grading: HTML {
    func list(_ title: HTML, _ counts: [(name: String, count: Int)]) -> HTML {
      let items = counts.map { item -> HTML in
        """
        <dd>\(item.name) <span class="soft">\(item.count) \(item.count == 1 ? "result" : "results")\
        </span></dd>
        """
      }
      return counts.isEmpty ? "" : "<dt>\(title)</dt>\(items)"
    }
    return """
      <section id="grading">
      <h2>Grading</h2>
      <dl>
      \(list("Isolation", counts(of: \.isolation)))
      \(list("Versions", counts(of: \.versions)))
      </dl>
      </section>
      """
  }
}

extension ClassIndex.Row {
  /// A link to the student's page.
  var link: HTML { "<a href=\"students/\(slug).html\"><bdi>\(student.name)</bdi></a>" }
}
