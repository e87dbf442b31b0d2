// A student's page in HTML: it has no script, and needs no other file.

extension StudentPage {
  var html: HTML {
    let warning = StudentPage.unprotected
    let callout: HTML =
      isUnprotected
      ? "<p class=\"callout\"><strong>\(warning[0])</strong> \(warning[1])</p>" : ""
    let rows = labs.map { feedback -> HTML in
      """
      <tr><th scope="row"><a href="#\(feedback.anchor)">\(feedback.title)</a></th>
      <td>\(feedback.mark.state.chip)</td><td class="number">\(feedback.cell)</td></tr>
      """
    }
    return .document(
      title: "\(student.name), \(run.title)",
      body: """
        <header>
        <p class="over">\(run.title)</p>
        <h1><bdi>\(student.name)</bdi></h1>
        <p>\(total)</p>
        </header>
        \(callout)
        <main>
        <table class="overview">
        <caption>Your labs</caption>
        <thead><tr><th scope="col">Lab</th><th scope="col">State</th>
        <th scope="col" class="number">Points</th></tr></thead>
        <tbody>
        \(rows)
        </tbody>
        </table>
        \(labs.map(\.section))
        \(leftOut)
        </main>
        <footer class="imprint">
        \(imprints.map { line -> HTML in "<p>\(line)</p>" })
        </footer>
        """)
  }

  private var leftOut: HTML {
    let items = ignored.files.map { file -> HTML in
      "<li><code>\(file.path)</code>: \(file.reason)</li>"
    }
    return items.isEmpty
      ? ""
      : """
      <section>
      <h2>Files that were left out</h2>
      <ul>\(items)</ul>
      <p>\(ignored.more)</p>
      </section>
      """
  }
}

extension Feedback {
  /// The name of the lab in a link. It has only letters and digits.
  var anchor: String { mark.lab.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } }

  fileprivate var cell: String { mark.counts ? "\(score.points) of \(score.of)" : "no mark" }

  fileprivate var section: HTML {
    let note: HTML = score.note.map { "<p class=\"note\">\($0)</p>" } ?? ""
    let next: HTML = nextStep.map { "<p class=\"next\"><b>The next step</b> \($0)</p>" } ?? ""
    let rest: HTML = counts.isEmpty ? "" : "<p>\(counts)</p>"
    func sources(_ texts: [[String]]) -> [HTML] {
      texts.map { "<pre class=\"source\" tabindex=\"0\">\(lines: $0)</pre>" }
    }
    let warnings = sources(compilerWarnings)
    return """
      <section id="\(anchor)" class="lab">
      <h2>\(title) \(mark.state.chip) <span class="points">\(points)</span></h2>
      \(note)
      <p>\(summary.joined(separator: " "))</p>
      \(sources(compilerErrors))
      \(next)
      \(failures.map(\.article))
      \(rest)
      \(warnings.isEmpty ? [] : ["<h3>Compiler warnings</h3>"] + warnings)
      </section>
      """
  }
}

extension Feedback.Failure {
  fileprivate var article: HTML {
    let name: HTML =
      mistake.map {
        "<p class=\"mistake\"><strong>\($0.sentence)</strong> <code>\($0.name)</code></p>"
      } ?? ""
    let next: HTML =
      mistake.map {
        """
        <p class="next"><b>The next step</b> \($0.nextStep)
        <span class="reference">\($0.section.reference)</span></p>
        """
      } ?? ""
    let also = others.map { other -> HTML in "<li>\(other)</li>" }
    let list: HTML = """
      <details><summary>Also failed with this mistake: \(also.count)</summary>
      <ul>\(also)</ul></details>
      """
    return """
      <article>
      <h3>\(title)</h3>
      \(name)
      \(details.map { detail -> HTML in "<p>\(detail)</p>" })
      \(block("The conversation", conversation))
      \(block("The program", program))
      \(next)
      \(also.isEmpty ? [] : [list])
      </article>
      """
  }

  private func block(_ title: HTML, _ lines: [String]) -> HTML {
    lines.isEmpty ? "" : "<h4>\(title)</h4>\n<pre class=\"lines\">\(lines: lines)</pre>"
  }
}
