// `course`: the map. Where each lab stands, and the one next step.

import GraderKit

extension Command {
  static let map = Command(
    name: "map", synopsis: "", sentence: "where you are in the course, and what comes next"
  ) { _ in
    let statuses = try Lab.all.map { try $0.status() }
    Terminal.clearLine()
    let passed = statuses.reduce(0) { $0 + $1.passed }
    let whole = statuses.reduce(0) { $0 + $1.of }
    let good = statuses.count(where: \.isGood)
    say("Socket Labs  \(Terminal.bar(passed, of: whole, width: Terminal.barWidth))".styled(.strong))
    say("             \(good) of \(Lab.all.count) labs, \(passed) of \(whole) requirements\n")
    let here = Lab.current
    for (lab, status) in zip(Lab.all, statuses) {
      say(lab.row(status, isHere: lab == here && !status.isGood))
    }
    say()
    if good < statuses.count {
      say(here.nextStep(try here.status()))
    } else {
      say("All labs pass. Each handout ends in Going further, and the museum of bugs is open:")
      say("Tests/Mistakes/README.md")
    }
    return 0
  }
}

extension Lab {
  /// The lab where the student is, as far as that is known without a check: the first that is begun
  /// and does not pass, else the first that is not begun, else the last.
  static var current: Lab {
    let statuses = all.map(\.knownStatus)
    let begun = zip(all, statuses).first {
      $1.map { $0.state != .notStarted && !$0.isGood } ?? true
    }
    let next = zip(all, statuses).first { $1?.state == .notStarted }
    return begun?.0 ?? next?.0 ?? all[all.count - 1]
  }

  /// Its line in the map.
  fileprivate func row(_ status: LabStatus, isHere: Bool) -> String {
    let style: Style =
      switch status.state {
      case .notStarted: .faint
      case .passes: .good
      case .passesBut: .doubtful
      case .missing, .doesNotCompile, .fails, .graderFailed: .bad
      }
    let isGraded = status.isGood || status.state == .fails
    let score = isGraded ? "\(status.passed) of \(status.of)" : ""
    let step = (try? steps().first).map { "step \($0.number) is not written" }
    // What is not written yet comes before what is not right.
    let note = isGraded ? status.but ?? step ?? status.mistake?.name ?? "" : ""
    let mark = isHere ? ">" : " "
    let start = "\(mark) \(title.padded(to: 23))"
    let state = status.state.rawValue
    guard isGraded else { return start + state.styled(style) }
    let room = Terminal.width - 52
    let end = room < 12 ? "" : note.count > room ? "\(note.prefix(room - 3))..." : note
    return start + state.padded(to: 17).styled(style)
      + (end.isEmpty ? score : score.padded(to: 10) + end)
  }
}
