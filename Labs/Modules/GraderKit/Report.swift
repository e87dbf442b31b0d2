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

  /// What was expected and what happened instead, in one sentence.
  package var detail: String { evidence.sentence }

  package var conversation: [String] { evidence.conversation.lines(about: evidence.peer) }

  package var program: [String] { evidence.program + evidence.standardError() }

  /// What tells more than the conversation: a line of standard error that names a line of the
  /// source; or, if the program died or ended the connection, its last words, or how it ended.
  package var cause: String? {
    let hasDied = observation.has(.hasDied)
    let isOver = hasDied || observation.came.isOver
    // `127.0.0.1:40216 came` isn't a reason.
    let last = evidence.words.suffix(isOver ? 1 : 0).first { $0.contains(": ") }
    if let line = evidence.words.first(where: { $0.contains(Report.place) }) ?? last {
      return "It said: \(line)"
    }
    guard hasDied, let end = evidence.program.first, !end.hasSuffix("the grader sent") else {
      return nil
    }
    return "\(end.prefix(1).uppercased())\(end.dropFirst())."
  }

  /// The line of a lab's `main.swift` that the program itself named, in a crash or in a complaint.
  package var namedLine: Int? {
    (evidence.words + [evidence.detail]).lazy
      .compactMap { $0.firstMatch(of: Report.place).flatMap { Int($0.1) } }.first
  }

  /// `lab05/main.swift:97: `
  private static var place: Regex<(Substring, Substring)> { #/\bmain\.swift:(\d+): /# }

  /// The report as XCTest prints it.
  public var text: String { lines(width: 98).joined(separator: "\n") }

  /// The report as lines of at most this many columns, without the next step.
  ///
  /// - Parameter height: how many lines there's room for. The conversation is shortened for that.
  package func lines(width: Int, height: Int) -> [String] {
    let sizes = [24, 18, 12, 6, 3].lazy.map { lines(width: width, size: $0, showsNextStep: false) }
    return sizes.first { $0.count <= height }
      ?? Array(sizes[sizes.count - 1].prefix(max(8, height)))
  }

  /// - Parameter size: how many lines of the conversation to show at most, and a quarter as many of
  ///   its last words.
  private func lines(width: Int, size: Int = 24, showsNextStep: Bool = true) -> [String] {
    func section(_ title: String, _ lines: [String]) -> [String] {
      lines.isEmpty
        ? [] : ["", "  \(title)"] + lines.flatMap { wrapped($0, indent: 4, to: width) }
    }
    let next = showsNextStep ? [nextStep, mistake.section.reference] : []
    return wrapped("\(sentence) [\(mistake.name)]", to: width)
      + wrapped(evidence.sentence, indent: 2, to: width)
      + section("the conversation", evidence.conversation.lines(about: evidence.peer, limit: size))
      + section("the program", evidence.program + evidence.standardError(size / 4 + 1))
      + section("the next step", next)
  }
}

/// What a report shows of a mistake.
struct Evidence: Codable, Sendable {
  /// What was expected and what happened instead, in one sentence.
  var detail = ""
  /// The peer that it happened to.
  var peer: String?
  var conversation = Conversation()
  /// What the program was doing, or how it ended.
  var program: [String] = []
  /// The program's last words, one line each.
  var words: [String] = []

  func standardError(_ limit: Int = 7) -> [String] {
    words.isEmpty ? [] : ["standard error:"] + words.suffix(limit).map { "  \($0)" }
  }

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
