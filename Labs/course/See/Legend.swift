// The signs of `course see`, and what they mean, in a terminal and in a picture.

extension Timeline {
  /// How busy a tenth of a second was, from 0 for asleep to 3 for nothing but work.
  func level(ofSlice index: Int) -> Int {
    guard wakes.indices.contains(index) else { return 0 }
    if computed[index] > 50 { return 3 }
    return wakes[index] >= 10 ? 2 : wakes[index] > 0 || computed[index] > 0 ? 1 : 0
  }

  /// The same in a word or two, beside the processor's lane.
  var restInShort: String {
    switch rest {
    case .sleeps: ""
    case .sweeps: "wakes \(wakeRate)/s"
    case .burns: "burns \(percent(quietComputed, of: quiet))"
    }
  }

  /// The times of an axis, few enough to be read.
  var times: StrideThrough<Int> {
    stride(from: 0, through: length, by: length <= 5000 ? 500 : length <= 10_000 ? 1000 : 5000)
  }

  /// What a process was blocked in, as it stands in its lane.
  func label(_ state: String) -> String {
    state == "sleep" && rest == .sweeps && program.count == 1
      ? "sleep, sweep, sleep, sweep ..." : state
  }

  /// What was told with a drop is told beside it, not by a sign of its own.
  func isWithADrop(_ mark: Mark, in lane: Lane) -> Bool {
    mark.kind == .told && lane.marks.contains { $0.kind == .dropped && abs($0.at - mark.at) < 100 }
  }

  /// The signs that are drawn, with their meanings, in the order of a legend.
  var signs: [(kind: Mark.Kind, meaning: String)] {
    let marks = (cast + program).flatMap { lane in
      lane.marks.filter { !isWithADrop($0, in: lane) }
    }
    let kinds = Set(marks.map(\.kind))
    let order: [Mark.Kind] = [.answer, .comes, .leaves, .told, .dropped, .killed]
    return order.filter { kinds.contains($0) && ($0 != .killed || !kinds.contains(.dropped)) }
      .map { kind in
        let isBoth = kind == .dropped && kinds.contains(.killed)
        return (kind, isBoth ? "is dropped, or ends" : kind.meaning(isOfAClient))
      }
  }
}

extension Timeline.Mark.Kind {
  var sign: Character {
    switch self {
    case .comes: "["
    case .leaves: "]"
    case .piece: "."
    case .answer: "o"
    case .told: "!"
    case .dropped, .killed: "X"
    }
  }

  func meaning(_ isOfAClient: Bool) -> String {
    switch self {
    case .comes: isOfAClient ? "is asked" : "comes"
    case .leaves: isOfAClient ? "done" : "leaves"
    case .piece: "sends a part"
    case .answer: isOfAClient ? "page is whole" : "is answered"
    case .told: isOfAClient ? "no page" : "is told something else"
    case .dropped: "is dropped"
    case .killed: "ends"
    }
  }
}
