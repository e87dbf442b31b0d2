// A part of a class, so that several machines can grade it: `2/8` is the second of eight parts.

import Foundation
import GraderKit
import LabKit

struct Shard: Equatable {
  /// From 1.
  let number: Int
  let count: Int

  /// - Parameter word: `2/8`. Without it, the variables of a batch system decide: SLURM's job arrays
  ///   and Kubernetes's indexed jobs. Nil if there are none.
  init?(_ word: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws
  {
    if let word {
      let parts = word.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let number = parts[0], let count = parts[1],
        (1...10_000).contains(count), (1...count).contains(number)
      else { throw UsageError("--shard must be a part of a whole, such as 2/8, not \(word)") }
      (self.number, self.count) = (number, count)
      return
    }
    func value(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    if let number = value("SLURM_ARRAY_TASK_ID"), let count = value("SLURM_ARRAY_TASK_COUNT"),
      count > 0
    {
      let first = value("SLURM_ARRAY_TASK_MIN") ?? 1
      (self.number, self.count) = (number - first + 1, count)
    } else if let index = value("JOB_COMPLETION_INDEX"), let count = value("JOB_COMPLETIONS"),
      count > 0
    {
      (number, self.count) = (index + 1, count)
    } else {
      return nil
    }
    guard (1...count).contains(number) else {
      throw CourseError(
        description: "the batch system asks for part \(number) of \(count). Use --shard instead")
    }
  }

  /// Every eighth submission, so that the parts take about as long.
  func part(of submissions: [Submission]) -> [Submission] {
    submissions.enumerated().filter { $0.offset % count == number - 1 }.map(\.element)
  }
}

extension Lab {
  /// `4`, `1-5`, `1,3-5`, or names such as `lab04`.
  static func range(_ text: String) throws -> [Lab] {
    var found: [Lab] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { word in
        all.first { $0.number == Int(word) || $0.name == word }
      }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first.number <= last.number
      else {
        throw UsageError("--labs must name labs from 1 to \(all.count), such as 1-5, not \(text)")
      }
      found += all.filter { (first.number...last.number).contains($0.number) }
    }
    return all.filter(found.contains)
  }
}
