// What a student reads about a failure, and the one place that lays it out as text.

public struct Report: Codable, Sendable {
  public let mistake: Mistake
  /// The mistake in words, for readers of the JSON.
  let sentence: String
  let nextStep: String
  package let observation: Observation

  init(_ observation: Observation) {
    mistake = diagnose(observation)
    sentence = mistake.sentence
    nextStep = mistake.nextStep
    self.observation = observation
  }

  private var evidence: Evidence { observation.evidence ?? Evidence() }

  /// The mistake and what shows it, in one line.
  package var summary: String { "\(sentence) [\(mistake.name)] \(evidence.sentence)" }

  /// The words that the conversation begins with: how the program was started.
  package var command: [String] { evidence.conversation.command }

  package var program: [String] { evidence.program }

  /// The report as XCTest prints it.
  public var text: String { lines(width: 98).joined(separator: "\n") }

  /// The report as lines of at most this many columns.
  ///
  /// - Parameter showsNextStep: whether it ends with what to do.
  package func lines(width: Int, showsNextStep: Bool = true) -> [String] {
    func section(_ title: String, _ lines: [String]) -> [String] {
      lines.isEmpty
        ? [] : ["", "  \(title)"] + lines.flatMap { wrapped($0, indent: 4, to: width) }
    }
    let next = showsNextStep ? [nextStep, mistake.section.reference] : []
    return wrapped("\(sentence) [\(mistake.name)]", to: width)
      + wrapped(evidence.sentence, indent: 2, to: width)
      + section("the conversation", evidence.conversation.lines(about: evidence.peer))
      + section("the program", evidence.program) + section("the next step", next)
  }
}

/// What a report shows of a mistake.
struct Evidence: Codable, Sendable {
  /// What was expected and what came, in one sentence.
  var detail = ""
  /// The peer that it happened to.
  var peer: String?
  var conversation = Conversation()
  /// What the program was doing, or how it ended, and its last words.
  var program: [String] = []

  var sentence: String { "\(detail.prefix(1).uppercased())\(detail.dropFirst())." }
}

extension Mistake: Codable {
  // A mistake is encoded as its name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let mistake = Mistake.all.first(where: { $0.name == name }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "there is no mistake named \(name)")
    }
    self = mistake
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
