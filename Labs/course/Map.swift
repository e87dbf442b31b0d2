// `course`: the map. Where each lab stands, and the one next step.

import GraderKit

extension Command {
  static let map = Command(
    name: "map", synopsis: "", sentence: "where you are in the course, and what comes next"
  ) { _ in
    let standings = try Lab.all.map { try $0.standing() }
    Terminal.clearLine()
    let passed = standings.reduce(0) { $0 + $1.passed }
    let whole = standings.reduce(0) { $0 + $1.of }
    let good = standings.count(where: \.isGood)
    say("Socket Labs  \(Terminal.bar(passed, of: whole, width: Terminal.barWidth))".styled(.strong))
    say("             \(good) of \(Lab.all.count) labs, \(passed) of \(whole) requirements\n")
    let here = Lab.current
    for (lab, standing) in zip(Lab.all, standings) {
      say(lab.row(standing, isHere: lab == here && !standing.isGood))
    }
    say()
    if good < standings.count {
      say(here.nextStep(try here.standing()))
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
    let standings = all.map(\.knownStanding)
    let begun = zip(all, standings).first {
      $1.map { $0.state != .notStarted && !$0.isGood } ?? true
    }
    let next = zip(all, standings).first { $1?.state == .notStarted }
    return begun?.0 ?? next?.0 ?? all[all.count - 1]
  }

  /// Its line in the map.
  fileprivate func row(_ standing: Standing, isHere: Bool) -> String {
    let style: Style =
      switch standing.state {
      case .notStarted: .faint
      case .passes: .good
      case .passesBut: .doubtful
      case .missing, .doesNotCompile, .fails, .graderFailed: .bad
      }
    let isGraded = standing.isGood || standing.state == .fails
    let score = isGraded ? "\(standing.passed) of \(standing.of)" : ""
    let step = (try? steps().first).map { "step \($0.number) is not written" }
    // What is not written yet comes before what is not right.
    let note = isGraded ? standing.but ?? step ?? standing.mistake?.name ?? "" : ""
    let mark = isHere ? ">" : " "
    let start = "\(mark) \(title.padded(to: 23))"
    let state = standing.state.rawValue
    guard isGraded else { return start + state.styled(style) }
    let room = Terminal.width - 52
    let end = room < 12 ? "" : note.count > room ? "\(note.prefix(room - 3))..." : note
    return start + state.padded(to: 17).styled(style)
      + (end.isEmpty ? score : score.padded(to: 10) + end)
  }
}
