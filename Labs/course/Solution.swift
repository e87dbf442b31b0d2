// `course solution`: what differs between the student's file and the reference answer.

import GraderKit
import LabKit

extension Command {
  static let solution = Command(
    name: "solution", labs: .one, options: [.flag("anyway")],
    summary: "what differs between your file and the solution"
  ) { labs, arguments in
    let lab = labs[0]
    if !arguments.has("anyway"), try !lab.status().isGood {
      guard Terminal.hasKeys else {
        throw UsageError(
          "\(lab.name) doesn't pass yet. To see the solution anyway: "
            + "swift run course solution \(lab.number) --anyway")
      }
      say("\(lab.name) does not pass yet. What you find by yourself, you keep.")
      if !Terminal.asks("See the solution all the same?") { return 1 }
    }
    let own = try lines(of: lab.starterPath)
    let right = try lines(of: lab.solutionPath)
    if own == right {
      say("\(lab.starterPath) is the solution, line by line.")
    } else {
      say("- \(lab.starterPath)".styled(.bad))
      say("+ \(lab.solutionPath)".styled(.good))
      for line in Difference(from: own, to: right).lines { say(line) }
    }
    return 0
  }
}

/// The difference of two texts, as `diff -u` shows it.
private struct Difference {
  private enum Row {
    case same(String)
    case gone(String)
    case new(String)

    var isSame: Bool { if case .same = self { true } else { false } }
  }

  let lines: [String]

  init(from old: [String], to new: [String]) {
    // So many lines that are the same stand around each change.
    let context = 2
    let rows = Difference.rows(old, new)
    let changes = rows.indices.filter { !rows[$0].isSame }
    var shown = [Bool](repeating: false, count: rows.count)
    for change in changes {
      for index in max(0, change - context)...min(rows.count - 1, change + context) {
        shown[index] = true
      }
    }
    var lines: [String] = []
    var number = 0
    for (index, row) in rows.enumerated() {
      switch row {
      case .same, .gone: number += 1
      case .new: break
      }
      guard shown[index] else { continue }
      if index == 0 || !shown[index - 1] { lines.append("@@ line \(max(number, 1)) @@") }
      switch row {
      case .same(let line): lines.append(line.isEmpty ? "" : "  \(line)")
      case .gone(let line): lines.append("- \(line)".styled(.bad))
      case .new(let line): lines.append("+ \(line)".styled(.good))
      }
    }
    self.lines = lines
  }

  private static func rows(_ old: [String], _ new: [String]) -> [Row] {
    let changes = new.difference(from: old)
    var gone: [Int: String] = [:]
    var added: [Int: String] = [:]
    for change in changes {
      switch change {
      case .remove(let offset, let line, _): gone[offset] = line
      case .insert(let offset, let line, _): added[offset] = line
      }
    }
    var rows: [Row] = []
    var next = (old: 0, new: 0)
    while next.old < old.count || next.new < new.count {
      if let line = gone[next.old] {
        rows.append(.gone(line))
        next.old += 1
      } else if let line = added[next.new] {
        rows.append(.new(line))
        next.new += 1
      } else {
        rows.append(.same(old[next.old]))
        next = (next.old + 1, next.new + 1)
      }
    }
    return rows
  }
}
