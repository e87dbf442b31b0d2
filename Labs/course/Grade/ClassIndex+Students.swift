// The table of index.html that matters most: students by labs.

import Foundation
import GraderKit

extension ClassIndex {
  var classTable: HTML {
    let options = states.map { state -> HTML in "<option>\(state.rawValue)</option>" }
    let hasDates = rows.contains { $0.student.submitted != nil }
    let isByNumber: HTML = "data-kind=\"number\""
    let heads =
      [head("Student"), number("Points")]
      + labs.map { head("\(Feedback.title($0))", isByNumber) }
      + (hasDates ? [head("Handed in (UTC)", isByNumber)] : []) + [number("Time")]
    let rows = rows.map { row($0, hasDates: hasDates) }
    return """
      <section id="students">
      <h2>Students</h2>
      <div id="controls" class="controls" hidden>
      <label>Search <input id="search" type="search" placeholder="name or mistake"></label>
      <label>State <select id="state"><option value="">any</option>\(options)</select></label>
      <output id="count" aria-live="polite"></output>
      <span class="hint soft">Select a heading to sort.</span>
      </div>
      <p class="soft">Points and state of each lab. Select a state to read the report.</p>
      \(table("Students", "id=\"class\" ", heads: heads, rows: rows))
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
        <td role="cell" data-label="Handed in" data-key="\(fixed(date.timeIntervalSince1970, 0))" \
        class="line">\
        <span class="whole">\(minute(date).prefix(10))</span> \
        <span class="soft block">\(minute(date).dropFirst(11).prefix(5))</span></td>
        """
      } ?? "<td role=\"cell\" data-label=\"Handed in\" data-key=\"0\"></td>"
    return """
      <tr role="row" data-states="\(states)" data-mistakes="\(mistakes)">\
      <th scope="row" role="rowheader">\(row.link)\(number)\(late)</th>
      <td role="cell" data-label="Points" data-key="\(points)" class="number">\
      \(points) of \(all)</td>
      \(labs.map { cell(row, $0) })
      \(hasDates ? date : "")
      <td role="cell" data-label="Time" data-key="\(fixed(row.seconds, 2))" class="number">\
      \(duration(row.seconds))</td></tr>
      """
  }

  /// The state in a color and a word, with the points.
  private func cell(_ row: Row, _ lab: String) -> HTML {
    let title = Feedback.title(lab)
    guard let feedback = row.labs[lab] else {
      return """
        <td role="cell" data-label="\(title)" data-key="-2" class="line">no result</td>
        """
    }
    let score = feedback.score
    let counts = feedback.mark.counts
    return """
      <td role="cell" data-label="\(title)" data-key="\(counts ? score.points : -1)" class="line">\
      <a class="report" href="students/\(row.slug).html#\(feedback.anchor)">\
      \(feedback.mark.state.chip) <span class="soft">\
      \(counts ? "\(score.points) of \(score.of)" : "no mark")</span></a></td>
      """
  }
}

/// `8.4 s`, `12 min`, `3.2 h`
func duration(_ seconds: Double) -> String {
  if seconds < 120 { return "\(fixed(seconds, 1)) s" }
  return seconds < 7200 ? "\(Int(seconds / 60)) min" : "\(fixed(seconds / 3600, 1)) h"
}
