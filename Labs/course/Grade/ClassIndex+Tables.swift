// The tables of index.html: students by labs, the labs, and the most common mistakes.

import Foundation
import GraderKit

extension ClassIndex {
  // MARK: Students

  var classTable: HTML {
    let heads = labs.map { lab -> HTML in
      "<th scope=\"col\" data-kind=\"number\">\(Feedback.title(lab))</th>"
    }
    let options = states.map { state -> HTML in "<option>\(state.rawValue)</option>" }
    let hasDates = rows.contains { $0.student.submitted != nil }
    let dates: HTML = hasDates ? "<th scope=\"col\" data-kind=\"number\">Handed in (UTC)</th>" : ""
    return """
      <section id="students">
      <h2>Students</h2>
      <div id="controls" class="controls" hidden>
      <label>Search <input id="search" type="search" placeholder="name or mistake"></label>
      <label>State <select id="state"><option value="">any</option>\(options)</select></label>
      <output id="count" aria-live="polite"></output>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label="Students">
      <table id="class" class="sortable cards" role="table">
      <caption>Points and state of each lab. Select a state to read the report.</caption>
      <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Student</th>
      \(heads)
      <th scope="col" data-kind="number" class="number">Points</th>
      \(dates)
      <th scope="col" data-kind="number" class="number">Time</th></tr></thead>
      <tbody role="rowgroup">
      \(rows.map { self.row($0, hasDates: hasDates) })
      </tbody>
      </table>
      </div>
      </section>
      """
  }

  private func row(_ row: Row, hasDates: Bool) -> HTML {
    let student = row.student
    let (points, all) = row.points
    let states = row.states.map(\.rawValue).sorted().joined(separator: ",")
    let mistakes = row.mistakes.map(\.name).sorted().joined(separator: " ")
    let number: HTML = student.number.map { " <span class=\"soft block\">\($0)</span>" } ?? ""
    let late: HTML = student.isLate ? " <span class=\"late\">late</span>" : ""
    let date: HTML =
      student.submitted.map { date in
        """
        <td role="cell" data-label="Handed in" data-key="\(Int(date.timeIntervalSince1970))">\
        <span class="date">\(minute(date).prefix(10))</span> <span class="soft block">\(minute(date).dropFirst(11).prefix(5))\
        </span></td>
        """
      } ?? "<td role=\"cell\" data-label=\"Handed in\" data-key=\"0\"></td>"
    return """
      <tr role="row" data-states="\(states)" data-mistakes="\(mistakes)">\
      <th scope="row" role="rowheader">\(row.link)\(number)\(late)</th>
      \(labs.map { cell(row, $0) })
      <td role="cell" data-label="Points" data-key="\(points)" class="number">\
      \(points) of \(all)</td>
      \(hasDates ? date : "")
      <td role="cell" data-label="Time" data-key="\(fixed(row.seconds, 2))" class="number">\
      \(duration(row.seconds))</td></tr>
      """
  }

  /// The state in a color and a word, with the points.
  private func cell(_ row: Row, _ lab: String) -> HTML {
    let title = Feedback.title(lab)
    guard let feedback = row.labs[lab] else {
      return "<td role=\"cell\" data-label=\"\(title)\" data-key=\"-2\">no result</td>"
    }
    let score = feedback.score
    let counts = feedback.mark.counts
    return """
      <td role="cell" data-label="\(title)" data-key="\(counts ? score.points : -1)">\
      <a class="report" href="students/\(row.slug).html#\(feedback.anchor)">\
      \(feedback.mark.state.chip) <span class="soft">\
      \(counts ? "\(score.points) of \(score.of)" : "no mark")</span></a></td>
      """
  }

  // MARK: Labs

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

  // MARK: Mistakes

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

/// `8.4 s`, `12 min`, `3.2 h`
private func duration(_ seconds: Double) -> String {
  if seconds < 120 { return "\(fixed(seconds, 1)) s" }
  return seconds < 7200 ? "\(Int(seconds / 60)) min" : "\(fixed(seconds / 3600, 1)) h"
}
