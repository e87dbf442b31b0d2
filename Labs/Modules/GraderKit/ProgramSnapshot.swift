// What a program was doing at one moment, for a report or a picture.

import Libc

/// Everything that can be seen of a program at once; nil without /proc.
package struct ProgramSnapshot {
  package struct Member {
    package let pid: pid_t
    /// One letter, such as `S`, `T` or `Z`.
    let state: Character
    /// The calls in which its threads wait.
    package let calls: [Call]
    /// How many threads are in no known call.
    let others: Int
  }

  let members: [Member]
  package let isAsleep: Bool
  package let naps: Int
  package let processorTime: Double
  package let threads: Int
  /// How much CPU time it used lately, in how many seconds, and whether it never slept meanwhile.
  let share: (used: Double, span: Double, isRestless: Bool)?
  /// The program's ends of its connections with the grader.
  let ends: [(peer: Peer, end: Connection)]
  let descriptors: Int
  let descriptorLimit: Int?
  let peakMemory: Int

  init?(of program: Program) {
    guard let look = Inspection(of: program.child) else { return nil }
    let ends = ProgramSnapshot.ends(of: program.peers)
    members = look.family.map { pid in
      let calls = look.calls(of: pid).map { call in
        var call = call
        call.peer = call.inode.flatMap { inode in ends.first { $0.end.inode == inode }?.peer.name }
        return call
      }
      return Member(
        pid: pid, state: Processes.state(of: pid) ?? "Z", calls: calls,
        others: Processes.list("/proc/\(pid)/task").count - calls.count)
    }
    // A process that writes to a pipe only waits for the grader, which hasn't read meanwhile.
    let writesWords = members.contains { member in
      member.calls.contains { $0.name == "write" && ($0.descriptor ?? 0) <= 2 }
    }
    isAsleep = look.isAsleep && !writesWords
    naps = look.naps
    processorTime = look.processorTime
    threads = look.threads
    share = program.share(of: look)
    self.ends = ends
    descriptors = Inspection.descriptors(of: program.child.pid)
    descriptorLimit = look.descriptorLimit
    peakMemory = look.peakMemory
  }

  /// Its processes that haven't ended.
  package var processes: [Member] { members.filter { $0.state != "Z" && $0.state != "X" } }

  func peer(in call: Call) -> Peer? {
    call.inode.flatMap { inode in ends.first { $0.end.inode == inode }?.peer }
  }

  private static func ends(of peers: [Peer]) -> [(peer: Peer, end: Connection)] {
    // If several peers had one port in turn, the last one has it.
    let last = Dictionary(peers.map { ($0.lastPort, $0) }, uniquingKeysWith: { $1 })
    let current = peers.filter { last[$0.lastPort] === $0 }
    let ends = Connection.ends(current.map { ($0.programPort, $0.lastPort) })
    return zip(current, ends).compactMap { peer, end in end.map { (peer, $0) } }
  }
}

extension Program {
  /// What it is doing now; nil if it has ended, or if the system doesn't say.
  package func snapshot() -> ProgramSnapshot? {
    child.hasEnded() ? nil : ProgramSnapshot(of: self)
  }

  /// The unwritten step that it reached, if it has said so.
  package var unwritten: Unwritten? { Unwritten(child) }

  /// What it was doing in the last wait without result, or, if something has happened since, what
  /// it does now.
  func lastSnapshot() -> ProgramSnapshot? {
    // The grader's own note that nothing came doesn't count.
    if let vain, conversation.count <= vain.entries + 1 { return vain.snapshot }
    return ProgramSnapshot(of: self)
  }

  /// How much CPU time it used in the last half second or so, as far as the grader has watched.
  func share(of look: Inspection) -> (used: Double, span: Double, isRestless: Bool)? {
    let recent = watched.filter { now - $0.time < 2 }
    guard let first = recent.last(where: { now - $0.time >= 0.5 }) ?? recent.first,
      now - first.time >= 0.1
    else { return nil }
    let span = now - first.time
    // The kernel may count one tick too many.
    let most = span * Double(max(1, look.allThreads))
    let used = min(max(0, look.processorTime - first.used), most)
    return (used, span, isRestless: !first.isAsleep && look.naps == first.naps)
  }

  func watch(_ look: Inspection) {
    watched.append((now, look.processorTime, look.naps, look.isAsleep))
    if watched.count > 200 { watched.removeFirst(100) }
  }
}
