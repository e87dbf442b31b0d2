// Where a mistake is likely to be: in the functions in which the museum of bugs has it.

import Foundation
import GraderKit

/// A function of the student's file.
struct LikelyLocation {
  let function: String
  let line: Int
}

extension Lab {
  /// The functions of the student's file in which this mistake was made when somebody made it on
  /// purpose: two at the most, the one where it was made most often first.
  ///
  /// - Parameter command: the program's command line. With `--framing prefixed`, a mistake that was made in
  ///   `nextDelimited` is in `nextPrefixed`.
  func likelyLocations(for mistake: String, from command: [String]) -> [LikelyLocation] {
    let folder = "Tests/Mistakes/\(name)"
    let names =
      (try? FileManager.default.contentsOfDirectory(
        atPath: Subject.root.appendingPathComponent(folder).path)) ?? []
    guard let solution = try? lines(of: solutionPath), let own = try? lines(of: starterPath) else {
      return []
    }
    var counts: [String: Int] = [:]
    // `never-closes.diff`, and its variants: `never-closes.after-the-timeout.diff`.
    for name in names where name.hasPrefix("\(mistake).") {
      guard let diff = try? lines(of: "\(folder)/\(name)"), let line = firstChange(in: diff)
      else { continue }
      let heads = solution.prefix(line).reversed().lazy.compactMap { functionName(in: $0) }
      if let function = heads.first { counts[String(function), default: 0] += 1 }
    }
    var functions = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    for word in command.map(\.capitalized) where word.count > 4 {
      let chosen = own.lazy.compactMap { functionName(in: $0) }.first { $0.hasSuffix(word) }
      guard let chosen, case let family = chosen.dropLast(word.count),
        functions.contains(where: { $0.hasPrefix(family) })
      else { continue }
      functions = functions.map { $0.hasPrefix(family) ? String(chosen) : $0 }
      functions = functions.enumerated().filter { !functions[..<$0].contains($1) }.map(\.element)
    }
    return functions.compactMap { function in
      own.firstIndex { functionName(in: $0) == function[...] }
        .map { LikelyLocation(function: function, line: $0 + 1) }
    }.prefix(2).map(\.self)
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
