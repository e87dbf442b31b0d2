// The mistakes that graders know by name. The files Mistake+... declare them.

/// A mistake that graders know by name.
public struct Mistake: Hashable, Sendable {
  /// Its name, such as `drops-on-half-close`.
  public let name: String
  /// What is wrong, in one sentence.
  public let sentence: String
  /// What to do about it.
  public let nextStep: String
  /// Where to read more.
  public let section: Section

  init(_ name: String, _ sentence: String, _ nextStep: String, _ section: Section) {
    self.name = name
    self.sentence = sentence
    self.nextStep = nextStep
    self.section = section
  }

  /// The groups, one file each. The most basic come first: fixing one often clears the rest.
  public static let groups: [(title: String, mistakes: [Mistake])] = [
    ("More than a program gets", limits), ("Starting and stopping", startAndStop),
    ("Where a message ends", messages), ("Numbers on the wire", binaryData),
    ("The client's side", client), ("A parent and its workers", processes),
    ("What comes back", echoes), ("The end of a connection", endings), ("Time", time),
    ("Many clients at once", manyClients),
  ]

  /// All of them.
  public static let all = groups.flatMap(\.mistakes)

  public static func == (a: Mistake, b: Mistake) -> Bool { a.name == b.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
