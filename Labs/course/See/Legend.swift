// The signs of `course see`, and what they mean, in a terminal and in a picture.

extension Timeline {
  /// How busy the program was in a tenth of a second, from 0 for asleep to 3 for computing.
  func level(ofSlice index: Int) -> Int {
    guard wakes.indices.contains(index) else { return 0 }
    if computed[index] > 50 { return 3 }
    return wakes[index] >= 10 ? 2 : wakes[index] > 0 || computed[index] > 0 ? 1 : 0
  }

  /// How busy the program was while there was nothing to do, in a word or two.
  var restInShort: String {
    switch rest {
    case .sleeps: ""
    case .sweeps: "wakes \(wakeRate)/s"
    case .busy: "busy \(percent(quietComputed, of: quiet))"
    }
  }

  /// The times on the axis.
  var times: StrideThrough<Int> {
    stride(from: 0, through: length, by: length <= 5000 ? 500 : length <= 10_000 ? 1000 : 5000)
  }

  /// The text in a process's lane for what it was blocked in.
  func label(_ state: String) -> String {
    state == "sleep" && rest == .sweeps && program.count == 1
      ? "sleep, sweep, sleep, sweep ..." : state
  }

  /// Whether a client was told something just before it was dropped. Then only the drop has a sign.
  func isWithADrop(_ event: Event, in lane: Lane) -> Bool {
    event.kind == .told
      && lane.events.contains { $0.kind == .dropped && abs($0.at - event.at) < 100 }
  }

  /// The signs of this timeline, with their meanings, in the order of a legend.
  var signs: [(kind: Event.Kind, meaning: String)] {
    let kinds = Set(
      (cast + program).flatMap { lane in
        lane.events.filter { !isWithADrop($0, in: lane) }.map(\.kind)
      })
    var meanings: [(Event.Kind, String)] =
      isOfAClient
      ? [
        (.answer, "page is complete"), (.comes, "gets a request"), (.leaves, "done"),
        (.told, "no page"),
      ]
      : [
        (.answer, "is answered"), (.comes, "connects"), (.leaves, "disconnects"),
        (.told, "gets another answer"),
      ]
    if kinds.contains(.dropped) {
      meanings.append((.dropped, kinds.contains(.killed) ? "is dropped, or ends" : "is dropped"))
    } else {
      meanings.append((.killed, "ends"))
    }
    return meanings.filter { kinds.contains($0.0) }
  }
}

extension Timeline.Event.Kind {
  /// Its sign in a terminal.
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
}
