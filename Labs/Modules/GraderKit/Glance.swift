// What a program is doing now, in a few words, for those who draw it and do not judge.

import Libc

/// A look at a program: where each of its processes waits, and how much it has worked so far.
package struct Glance {
  /// A process of the program, with the calls in which its threads wait.
  package struct Process {
    package let pid: pid_t
    package let places: [Place]
  }

  /// A call in which a thread waits, and on whose connection, if it is one of the peers'.
  package struct Place: Hashable {
    package let call: String
    package let peer: String?
    /// Whether anybody else may wake it: a new client, any client, the clock.
    package let isDoor: Bool
  }

  package let processes: [Process]
  /// Whether nothing of it runs or wants to.
  package let isAsleep: Bool
  /// How often it has gone to sleep by itself, and how many seconds of a processor it has used.
  package let naps: Int
  package let processorTime: Double
  package let threads: Int
}

extension Program {
  /// What it is doing now; nil where the system does not say, or when it has ended.
  package func glance() -> Glance? {
    guard !child.hasEnded(), let look = Inspection(of: child) else { return nil }
    let open = peers.filter { !$0.isClosed }
    let ends = Connection.ends(open.map { ($0.programPort, $0.port) })
    var owners: [Int: String] = [:]
    for (peer, end) in zip(open, ends) {
      if let end, end.inode != 0 { owners[end.inode] = peer.name }
    }
    let processes = look.family.filter { !Processes.hasEnded($0) }.map { pid in
      let places = look.calls(of: pid).map { call in
        let peer = call.inode.flatMap { owners[$0] }
        return Glance.Place(call: call.name, peer: peer, isDoor: call.isDoor)
      }
      return Glance.Process(pid: pid, places: places)
    }
    return Glance(
      processes: processes, isAsleep: look.isAsleep, naps: look.naps,
      processorTime: look.processorTime, threads: look.threads)
  }

  /// The step that it came to and that is not written yet, if it has said so.
  package var unwritten: Unwritten? { Unwritten(child) }
}
