// `course doctor`: what this machine has for the course, and what it lacks.

import GraderKit

extension Command {
  static let doctor = Command(
    name: "doctor", summary: "what this machine has for the course, and lacks"
  ) { _, _ in
    var (isBad, isLacking) = (false, false)
    for (name, find) in Symptom.all {
      let (sign, style, text): (String, Style, String)
      switch find() {
      case .good(let words): (sign, style, text) = ("ok", .good, words)
      case .lacking(let words):
        (sign, style, text) = ("--", .doubtful, words)
        isLacking = true
      case .bad(let words):
        (sign, style, text) = ("!!", .bad, words)
        isBad = true
      }
      let margin = "\n" + String(repeating: " ", count: 19)
      let lines = folded(text, to: 60).joined(separator: margin)
      say("  \(sign.styled(style))  \(name.padded(to: 13))\(lines)")
    }
    say(
      isBad
        ? "\nYou can't do the course here yet: fix the lines marked !! first."
        : isLacking
          ? "\nYou can do the course here. Some exercises use what the lines marked -- lack."
          : "\nYou can do the course here.")
    return isBad ? 1 : 0
  }
}

/// One thing about this machine, and what to do about it if it isn't good.
enum Symptom {
  case good(String)
  /// The course works without it.
  case lacking(String)
  case bad(String)
}
