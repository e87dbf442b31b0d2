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
      say("\(lab.name) does not pass yet. You learn more if you find it yourself.")
      if !Terminal.asks("Show the solution anyway?") { return 1 }
    }
    let own = try lines(of: lab.starterPath)
    let right = try lines(of: lab.solutionPath)
    if own == right {
      say("\(lab.starterPath) is the solution, line by line.")
    } else {
      say("- \(lab.starterPath)".styled(.bad))
      say("+ \(lab.solutionPath)".styled(.good))
      for line in difference(from: own, to: right) { say(line) }
    }
    return 0
  }
}

/// What differs between two texts, with two lines of context, as `diff -u` shows it.
private func difference(from old: [String], to new: [String]) -> [String] {
  var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
  for change in new.difference(from: old) {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  // Each line as it is printed, and where it is in the old text.
  var rows: [(text: String, isChange: Bool, index: Int)] = []
  var (oldIndex, newIndex) = (0, 0)
  while oldIndex < old.count || newIndex < new.count {
    if removed.contains(oldIndex) {
      rows.append(("- \(old[oldIndex])".styled(.bad), true, oldIndex))
      oldIndex += 1
    } else if inserted.contains(newIndex) {
      rows.append(("+ \(new[newIndex])".styled(.good), true, oldIndex))
      newIndex += 1
    } else {
      rows.append(("  \(old[oldIndex])".withoutTrailingSpaces, false, oldIndex))
      oldIndex += 1
      newIndex += 1
    }
  }
  var lines: [String] = []
  var isShown = false
  for (number, row) in rows.enumerated() {
    let wasShown = isShown
    isShown = rows[max(0, number - 2)..<min(rows.count, number + 3)].contains(where: \.isChange)
    if isShown && !wasShown { lines.append("@@ line \(row.index + 1) @@") }
    if isShown { lines.append(row.text) }
  }
  return lines
}
