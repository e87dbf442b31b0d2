// The requirements of a lab: the names of its graders' methods.

import Foundation

/// A requirement, by the name of the method that checks it: `testAResetDoesNotHarmOtherClients`.
package struct Requirement: Hashable, Sendable {
  package let name: String

  package init(_ name: String) { self.name = name }

  /// `A reset does not harm other clients`.
  package var sentence: String {
    let pattern = #/IPv6|[A-Z]+(?=[A-Z][a-z])|[A-Z]{2,}|[A-Z][a-z]*|\d+/#
    let words = name.dropFirst(4).matches(of: pattern).map { String($0.0) }
    return words.enumerated().map { index, word in
      let isName = word.dropFirst().contains(where: \.isUppercase)
      return index == 0 || isName ? word : word.lowercased()
    }.joined(separator: " ")
  }
}

extension Lab {
  /// Its requirements, including those inherited from an earlier lab's graders. They're read from
  /// the source, because XCTest would have to be built first.
  package var requirements: Set<Requirement> {
    var found: Set<Requirement> = []
    var next: Substring? = grader[...]
    while let name = next, let source = try? text(of: "Tests/Graders/\(name).swift") {
      found.formUnion(
        source.matches(of: #/(?m)^  func (test\w+)\(/#).map { Requirement(String($0.1)) })
      next = source.firstMatch(of: #/(?m)^(?:final )?class \w+: (\w+)/#)?.1
    }
    return found
  }
}
