// Where a mistake is most likely made: in the function in which the museum of bugs has it.

import Foundation
import GraderKit

/// A function of the student's file.
struct Suspect {
  let function: String
  let line: Int
}

extension Lab {
  /// The function in which this mistake was made when somebody made it on purpose, in the student's
  /// file; nil where nobody did, or the student has no such function.
  func suspect(for mistake: String) -> Suspect? {
    let folder = "Tests/Mistakes/\(name)"
    let names =
      (try? FileManager.default.contentsOfDirectory(
        atPath: Subject.root.appendingPathComponent(folder).path)) ?? []
    // `never-closes.diff`, or else a variant: `never-closes.after-the-timeout.diff`.
    let exhibit = names.filter { $0.hasPrefix("\(mistake).") }.min { $0.count < $1.count }
    guard let exhibit, let diff = try? lines(of: "\(folder)/\(exhibit)"),
      let line = firstChange(in: diff), let solution = try? lines(of: solutionPath),
      let own = try? lines(of: starterPath)
    else { return nil }
    let function = solution.prefix(line).reversed().lazy.compactMap { functionName(in: $0) }.first
    guard let function, let place = own.firstIndex(where: { functionName(in: $0) == function })
    else { return nil }
    return Suspect(function: String(function), line: place + 1)
  }
}

/// The number of the first line of the old text that a diff changes.
private func firstChange(in diff: [String]) -> Int? {
  var number: Int?
  for line in diff {
    if let start = line.firstMatch(of: #/^@@ -(\d+)/#)?.1 {
      number = Int(start)
    } else if let current = number {
      if line.hasPrefix("-") || line.hasPrefix("+") { return current }
      number = current + 1
    }
  }
  return nil
}

/// The function that a line begins.
private func functionName(in line: String) -> Substring? {
  line.firstMatch(of: #/^ *(?:private )?(?:mutating )?(?:func (\w+)|(init)\??)\(/#).flatMap {
    $0.1 ?? $0.2
  }
}
