// What a timeline says in plain words: each sentence comes from its facts.

import GraderKit

extension Timeline {
  /// On those who talked, and on the program.
  var sentences: [String] {
    let told = cast.compactMap(fate)
    return
      ([waits] + cast.compactMap(answerToPieces) + [told.joined(separator: " "), crash, kept, work])
      .filter { !$0.isEmpty }
  }

  /// Who waited, for how long, and until what happened.
  private var waits: String {
    let sentences = allWaits.map { lane, span in
      let time = seconds(span.to - span.from)
      if isOfAClient { return "The client waited \(time) for \(lane.name), who \(lane.manner)." }
      if isUnanswered(span, of: lane) {
        return "\(lane.name) waited \(time) for an answer that never came."
      }
      return "\(lane.name) waited \(time)\(cause(of: span, for: lane))."
    }
    let isServed = cast.contains { $0.marks.contains { $0.kind == .answer } }
    if sentences.isEmpty && isServed && !isOfAClient { return "Nobody had to wait for an answer." }
    return sentences.prefix(4).joined(separator: " ")
  }

  private var allWaits: [(Lane, Span)] {
    cast.flatMap { lane in
      lane.spans.filter { $0.state == Span.waits }.map { (lane, $0) }
    }
  }

  /// Whether an answer never came: the wait ended with the scenario, or with the connection.
  private func isUnanswered(_ span: Span, of lane: Lane) -> Bool {
    !lane.marks.contains { [.answer, .told].contains($0.kind) && $0.at >= span.to }
  }

  var hasUnanswered: Bool { allWaits.contains { isUnanswered($1, of: $0) } }

  /// `, until A left`: what happened to another just before.
  private func cause(of span: Span, for lane: Lane) -> String {
    let others = cast.filter { $0.name != lane.name }.flatMap { other in
      other.marks.map { (other.name, $0) }
    }
    let ends = others.filter { name, mark in
      [.leaves, .dropped].contains(mark.kind) && mark.at > span.from && mark.at <= span.to + 40
    }
    guard let (name, mark) = ends.max(by: { $0.1.at < $1.1.at }) else { return "" }
    let isNear = mark.at > span.to - 100
    return isNear ? ", until \(name) \(mark.kind == .leaves ? "left" : "was dropped")" : ""
  }

  /// A message in pieces: whether it was answered when it was whole.
  private func answerToPieces(_ lane: Lane) -> String? {
    let marks = lane.marks.filter { $0.kind == .piece || $0.kind == .answer || $0.kind == .told }
    guard marks.prefix(2).allSatisfy({ $0.kind == .piece }), marks.count > 2 else { return nil }
    let count = marks.prefix { $0.kind == .piece }.count
    guard marks[count...].first?.kind == .answer else { return nil }
    return isOfAClient
      ? "\(lane.name)'s page came in \(count) pieces, and was taken for whole at its end."
      : "\(lane.name)'s message came in \(count + 1) pieces, and was answered when it was whole."
  }

  /// What somebody was told that was no answer, and whether it was dropped.
  private func fate(_ lane: Lane) -> String? {
    let told = lane.marks.filter { $0.kind == .told }.compactMap(\.text)
    let words = told.prefix(1).joined() + (told.count > 1 ? " and more" : "")
    if isOfAClient { return told.isEmpty ? nil : "With \(lane.name) it ended: \(words)." }
    guard let end = lane.marks.last, end.kind == .dropped else {
      return told.isEmpty ? nil : "\(lane.name) was told \(words)."
    }
    // With a server that ends, everybody is dropped.
    if killed(at: end) != nil || ending != nil { return nil }
    let who = "\(lane.name), who \(lane.manner), was "
    return who + (told.isEmpty ? "" : "told \(words), and ") + "dropped."
  }

  /// The one of several processes that ended when somebody was dropped.
  private func killed(at end: Mark) -> Lane? {
    program.dropFirst().first { lane in
      lane.marks.contains { $0.kind == .killed && abs($0.at - end.at) < 300 }
    }
  }

  /// What the end of one of several processes meant for the others.
  private var crash: String {
    let all = cast.compactMap { lane in
      lane.marks.first { $0.kind == .dropped }.flatMap(killed).map { (lane.name, $0.name) }
    }
    guard let process = all.first?.1 else {
      return processes > 6
        ? "The program had \(grouped(processes)) processes, one after another." : ""
    }
    let names = all.map(\.0).joined(separator: " and ")
    let others = cast.count > all.count ? ", and nobody else did" : ""
    return "\(process.capitalized) was killed: \(names) lost the connection\(others)."
  }

  /// Whose connection the program has forgotten.
  private var kept: String {
    guard let held else { return "" }
    let last = held.last ?? ""
    let others = held.dropLast().joined(separator: ", ")
    let names = others.isEmpty ? last : "\(others) and \(last)"
    return held.count == 1
      ? "\(names) has left, and the server has not closed its socket."
      : "\(names) have left, and the server has not closed their sockets."
  }

  /// How busy the program was.
  private var work: String {
    if isOfAClient { return "" }
    if wakes.isEmpty || quiet == 0 { return "How busy the server was cannot be seen here." }
    let whole = computed.reduce(0, +)
    let share = percent(whole, of: length)
    let it = program.count > 1 ? "they all" : "the server"
    switch rest {
    case .burns:
      return "With nothing to do \(it) burned \(percent(quietComputed, of: quiet)) of a processor."
    case .sweeps:
      return
        "With nothing to do \(it) woke \(wakeRate) times a second: \(share) of a processor, for nothing."
    case .sleeps:
      let heads = program.count > 1 ? "" : threads > 1 ? ", in up to \(threads) threads" : ""
      return "With nothing to do \(it) slept\(heads): \(share) of a processor in all."
    }
  }

  /// How often it woke in a second in which there was nothing to do: `930`.
  var wakeRate: String { grouped(quietWakes * 1000 / max(1, quiet) / 10 * 10) }

  /// `5 %`, and no more than one knows: the kernel counts in hundredths of a second.
  func percent(_ part: Int, of whole: Int) -> String {
    part * 100 < whole ? "less than 1 %" : "\((part * 100 + whole / 2) / max(1, whole)) %"
  }

  /// Whether the program was the client, and its servers are the cast.
  var isOfAClient: Bool { program.first?.name == "client" }

  func seconds(_ milliseconds: Int) -> String { "\(fixed(Double(milliseconds) / 1000, 1)) s" }
}
