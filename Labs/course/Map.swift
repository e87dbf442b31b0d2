// `course`: the map, with the status of each lab and the next step.

import GraderKit

extension Command {
  static let map = Command(
    name: "map", summary: "where you are in the course, and what comes next"
  ) { _, _ in
    let statuses = try Lab.all.map { try $0.status() }
    Terminal.clearLine()
    let passed = statuses.reduce(0) { $0 + $1.passed }
    let whole = statuses.reduce(0) { $0 + $1.of }
    let good = statuses.count(where: \.isGood)
    say("Socket Labs  \(Terminal.bar(passed, of: whole))".styled(.strong))
    say("             \(good) of \(Lab.all.count) labs, \(passed) of \(whole) requirements\n")
    let current = Lab.current
    for (lab, status) in zip(Lab.all, statuses) {
      say(lab.row(status, isCurrent: lab == current && !status.isGood))
    }
    say()
    if good < statuses.count {
      say(current.nextStep(try current.status()).joined(separator: "\n"))
    } else {
      say("All labs pass. Each handout ends in Going further, and the museum of bugs is open:")
      say("Tests/Mistakes/README.md")
    }
    return 0
  }
}

extension Lab {
  /// The current lab, as far as that's known without a check: the first that is started and doesn't
  /// pass, or else the first that isn't started, or else the last.
  static var current: Lab {
    let statuses = all.map { ($0, $0.knownStatus) }
    let started = statuses.first { $1.map { $0.state != .notStarted && !$0.isGood } ?? true }
    let next = statuses.first { $1?.state == .notStarted }
    return (started ?? next ?? statuses[all.count - 1]).0
  }

  /// Its line in the map.
  fileprivate func row(_ status: LabStatus, isCurrent: Bool) -> String {
    let style: Style =
      switch status.state {
      case .notStarted: .faint
      case .passes: .good
      case .passesBut: .doubtful
      case .missing, .doesNotCompile, .fails, .graderFailed: .bad
      }
    let start = "\(isCurrent ? ">" : " ") \(title.padded(to: 23))"
    let state = status.state.rawValue
    guard status.isGood || status.state == .fails else { return start + state.styled(style) }
    // Unwritten steps come before mistakes.
    let step = (try? steps().first).map { "step \($0.number) is not written" }
    let note = status.but ?? step ?? status.mistake?.name ?? ""
    let room = Terminal.width - 52
    let end = room < 12 ? "" : note.count > room ? "\(note.prefix(room - 3))..." : note
    let score = "\(status.passed) of \(status.of)"
    return start + state.padded(to: 17).styled(style)
      + (end.isEmpty ? score : score.padded(to: 10) + end)
  }
}
