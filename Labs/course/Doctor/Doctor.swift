// `course doctor`: what this machine has for the course, and what it lacks.

import GraderKit

extension Command {
  static let doctor = Command(
    name: "doctor", summary: "what this machine has for the course, and lacks"
  ) { _, _ in
    let margin = "\n" + String(repeating: " ", count: 19)
    var signs: Set<Doctor.Sign> = []
    for (name, look) in Doctor.all {
      let (sign, text) = look()
      signs.insert(sign)
      let style: Style = sign == .good ? .good : sign == .bad ? .bad : .doubtful
      let lines = folded(text, to: 60).joined(separator: margin)
      say("  \(sign.rawValue.styled(style))  \(name.padded(to: 13))\(lines)")
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
