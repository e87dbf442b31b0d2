// What each process of a program was blocked in, and when.

import GraderKit

extension TimelineBuilder {
  /// The processes of a program: the parent, then the others in the order in which they got their
  /// first client, which depends on luck.
  func processes(_ looks: [Look], of parent: Int32) -> [Lane] {
    var found: [(pid: Int32, met: Double, looks: [ProcessLook])] = []
    for look in looks {
      for process in look.snapshot.processes {
        let index = found.firstIndex { $0.pid == process.pid } ?? found.count
        if index == found.count { found.append((process.pid, .infinity, [])) }
        if process.calls.contains(where: { $0.peer != nil }) {
          found[index].met = min(found[index].met, look.time)
        }
        found[index].looks.append(
          ProcessLook(
            time: look.time, state: state(of: process.calls),
            processorTime: look.snapshot.processorTime))
      }
    }
    let others = found.filter { $0.pid != parent }.sorted { ($0.met, $0.pid) < ($1.met, $1.pid) }
    let last = looks.last?.time ?? 0
    return (found.filter { $0.pid == parent } + others).enumerated().map { index, process in
      let name = others.isEmpty ? "server" : index == 0 ? "parent" : "worker \(index)"
      var lane = Lane(name: name, spans: spans(process.looks, upTo: last))
      if let end = process.looks.last?.time, end < last - 0.05 {
        lane.add(.killed, at: milliseconds(end))
      }
      return lane
    }
  }

  private struct ProcessLook {
    let time: Double
    var state: String?
    let processorTime: Double
  }

  /// What a process was blocked in, one call after another. A look doesn't count if the process was
  /// at work, or in a call that had ended by the next look, unless it computes for long.
  private func spans(_ looks: [ProcessLook], upTo end: Double) -> [Span] {
    var looks = looks
    var begin = 0
    for index in looks.indices where looks[index].state != nil || index == looks.count - 1 {
      if looks[index].processorTime - looks[begin].processorTime > 0.15 {
        for idle in begin...index where looks[idle].state == nil { looks[idle].state = "computes" }
      }
      begin = index
    }
    let known = looks.compactMap { look in look.state.map { (time: look.time, state: $0) } }
    var spans: [Span] = []
    for (index, (time, state)) in known.enumerated() {
      let isOn = known.dropFirst(index + 1).first?.state == state
      if spans.last?.state == state || !isOn { continue }
      let begin = spans.isEmpty ? looks[0].time < 0.1 ? 0 : looks[0].time : time
      if !spans.isEmpty { spans[spans.count - 1].to = milliseconds(begin) }
      spans.append(Span(state: state, from: milliseconds(begin), to: timeline.length))
    }
    if let last = looks.last?.time, last < end - 0.05, !spans.isEmpty {
      spans[spans.count - 1].to = milliseconds(last)
    }
    return spans
  }

  /// Where the threads of a process are: `recv A`, `accept`, `a thread each`; nil if it is at work.
  func state(of calls: [Call]) -> String? {
    // A runtime's own threads don't wait for a client.
    let telling = calls.filter { $0.peer != nil || $0.isDoor }
    if telling.count > 1 { return "a thread each" }
    // Nor does a worker's thread that watches its parent, which may start before the one that serves.
    let call = telling.first ?? calls.first { !["recv", "read"].contains($0.name) }
    return call.map { $0.name + ($0.peer.map { " \($0)" } ?? "") }
  }
}
