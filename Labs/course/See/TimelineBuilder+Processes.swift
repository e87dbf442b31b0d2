// What each process of a program was blocked in, and when.

import GraderKit

extension TimelineBuilder {
  private typealias ProcessLook = (time: Double, state: String?, processorTime: Double)

  /// The processes of a program: the parent, then the others in the order in which they got their
  /// first client. That order differs from run to run.
  func processes(_ looks: [Look], of parent: Int32) -> [Lane] {
    let members = looks.flatMap { look in look.snapshot.processes.map { (look: look, process: $0) }
    }
    let processes = Dictionary(grouping: members) { $0.process.pid }.map { pid, members in
      let first = members.first { $0.process.calls.contains { $0.peer != nil } }
      let order = pid == parent ? -1 : first?.look.time ?? .infinity
      return (pid: pid, order: order, members: members)
    }.sorted { ($0.order, $0.pid) < ($1.order, $1.pid) }
    return processes.enumerated().map { index, process in
      let name = processes.count == 1 ? "server" : index == 0 ? "parent" : "worker \(index)"
      let ownLooks: [ProcessLook] = process.members.map {
        ($0.look.time, state(of: $0.process.calls), $0.look.snapshot.processorTime)
      }
      return lane(name, ownLooks, upTo: looks.last?.time ?? 0)
    }
  }

  /// The calls that a process was blocked in, in order. A look doesn't count if the process was
  /// running or its call had ended by the next look, unless it computes for long.
  private func lane(_ name: String, _ looks: [ProcessLook], upTo end: Double) -> Lane {
    var looks = looks
    var begin = 0
    for index in looks.indices where looks[index].state != nil || index == looks.count - 1 {
      if looks[index].processorTime - looks[begin].processorTime > 0.15 {
        for idle in begin...index where looks[idle].state == nil { looks[idle].state = "computes" }
      }
      begin = index
    }
    var lane = Lane(name: name)
    let known = looks.filter { $0.state != nil }
    for (look, next) in zip(known, known.dropFirst()) where look.state == next.state {
      let isFirst = lane.spans.isEmpty
      let start = isFirst && looks[0].time < 0.1 ? 0 : isFirst ? looks[0].time : look.time
      lane.enter(look.state, at: milliseconds(start))
    }
    if let last = looks.last?.time, last < end - 0.05 {
      lane.enter(nil, at: milliseconds(last))
      lane.add(.killed, at: milliseconds(last))
    } else {
      lane.enter(nil, at: timeline.length)
    }
    return lane
  }

  /// What the threads of a process are blocked in: `recv A`, `accept`, `a thread each`; nil if it is
  /// running.
  func state(of calls: [Call]) -> String? {
    // A runtime's own threads don't wait for a client.
    let telling = calls.filter { $0.peer != nil || $0.isDoor }
    if telling.count > 1 { return "a thread each" }
    // Nor does a worker's thread that watches the parent. It may start before the serving thread.
    let call = telling.first ?? calls.first { !["recv", "read"].contains($0.name) }
    return call.map { $0.name + ($0.peer.map { " \($0)" } ?? "") }
  }
}
