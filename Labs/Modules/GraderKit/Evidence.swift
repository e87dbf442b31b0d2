// What a report says about the program.

import Libc

/// What a finding is based on. It decides what a report shows of the program.
public enum Proof: Sendable {
  /// What the program does or doesn't do. The report then says where it waits.
  case whatItDoes
  /// What it sent, which is wrong whatever it does now.
  case whatCame
}

extension Program {
  /// What the program was doing, or how it ended, unless `detail` says it already.
  func evidence(
    _ proof: Proof, about peer: Peer?, hasEnded: Bool, beside detail: String
  ) -> [String] {
    var lines: [String] = []
    if hasEnded, let ending = child.ending { lines.append("it \(words(for: ending))") }
    if let excess = child.excess { lines.append(excess.description) }
    if proof == .whatItDoes {
      if let snapshot = lastSnapshot() {
        lines += activities(of: snapshot, about: peer, hasEnded)
        let peak = detail.contains("MiB") ? nil : peakAtStart
        if !hasEnded { lines += snapshot.remarks(about: peer, peakBefore: peak) }
      } else if !hasEnded && !Inspection.isPossible {
        let instead = vain.map { "; the grader waited \(fixed($0.seconds, 0)) s" } ?? ""
        lines.append(
          "this system has no /proc, so the grader can't see what it's blocked in\(instead)")
      }
    }
    child.read()
    if hasEnded && child.errors.lines.isEmpty { lines.append("standard error: nothing") }
    return lines
  }

  /// Its last words.
  var finalWords: [String] {
    // `detail` already has the important part of its long reports.
    if child.errors.contains("WARNING: ThreadSanitizer: ") { return [] }
    // A Swift runtime error begins with its reason, before the stack trace.
    let fatal = child.errors.lines(with: "Fatal error: ").first
    let last = fatal.map { [$0] } ?? child.errors.lines.suffix(6)
    // Before that, it may have complained about a line of its source.
    let complaint = child.errors.lines(with: "main.swift:").prefix(1).filter { !last.contains($0) }
    return (complaint + last).map { "\(printable(String($0.prefix(300))))\(whose($0))" }
  }

  /// What it's doing now: one line per process.
  package func doing() -> [String] {
    lastSnapshot().map { activities(of: $0, about: nil, child.hasEnded()) } ?? []
  }

  /// The peers whose ports a line contains: `   (A)`.
  package func whose(_ line: String) -> String {
    let ports = line.matches(of: #/127\.0\.0\.1\D{1,4}(\d+)\b/#).compactMap { UInt16($0.1) }
    let names = ports.compactMap { port in peers.last { $0.lastPort == port }?.name }
    return names.isEmpty ? "" : "   (\(names.joined(separator: ", ")))"
  }

  private func words(for ending: Ending) -> String {
    guard case .killed(let signal) = ending else { return "\(ending)" }
    if child.signals.contains(signal) { return "\(ending.name), which the grader sent" }
    if signal != SIGKILL { return "\(ending)" }
    // The next line says which limit it hit.
    if child.excess != nil { return ending.name }
    return "\(ending.name), but not by the grader: the system does that when memory runs out"
  }

  private func activities(
    of snapshot: ProgramSnapshot, about peer: Peer?, _ hasEnded: Bool
  ) -> [String] {
    if snapshot.members.map(\.pid) == [child.pid] {
      return hasEnded ? [] : [activity(of: snapshot, about: peer)]
    }
    let lines = snapshot.members.map { member in
      let name = member.pid == child.pid ? "the parent" : hasEnded ? "left of it" : "started by it"
      let activity =
        switch member.state {
        case "Z": "ended, and its parent has not waited for it: a zombie"
        case "T": "paused by the grader"
        case "S": "blocked in \(places(member.calls, snapshot))"
        default: "running"
        }
      return "\(name), \(member.pid): \(activity)"
    }
    let load = snapshot.isAsleep ? [] : [snapshot.load].compactMap(\.self).map { "together \($0)" }
    return (lines.count > 8 ? lines.prefix(7) + ["and \(lines.count - 7) more processes"] : lines)
      + load
  }

  private func activity(of snapshot: ProgramSnapshot, about peer: Peer?) -> String {
    let calls = snapshot.members[0].calls
    if snapshot.members[0].state == "T" {
      return child.signals.contains(SIGSTOP) ? "paused by the grader" : "stopped by a signal"
    }
    if !snapshot.isAsleep { return snapshot.load.map { "running: \($0)" } ?? "running" }
    var line = "blocked in \(places(calls, snapshot))"
    let others = calls.compactMap { snapshot.peer(in: $0) }
    if let lazy = others.first(where: { !$0.isReading }),
      calls.contains(where: {
        ["send", "write"].contains($0.name) && snapshot.peer(in: $0) === lazy
      })
    {
      line += ", and \(lazy.name) does not read"
    }
    // If only `others` can wake its threads, the remaining peers wait for them.
    let waiting = snapshot.ends.filter { other, end in
      !other.isClosed && (end.isInBacklog || end.unreadBytes > 0)
        && !others.contains { $0 === other }
    }
    let isCertain = snapshot.members[0].others == 0 && !calls.contains(where: \.isDoor)
    if isCertain && !others.isEmpty && !waiting.isEmpty {
      let who = waiting.count == 1 ? waiting[0].peer.name : "\(waiting.count) others"
      line += ", so \(who) wait\(waiting.count == 1 ? "s" : "")"
    }
    return line
  }

  /// Where threads wait: `recv on A's connection`.
  private func places(_ calls: [Call], _ snapshot: ProgramSnapshot) -> String {
    let list = Dictionary(grouping: calls, by: \.name).sorted { $0.key < $1.key }.map {
      name, calls in
      let names = calls.compactMap { snapshot.peer(in: $0)?.connection }
      switch (calls.count, names.count) {
      case (1, 1): return "\(name) on \(names[0])"
      case (1, _): return name
      case (_, 0): return "\(name) (\(calls.count) threads)"
      case (_, 1): return "\(name) (\(calls.count) threads, one on \(names[0]))"
      default: return "\(name) on \(names.count) connections"
      }
    }
    return list.isEmpty ? "an unknown system call" : list.joined(separator: ", ")
  }
}
