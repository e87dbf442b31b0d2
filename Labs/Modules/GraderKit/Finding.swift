// A failed requirement as an error: what a check throws.

import Libc

/// A mistake, with the report that shows it.
public struct Finding: Error, CustomStringConvertible {
  public let report: Report

  public var mistake: Mistake { report.mistake }
  /// The report as XCTest prints it.
  public var description: String { report.text }
}

extension Program {
  /// A finding about this program, or, if it ended at a step that isn't written, that step.
  ///
  /// - Parameters:
  ///   - detail: what was expected, and what happened instead.
  ///   - came: what happened, for `diagnose`.
  ///   - peer: the one that got no answer, or a wrong one.
  public func finding(
    _ suspicion: Mistake, _ detail: String, came: Came = .fact, about peer: Peer? = nil,
    by proof: Proof = .whatItDoes
  ) -> any Error {
    // Only a longer look at the program can tell what its silence means.
    let isBusy = (came.isSilent || came == .stillRunning) && isBusy
    let hasEnded = child.hasEnded()
    // Its last words may still be in the pipe, and the name may depend on them.
    child.read()
    if let unwritten = Unwritten(child) { return onFinding(unwritten) }
    let evidence = Evidence(
      detail: detail, peer: peer?.name, conversation: conversation,
      program: evidence(proof, about: peer, hasEnded: hasEnded, beside: detail),
      words: finalWords)
    let signs = signs(hasEnded: hasEnded).union(isBusy ? [.isBusy] : [])
    let observation = Observation(
      suspicion: suspicion, ifItDied: ifItDies == .dies ? nil : ifItDies, came: came,
      signs: signs.sorted { $0.rawValue < $1.rawValue }, evidence: evidence)
    return onFinding(Finding(report: Report(observation)))
  }
}
