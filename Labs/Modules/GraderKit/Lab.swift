// A lab: what is special about it, and the names and paths that follow from its folder.

import Foundation

/// What the graders and the guide know about a lab. The folder Labs has one file for each.
package struct Lab: Hashable, Sendable {
  /// `lab04-threads`
  package let folder: String
  /// What follows the program's name in its usage line: `[PORT] [--clients LIMIT]`.
  package let usage: String
  package let role: Role
  /// The options that graders start it with in a test that isn't about an option.
  package var options: [String] = []
  /// How many steps a half-written program needs to listen or, as a client, to connect. With those,
  /// graders can check how it starts and ends.
  package let stepsToStart: Int
  /// How many steps it needs to answer `greeting` or, as a client, to fetch a page.
  package let stepsToAnswer: Int
  /// The mistakes that a program makes as long as a step isn't written, though it never reaches it.
  package var missing: [Mistake: Int] = [:]
  /// The sections of the cheat sheet that its handout leads to.
  package let sections: Set<Section>
  package let scenario: Scenario

  package enum Role: Hashable, Sendable {
    /// The greeting is a first message that any client may send.
    case server(MessageFormat, greeting: Exchange)
    case client

    static let echoServer = Role.server(.lines, greeting: Exchange("hello\n", "hello\n"))
  }

  /// How the clients of a server write a message.
  package enum MessageFormat: Sendable {
    /// A line that ends in LF, or for `messages` in CR LF. The answer does too.
    case lines
    case messages
    /// Two numbers and an operator in nine bytes. The answer has nine bytes too.
    case calculations
  }

  package static let all = [
    blockingEcho, timeouts, polling, threads, selectQueues, messages, binary, client, processes,
  ]
}

/// A request, and the answer it gets.
package struct Exchange: Hashable, Sendable {
  package let request: [UInt8]
  package let answer: [UInt8]

  init(_ request: [UInt8], _ answer: [UInt8]) {
    self.request = request
    self.answer = answer
  }

  init(_ request: String, _ answer: String) { self.init(Array(request.utf8), Array(answer.utf8)) }
}

// MARK: What follows from its folder

extension Lab {
  /// `lab04`, which is also the name of its program.
  package var name: String { String(folder.prefix(5)) }
  /// `4`
  package var number: Int { Int(folder.dropFirst(3).prefix(2)) ?? 0 }
  /// `04 threads`
  package var title: String { String(folder.dropFirst(3).replacing("-", with: " ")) }
  package var solution: String { "solution\(folder.prefix(5).suffix(2))" }
  /// `Lab04ThreadsTests`
  package var grader: String { folder.split(separator: "-").map(\.capitalized).joined() + "Tests" }
  /// The port that its program listens on if it isn't given one; nil for a client.
  package var defaultPort: UInt16? { role == .client ? nil : UInt16(10_000 + number) }

  package var starterPath: String { "Labs/\(folder)/main.swift" }
  package var solutionPath: String { "Solutions/\(folder)/main.swift" }
  package var handoutPath: String { "Labs/\(folder)/README.md" }
  /// The picture of the solution that `course see` has drawn.
  package var picturePath: String { "Labs/\(folder)/picture.svg" }

  /// A step that isn't written yet, as a `todo` call in the student's file names it.
  package struct Step: Equatable, Sendable {
    package let number: Int
    package let task: String
    package let line: Int
  }

  /// The steps that aren't written yet, in order.
  package func steps() throws(CourseError) -> [Step] { try steps(in: lines(of: starterPath)) }

  /// The same for other files than the lab's own.
  package func steps(in lines: [String]) -> [Step] {
    lines.enumerated().compactMap { index, line in
      line.firstMatch(of: #/^\s*todo\((\d+), "([^"]+)"\)/#).map {
        Step(number: Int($0.1) ?? 0, task: String($0.2), line: index + 1)
      }
    }.sorted { $0.number < $1.number }
  }
}

/// The text of a file of the package. Invalid UTF-8 becomes U+FFFD.
package func text(of path: String) throws(CourseError) -> String {
  guard
    let data = FileManager.default.contents(atPath: Subject.root.appendingPathComponent(path).path)
  else { throw CourseError(description: "\(path) cannot be read") }
  return String(decoding: data, as: UTF8.self)
}

package func lines(of path: String) throws(CourseError) -> [String] {
  try text(of: path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
