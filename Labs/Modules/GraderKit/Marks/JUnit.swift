// JUnit XML, which most build servers show.

extension [ScoredLab] {
  /// The results of one submission as JUnit XML. A requirement that wasn't checked is a failure,
  /// because a test case without an element of its own counts as passed.
  package var junit: String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>"]
    for scored in self {
      let checked = CheckedRequirement.all(of: scored.graded)
      func total(_ outcome: CheckedRequirement.Outcome) -> Int {
        checked.count { $0.outcome == outcome }
      }
      let lab = scored.graded.lab.name
      lines.append(
        "  <testsuite name=\"\(lab)\" tests=\"\(checked.count)\" failures=\"\(total(.failed))\" "
          + "errors=\"\(total(.broken))\" skipped=\"\(total(.skipped))\">")
      for one in checked { lines += one.testCase }
      lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>", ""]).joined(separator: "\n")
  }
}

extension CheckedRequirement {
  fileprivate var testCase: [String] {
    let head = "    <testcase classname=\"\(xml(lab.grader))\" name=\"\(xml(sentence))\""
    let words = "message=\"\(xml(message))\""
    let element: String
    switch outcome {
    case .passed: return ["\(head)/>"]
    case .skipped: element = "<skipped \(words)/>"
    case .failed: element = "<failure \(words)>\(xml(detail))</failure>"
    case .broken: element = "<error \(words)/>"
    }
    return ["\(head)>", "      \(element)", "    </testcase>"]
  }
}

/// The one escape for text in XML, in an element or in an attribute. It drops the characters that
/// XML can't contain at all.
package func xml(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&apos;"
    // In an attribute, a line end would become a space.
    case "\n", "\t", "\r": "&#\(scalar.value);"
    case _ where scalar.value < 32 || scalar.value & 0xfffe == 0xfffe: ""
    default: String(scalar)
    }
  }.joined()
}
