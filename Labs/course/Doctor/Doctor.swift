// `course doctor`: what this machine has for the course, and what it lacks.

import GraderKit

extension Command {
  static let doctor = Command(
    name: "doctor", summary: "what this machine has for the course, and lacks"
  ) { _, _ in
    let margin = "\n" + String(repeating: " ", count: 19)
    var signs: Set<Symptom.Sign> = []
    for (name, look) in Symptom.all {
      let symptom = look()
      signs.insert(symptom.sign)
      let sign = symptom.sign.rawValue.styled(symptom.style)
      let lines = folded(symptom.text, to: 60).joined(separator: margin)
      say("  \(sign)  \(name.padded(to: 13))\(lines)")
    }
    say(
      signs.contains(.bad)
        ? "\nYou can't do the course here yet: fix the lines marked !! first."
        : signs.contains(.lacking)
          ? "\nYou can do the course here. Some exercises use what the lines marked -- lack."
          : "\nYou can do the course here.")
    return signs.contains(.bad) ? 1 : 0
  }
}

/// One thing about this machine, and what to do about it if it isn't good.
struct Symptom {
  enum Sign: String {
    case good = "ok"
    /// The course works without it.
    case lacking = "--"
    case bad = "!!"
  }

  let sign: Sign
  let style: Style
  let text: String

  static func good(_ text: String) -> Symptom { Symptom(sign: .good, style: .good, text: text) }
  static func lacking(_ text: String) -> Symptom {
    Symptom(sign: .lacking, style: .doubtful, text: text)
  }
  static func bad(_ text: String) -> Symptom { Symptom(sign: .bad, style: .bad, text: text) }
}
