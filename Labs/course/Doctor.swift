// `course doctor`: what this machine has for the course, and lacks.

import GraderKit

extension Command {
  static let doctor = Command(
    name: "doctor", synopsis: "",
    sentence: "what this machine has for the course, and lacks"
  ) { words in
    throw Complaint("not written yet", status: 1)
  }
}
