// The sections of the cheat sheet, to which every mistake points.

/// A section of CHEATSHEET.md.
public enum Section: Int, CaseIterable, Sendable {
  case settingUp = 1
  case bytes, binaryData, waiting, queues, messages, threads, processes, addresses, errors

  /// `Setting up`
  public var title: String {
    let words = "\(self)".replacing(#/[A-Z]/#) { " \($0.0.lowercased())" }
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// How a report names it.
  package var reference: String { "CHEATSHEET.md, section \(rawValue): \(title)" }
}
