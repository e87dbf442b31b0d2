// `course talk`: several clients in one terminal.

import GraderKit

extension Command {
  static let talk = Command(
    name: "talk", synopsis: "N [--solution] [--clients COUNT]",
    sentence: "several clients in one terminal"
  ) { words in
    throw Complaint("not written yet", status: 1)
  }
}
