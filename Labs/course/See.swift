// `course see`: draws who waited and who was served.

import GraderKit

extension Command {
  static let see = Command(
    name: "see", synopsis: "N [--solution] [--command COMMAND] [--svg FILE]",
    sentence: "draws who waited and who was served"
  ) { words in
    throw Complaint("not written yet", status: 1)
  }
}
