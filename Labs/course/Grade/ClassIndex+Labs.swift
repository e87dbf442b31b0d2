// The tables of index.html about the whole class: its labs, and its most common mistakes.

import Foundation
import GraderKit

extension ClassIndex {
  var labTable: HTML {
    let rows = summaries.map { lab -> HTML in
      let points = lab.points.map { "\(fixed($0.mean, 1)) of \($0.of)" } ?? ""
      return """
        <tr role="row"><th scope="row" role="rowheader" class="whole">\(Feedback.title(lab.name))</th>
        <td role="cell" data-label="Mean points" data-key="\(fixed(lab.points?.mean ?? -1, 3))" \
        class="number">\(points)</td>
        \(time("Median time", lab.seconds.median))
        \(time("Longest", lab.seconds.longest))
        <td role="cell" data-key="\(lab.states[.passes] ?? 0)" class="line">\(bar(lab))</td></tr>
        """
    }
    let heads = [
      head("Lab"), number("Mean points"), number("Median time"), number("Longest"),
      head("The class", "data-kind=\"number\""),
    ]
    return """
      <section id="labs">
      <h2>Labs</h2>
      \(table("Labs", heads: heads, rows: rows))
      </section>
      """
  }

  private func time(_ title: String, _ seconds: Double) -> HTML {
    """
    <td role="cell" data-label="\(title)" data-key="\(fixed(seconds, 2))" class="number">\
    \(duration(seconds))</td>
    """
  }

  /// How many students are in each state, as lengths and as numbers.
  private func bar(_ lab: Summary) -> HTML {
    var start = 0
    let counts = states.compactMap { state in lab.states[state].map { (state, count: $0) } }
    let parts = counts.map { state, count -> HTML in
      defer { start += count }
      return "<rect class=\"\(state.style)\" x=\"\(start)\" width=\"\(count)\" height=\"1\"></rect>"
    }
    let chips = counts.map { state, count -> HTML in
      "<span class=\"chip \(state.style)\">\(count) \(state.rawValue)</span>"
    }
    return """
      <svg class="bar" viewBox="0 0 \(max(1, start)) 1" preserveAspectRatio="none" \
      aria-hidden="true">\(parts)</svg>
      \(chips)
      """
  }

  var mistakeTable: HTML {
    let rows = mistakes.map { common -> HTML in
      let count = common.students.count
      let links = common.students.map { student -> HTML in
        """
        <li><a href="students/\(student.row.slug).html#\(student.lab.anchor)">\
        <bdi>\(student.row.student.name)</bdi></a> <span class="soft">\(student.lab.title)</span></li>
        """
      }
      return """
        <tr role="row"><td role="cell" data-label="Students" data-key="\(count)" class="number">\
        \(count)</td>
        <td role="cell" class="whole"><code>\(common.mistake.name)</code></td>
        <td role="cell" class="line">\(common.mistake.sentence)</td>
        <td role="cell" data-key="\(count)" class="line screen"><details><summary>Show \(count)\
        </summary><ul class="plain">\(links)</ul></details></td></tr>
        """
    }
    let heads = [
      number("Students"), head("Mistake"), head("What is wrong"),
      head("Reports", "data-kind=\"number\" class=\"screen\""),
    ]
    return """
      <section id="mistakes">
      <h2>The most common mistakes</h2>
      \(mistakes.isEmpty ? "<p>There are none.</p>" : table("Mistakes", heads: heads, rows: rows))
      </section>
      """
  }
}
