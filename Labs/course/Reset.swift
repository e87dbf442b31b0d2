// `course reset`: puts the starter back, and keeps a copy of what was there.

import GraderKit

extension Command {
  static let reset = Command(
    name: "reset", synopsis: "N",
    sentence: "puts the starter back, and keeps a copy of what was there"
  ) { words in
    throw Complaint("not written yet", status: 1)
  }
}
