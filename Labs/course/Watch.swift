// `course watch`: checks a lab again at every save, with a key for a hint and one for the next lab.

import GraderKit

extension Command {
  static let watch = Command(
    name: "watch", synopsis: "[N]", sentence: "checks it again whenever you save"
  ) { words in
    Terminal.readKeys()
    defer { Terminal.restore() }
    var lab = words.labs.first ?? Lab.current
    while true {
      do {
        try lab.watchOneVersion()
      } catch Turn.saved {
        lab.waitUntilItIsWhole()
      } catch Turn.next {
        lab = Lab.all.first { $0.number == lab.number + 1 } ?? lab
      } catch Turn.quit {
        return 0
      }
    }
  }
}

/// What ends the check of a version of a file, or the wait for another.
private enum Turn: Error {
  /// What was graded is no longer what is written.
  case saved
  case next, quit
}

extension Lab {
  /// Checks the lab as it is written now, then waits until something happens.
  fileprivate func watchOneVersion() throws -> Never {
    let version = content
    func look() throws {
      if content != version { throw Turn.saved }
    }
    Terminal.clear()
    var wantsHint = false
    do {
      let status = try checkAloud(isBrief: true) {
        try look()
        switch Terminal.key(within: 0) {
        // Of what is not judged yet there is none: it comes with the verdict.
        case "h": wantsHint = true
        case "n": throw Turn.next
        case "q": throw Turn.quit
        default: break
        }
      }
      say(verdict(status, isBrief: true))
    } catch let turn as Turn {
      Terminal.clearLine()
      throw turn
    } catch {
      complain("\(error)")
    }
    if wantsHint { sayHint() }
    sayKeys()
    while true {
      switch Terminal.key(within: 100) {
      case "h":
        sayHint()
        sayKeys()
      case "n": throw Turn.next
      case "q": throw Turn.quit
      default: break
      }
      try look()
    }
  }

  private func sayHint() {
    say("\n" + ((try? nextHint(again: "h")) ?? "\(handoutPath) cannot be read."))
  }

  /// What one can do meanwhile.
  private func sayKeys() {
    let keys = Terminal.hasKeys ? "h hint   n next lab   q quit" : "Ctrl-C ends it"
    say("\n\(keys)   (checked again when you save \(name))".styled(.faint))
  }

  /// Some editors write a file in pieces, or take it away first: waits until it stays as it is.
  fileprivate func waitUntilItIsWhole() {
    let deadline = Deadline.patience
    var last = content
    repeat {
      Terminal.rest(for: 50)
      let now = content
      if now == last && hasFile { return }
      last = now
    } while !deadline.isOver
  }
}
