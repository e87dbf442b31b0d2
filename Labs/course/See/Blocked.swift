// From looks at a program to what each of its processes was blocked in, and when.

import GraderKit

extension Story {
  /// The processes of a program: the first one, then the others in the order in which they met
  /// somebody, for which of them is free is luck.
  func processes(
    _ looks: [(time: Double, glance: Glance)], of parent: Int32
  ) -> [Lane] {
    var found: [(pid: Int32, met: Double, looks: [Look])] = []
    for (time, glance) in looks {
      for process in glance.processes {
        let index = found.firstIndex { $0.pid == process.pid } ?? found.count
        if index == found.count { found.append((process.pid, .infinity, [])) }
        if process.places.contains(where: { $0.peer != nil }) {
          found[index].met = min(found[index].met, time)
        }
        let state = Story.state(of: process.places)
        found[index].looks.append(
          Look(time: time, state: state, processorTime: glance.processorTime))
      }
    }
    let others = found.filter { $0.pid != parent }.sorted { ($0.met, $0.pid) < ($1.met, $1.pid) }
    let last = looks.last?.time ?? 0
    return (found.filter { $0.pid == parent } + others).enumerated().map { index, process in
      let name = others.isEmpty ? "server" : index == 0 ? "parent" : "worker \(index)"
      var lane = Lane(name: name, spans: spans(process.looks, upTo: last))
      if let end = process.looks.last?.time, end < last - 0.05 {
        lane.marks.append(Mark(kind: .killed, at: milliseconds(end)))
      }
      return lane
    }
  }

  private struct Look {
    let time: Double
    var state: String?
    let processorTime: Double
  }

  /// What a process was blocked in, one thing after another. A look that found it at work, or in
  /// something that was over by the next one, says nothing, but for one that computes for long.
  private func spans(_ looks: [Look], upTo end: Double) -> [Span] {
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
      spans.append(Span(state: state, from: milliseconds(begin), to: length))
    }
    if let last = looks.last?.time, last < end - 0.05, !spans.isEmpty {
      spans[spans.count - 1].to = milliseconds(last)
    }
    return spans
  }

  /// Where the threads of a process are: `recv A`, `accept`, `a thread each`; nil for one at work.
  static func state(of places: [Glance.Place]) -> String? {
    // Threads of a runtime wait for none of ours.
    let telling = places.filter { $0.peer != nil || $0.isDoor }
    if telling.count > 1 { return "a thread each" }
    // Nor does a worker's that watches its parent, and it may be there before the one that serves.
    let place = telling.first ?? places.first { !["recv", "read"].contains($0.call) }
    return place.map { $0.call + ($0.peer.map { " \($0)" } ?? "") }
  }
}
