// `course solution`: what differs between your file and the solution.

import GraderKit

extension Command {
  static let solution = Command(
    name: "solution", synopsis: "N",
    sentence: "what differs between your file and the solution"
  ) { words in
    throw Complaint("not written yet", status: 1)
  }
}
