// Which lab the name of a file or folder means: `lab04-threads`, `Lab4`, `lab04.swift`.

import GraderKit

/// The lab that a name begins with.
struct LabName {
  let number: Int
  /// What else the name says: `threads`.
  let rest: String
  /// Whether it's exactly the name that the course gives.
  let isExact: Bool

  /// `lab04-threads`, `Lab 4`, also for an archive. It's called for each part of each path, so it
  /// doesn't use a regular expression.
  init?(folder name: some StringProtocol) {
    guard name.utf8.count >= 4, name.prefix(3).lowercased() == "lab" else { return nil }
    let name = FileTree.baseName(ofArchive: String(name)) ?? String(name)
    var after = name.dropFirst(3)
    if let first = after.first, " _-".contains(first) { after = after.dropFirst() }
    let digits = after.prefix { $0.isASCII && $0.isNumber }
    after = after.dropFirst(digits.count)
    guard digits.count <= 2, let number = Int(digits),
      after.isEmpty || " ._-".contains(after.prefix(1))
    else { return nil }
    self.number = number
    rest = String(after.dropFirst())
    isExact = rest.isEmpty || Lab.all.contains { $0.folder == name }
  }

  /// `lab04.swift`, `Lab04-threads.swift`
  init?(file name: some StringProtocol) {
    guard name.suffix(6).lowercased() == ".swift" else { return nil }
    self.init(folder: name.dropLast(6))
  }

  /// A name with the student's: `ada-lab04` or `lab04-ada`.
  init?(within name: String) {
    guard
      let match = name.firstMatch(of: #/^(?i:lab)[ _-]?(\d{1,2})[ ._-](.+)$/#)
        .map({ ($0.1, $0.2) })
        ?? name.firstMatch(of: #/^(.+)[ ._-](?i:lab)[ _-]?(\d{1,2})$/#).map({ ($0.2, $0.1) }),
      let number = Int(match.0)
    else { return nil }
    self.number = number
    rest = String(match.1)
    isExact = false
  }
}
