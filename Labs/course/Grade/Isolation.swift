// How a student's program is kept from doing harm, as strongly as this machine can.

import Foundation
import GraderKit
import LabKit

/// The launcher of the students' programs, and what it can do here.
struct Isolation: Sendable {
  let rung: Rung

  /// The ways to isolate a program, the strongest first.
  enum Rung: String, Codable, CaseIterable, Sendable {
    /// Files, ports, and signals: Linux 6.12 and later.
    case landlock
    /// Files, and perhaps ports: Linux 5.13 and later.
    case landlockFiles = "landlock-files"
    case sandbox = "sandbox-exec"
    /// Only the limits on time, memory, processes, files, and output.
    case limits
  }

  private static let launcher = Subject.products.appendingPathComponent("confine").path

  /// The strongest rung that works here.
  init() throws {
    let answer = Child.output(of: [Isolation.launcher, "--probe"])
    let word = answer.prefix { $0 != "\n" }
    guard let rung = Rung(rawValue: String(word)) else {
      throw CourseError(description: "the launcher \(Isolation.launcher) doesn't work")
    }
    self.rung = rung
  }
}

extension Isolation {
  /// What the person who demands a rung must know if there's less.
  static let warning = """
    This machine isolates programs by limits alone. A program can read and change the files of \
    this user, the solutions among them, and its result proves little.
    """

  /// Whether programs are isolated at least as strongly as this rung.
  func satisfies(_ word: String) throws -> Bool {
    guard let wanted = Rung(rawValue: word) else {
      throw UsageError.unknown("isolation", word, among: Rung.allCases.map(\.rawValue))
    }
    let order = Rung.allCases
    guard let here = order.firstIndex(of: rung), let needed = order.firstIndex(of: wanted) else {
      return false
    }
    return here <= needed
  }

  /// The variables that make the graders start a program under this isolation.
  func variables(for lab: Lab, scratch: URL) -> [String: String] { [:] }
}
