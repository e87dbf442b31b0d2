// `course doctor`: what this machine has for the course, and what it lacks.

import GraderKit

extension Command {
  static let doctor = Command(
    name: "doctor", synopsis: "",
    sentence: "what this machine has for the course, and lacks"
  ) { _ in
    var signs: Set<Symptom.Sign> = []
    for find in Symptom.all {
      let symptom = find()
      signs.insert(symptom.sign)
      say(symptom.line)
    }
    let isBad = signs.contains(.bad)
    say(
      isBad
        ? "\nYou can't do the course here yet: fix the lines marked !! first."
        : signs.contains(.lacking)
          ? "\nYou can do the course here. Some exercises use what the lines marked -- lack."
          : "\nYou can do the course here.")
    return isBad ? 1 : 0
  }
}

/// Something about this machine that bears on the course.
struct Symptom {
  enum Sign: String {
    case good = "ok"
    /// The course can do without.
    case lacking = "--"
    case bad = "!!"
  }

  let sign: Sign
  let name: String
  /// What is so, and if it is not good, what to do.
  let text: String

  init(_ sign: Sign, _ name: String, _ text: String) {
    self.sign = sign
    self.name = name
    self.text = text
  }

  /// As it is printed: in 80 columns, more text under its beginning.
  var line: String {
    let style: Style = sign == .good ? .good : sign == .bad ? .bad : .doubtful
    let margin = "\n" + String(repeating: " ", count: 19)
    let start = "  \(sign.rawValue.styled(style))  \(name.padded(to: 13))"
    return start + folded(text, to: 60).joined(separator: margin)
  }
}
