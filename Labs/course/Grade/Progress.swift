// What a person sees while a class is graded: one line per student, and a bar with an estimate.

import Foundation
import GraderKit
import Synchronization

/// The progress of the grading of a class. Several threads report to it.
final class Progress: Sendable {
  private struct State {
    var marks: [String: [Mark]] = [:]
    var isShown: Set<String> = []
    var done = 0
    var units = 0
    var start = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let labs: [Lab]
  private let width: Int

  init(of submissions: [Submission], _ labs: [Lab]) {
    self.labs = labs
    width = min(30, submissions.map { printable($0.student.name).count }.max() ?? 0)
  }

  /// From now on, this many labs are graded.
  func begin(_ units: Int) {
    state.withLock {
      $0.units = units
      $0.start = .now
    }
  }

  /// Notes a result. If it's the last one of its student, prints their line.
  func note(_ mark: Mark) {
    state.withLock { state in
      let name = mark.student.name
      state.marks[name, default: []].removeAll { $0.lab == mark.lab }
      state.marks[name, default: []].append(mark)
      let marks = state.marks[name] ?? []
      guard marks.count == labs.count, state.isShown.insert(name).inserted else { return }
      Terminal.clearLine()
      let words = marks.sorted { $0.lab < $1.lab }.map(\.inShort).joined(separator: "  ")
      say("  \(printable(name).padded(to: width))  \(words)")
    }
  }

  func finishUnit() { state.withLock { $0.done += 1 } }

  /// Shows the bar: `[####----]  12 of 80, about 3 min left`.
  func show() {
    let line = state.withLock { state in
      let elapsed = (ContinuousClock.now - state.start) / .seconds(1)
      // One result says little about the others.
      let left =
        state.done < 3 ? nil : elapsed / Double(state.done) * Double(state.units - state.done)
      let estimate = left.map { ", about \(duration($0)) left" } ?? ""
      return "  \(Terminal.bar(state.done, of: state.units))  \(state.done) of \(state.units)"
        + estimate
    }
    Terminal.show(line)
  }

  private func duration(_ seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded())) s" : "\(Int((seconds / 60).rounded())) min"
  }
}

extension Mark {
  /// `lab04 30 of 38` or `lab04 does not compile`.
  fileprivate var inShort: String {
    state == .passes || state == .fails
      ? "\(lab) \(status.passed) of \(status.of)" : "\(lab) \(state.rawValue)"
  }
}
