// Which course this is, and where it runs.

import Foundation
import Libc

/// The course's version, the commit, the toolchain, and the platform.
package struct CourseVersion: Encodable, CustomStringConvertible {
  /// The number that CHANGELOG.md describes. It is written here and nowhere else.
  package static let number = "1.0.0"

  let version = number
  /// The commit that is checked out; nil for a copy that isn't a repository of its own.
  package let commit: String?
  /// The version of Swift, such as `6.3.1`, or nil where there is no compiler.
  package let toolchain: String?
  package let platform: String

  package init() {
    // Inside another repository, git first prints the path of this folder in it.
    let git = ["git", "-C", Subject.root.path, "rev-parse", "--show-prefix", "--short", "HEAD"]
    let answer = Child.output(of: git).split(separator: "\n", omittingEmptySubsequences: false)
    commit = answer.count > 1 && answer[0].isEmpty ? String(answer[1]) : nil
    let said = Child.output(of: ["swift", "--version"])
    toolchain = said.firstMatch(of: #/Swift version (\d+\.\d+(\.\d+)?)/#).map { String($0.1) }
    platform = Platform.name
  }

  /// `Socket Labs 1.0.0 (4dac8ee), Swift 6.3.1, Linux 6.1.0 x86_64`.
  package var description: String {
    let course = "Socket Labs \(version)" + (commit.map { " (\($0))" } ?? "")
    return "\(course), \(toolchain.map { "Swift \($0)" } ?? "no Swift"), \(platform)"
  }
}
