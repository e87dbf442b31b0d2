// The tables of index.html about the whole class: its labs, and its most common mistakes.

import Foundation
import GraderKit

extension ClassIndex {
  var labTable: HTML {
    let heads = states.map { state -> HTML in
      "<th scope=\"col\" data-kind=\"number\" class=\"number\">\(state.chip)</th>"
    }
    let rows = summaries.map { lab -> HTML in
      let cells = states.map { state -> HTML in
        "<td class=\"number\">\(lab.states[state] ?? 0)</td>"
      }
      let points = lab.points.map { "\(fixed($0.mean, 1)) of \($0.of)" } ?? ""
      return """
        <tr><th scope="row">\(Feedback.title(lab.name))</th>
        <td data-key="\(lab.states[.passes] ?? 0)">\(bar(lab))</td>
        <td class="number" data-key="\(fixed(lab.points?.mean ?? -1, 3))">\(points)</td>
        \([lab.seconds.median, lab.seconds.longest].map(time))
        \(cells)</tr>
        """
    }
    return """
      <section id="labs">
      <h2>Labs</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Labs">
      <table class="sortable">
      <thead><tr><th scope="col">Lab</th><th scope="col" data-kind="number">The class</th>
      <th scope="col" data-kind="number" class="number">Mean points</th>
      <th scope="col" data-kind="number" class="number">Median time</th>
      <th scope="col" data-kind="number" class="number">Longest</th>
      \(heads)</tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      </div>
      </section>
      """
  }

  private func time(_ seconds: Double) -> HTML {
    "<td class=\"number\" data-key=\"\(fixed(seconds, 2))\">\(duration(seconds))</td>"
  }

  /// How many students are in each state, as lengths. The cells beside it say the same in numbers.
  private func bar(_ lab: Summary) -> HTML {
    var start = 0
    let parts = states.map { state -> HTML in
      let count = lab.states[state] ?? 0
      defer { start += count }
      return "<rect class=\"\(state.style)\" x=\"\(start)\" width=\"\(count)\" height=\"1\"></rect>"
    }
    return """
      <svg class="bar" viewBox="0 0 \(max(1, start)) 1" preserveAspectRatio="none" \
      aria-hidden="true">\(parts)</svg>
      """
  }

  var mistakeTable: HTML {
    let rows = mistakes.map { common -> HTML in
      let links = common.students.map { student -> HTML in
        """
        <li><a href="students/\(student.row.slug).html#\(student.lab.anchor)">\
        <bdi>\(student.row.student.name)</bdi></a> <span class="soft">\(student.lab.title)</span></li>
        """
      }
      return """
        <tr><td class="number" data-key="\(common.students.count)">\(common.students.count)</td>
        <td><code>\(common.mistake.name)</code></td>
        <td>\(common.mistake.sentence)</td>
        <td data-key="\(common.students.count)"><details><summary>Show \(common.students.count)</summary><ul class="plain">\(links)</ul></details></td></tr>
        """
    }
    let table: HTML = """
      <div class="scroll" tabindex="0" role="region" aria-label="Mistakes">
      <table class="sortable">
      <thead><tr><th scope="col" data-kind="number" class="number">Students</th>
      <th scope="col">Mistake</th><th scope="col">What is wrong</th><th scope="col" data-kind="number">Reports</th></tr></thead>
      <tbody>
      \(rows)
      </tbody>
      </table>
      </div>
      """
    return """
      <section id="mistakes">
      <h2>The most common mistakes</h2>
      \(mistakes.isEmpty ? "<p>There are none.</p>" : table)
      </section>
      """
  }
}
