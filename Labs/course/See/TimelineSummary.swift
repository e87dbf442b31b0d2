// What a timeline means in words. Each sentence follows from its facts.

import GraderKit

extension Timeline {
  /// Sentences about the cast, then about the program.
  var sentences: [String] {
    let fates = cast.compactMap(fate).joined(separator: " ")
    return ([waits] + cast.compactMap(answerToPieces) + [fates, crash, kept, work])
      .filter { !$0.isEmpty }
  }

  /// Whether the program was a client, and its servers are the cast.
  var isOfAClient: Bool { program.first?.name == "client" }

  /// Who waited, for how long, and until what happened.
  private var waits: String {
    let sentences = allWaits.map { lane, span in
      let time = seconds(span.to - span.from)
      if isOfAClient { return "The client waited \(time) for \(lane.name), which \(lane.manner)." }
      if isUnanswered(span, of: lane) {
        return "\(lane.name) waited \(time) for an answer that never arrived."
      }
      return "\(lane.name) waited \(time)\(cause(of: span, for: lane))."
    }
    let isServed = cast.contains { $0.events.contains { $0.kind == .answer } }
    if sentences.isEmpty && isServed && !isOfAClient {
      return "No client had to wait for an answer."
    }
    return sentences.prefix(4).joined(separator: " ")
  }

  private var allWaits: [(Lane, Span)] {
    cast.flatMap { lane in lane.spans.filter { $0.state == Span.waits }.map { (lane, $0) } }
  }

  /// Whether the wait ended with the scenario or the connection, not with an answer.
  private func isUnanswered(_ span: Span, of lane: Lane) -> Bool {
    !lane.events.contains { [.answer, .told].contains($0.kind) && $0.at >= span.to }
  }

  var hasUnanswered: Bool { allWaits.contains { isUnanswered($1, of: $0) } }

  /// `, until A disconnected`: what happened to another client just before.
  private func cause(of span: Span, for lane: Lane) -> String {
    let ends = cast.filter { $0.name != lane.name }.flatMap { other in
      other.events.filter {
        [.leaves, .dropped].contains($0.kind) && $0.at > span.from && $0.at <= span.to + 40
      }.map { (name: other.name, event: $0) }
    }
    guard let last = ends.max(by: { $0.event.at < $1.event.at }), last.event.at > span.to - 100
    else { return "" }
    return ", until \(last.name) \(last.event.kind == .leaves ? "disconnected" : "was dropped")"
  }

  /// Whether a message in pieces was answered when it was complete.
  private func answerToPieces(_ lane: Lane) -> String? {
    let kinds = lane.events.map(\.kind).filter { [.piece, .answer, .told].contains($0) }
    let count = kinds.prefix { $0 == .piece }.count
    guard count >= 2, kinds.dropFirst(count).first == .answer else { return nil }
    return isOfAClient
      ? "\(lane.name)'s page arrived in \(count) pieces, and was printed when it was complete."
      : "\(lane.name)'s message arrived in \(count + 1) pieces, and got its answer after the last."
  }

  /// What a client was told instead of an answer, and whether it was dropped.
  private func fate(_ lane: Lane) -> String? {
    let told = lane.events.filter { $0.kind == .told }.compactMap(\.text)
    let words = told.prefix(1).joined() + (told.count > 1 ? " and more" : "")
    if isOfAClient { return told.isEmpty ? nil : "For \(lane.name), it printed \(words)." }
    guard let end = lane.events.last, end.kind == .dropped else {
      return told.isEmpty ? nil : "\(lane.name) got \(words)."
    }
    // A server that exits drops every client.
    if killed(at: end) != nil || ending != nil { return nil }
    let subject = "\(lane.name), which \(lane.manner), "
    return subject + (told.isEmpty ? "" : "got \(words) and ") + "was dropped."
  }

  /// The worker process that ended when a client was dropped.
  private func killed(at end: Event) -> Lane? {
    program.dropFirst().first { lane in
      lane.events.contains { $0.kind == .killed && abs($0.at - end.at) < 300 }
    }
  }

  /// How the end of a worker process affected the clients.
  private var crash: String {
    let all = cast.compactMap { lane in
      lane.events.first { $0.kind == .dropped }.flatMap(killed).map { (lane.name, $0.name) }
    }
    guard let process = all.first?.1 else {
      return processes > 6
        ? "The program had \(grouped(processes)) processes, one after another." : ""
    }
    let names = all.map(\.0).joined(separator: " and ")
    let others = cast.count > all.count ? ", and no other client did" : ""
    return "\(process.capitalized) was killed: \(names) lost the connection\(others)."
  }

  /// The clients whose sockets the program leaks.
  private var kept: String {
    guard let held, let last = held.last else { return "" }
    if held.count == 1 {
      return "\(last) has disconnected, but the server hasn't closed its socket."
    }
    let others = held.dropLast().joined(separator: ", ")
    return "\(others) and \(last) have disconnected, but the server hasn't closed their sockets."
  }

  /// How busy the program was.
  private var work: String {
    if isOfAClient { return "" }
    if wakes.isEmpty || quiet == 0 { return "This system doesn't show how busy the server was." }
    let share = percent(computed.reduce(0, +), of: length)
    let it = program.count > 1 ? "all processes" : "the server"
    switch rest {
    case .busy:
      return "With nothing to do, \(it) used \(percent(quietComputed, of: quiet)) of a core."
    case .sweeps:
      return
        "With nothing to do, \(it) woke \(wakeRate) times a second and used \(share) of a core."
    case .sleeps:
      let heads = program.count > 1 || threads == 1 ? "" : ", in up to \(threads) threads"
      return "With nothing to do, \(it) slept\(heads): \(share) of a core in total."
    }
  }

  /// How often it woke per second while there was nothing to do, in tens: `930`.
  var wakeRate: String { grouped(quietWakes * 1000 / max(1, quiet) / 10 * 10) }

  /// `5%`: the kernel counts CPU time in hundredths of a second.
  func percent(_ part: Int, of whole: Int) -> String {
    part * 100 < whole ? "less than 1%" : "\((part * 100 + whole / 2) / max(1, whole))%"
  }

  func seconds(_ milliseconds: Int) -> String { "\(fixed(Double(milliseconds) / 1000, 1)) s" }
}
