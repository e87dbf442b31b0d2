// `course watch`: checks a lab again at every save. One key shows a hint, another goes to the next lab.

import GraderKit

extension Command {
  static let watch = Command(
    name: "watch", labs: .oneOrCurrent, summary: "checks it again whenever you save"
  ) { labs, _ in
    Terminal.readKeys()
    defer { Terminal.restore() }
    var lab = labs[0]
    while true {
      do {
        try lab.watchOneVersion()
      } catch Interruption.saved {
        // Some editors write a file in pieces, or remove it first.
        Terminal.rest(for: 100)
      } catch Interruption.next {
        lab = Lab.all.first { $0.number == lab.number + 1 } ?? lab
      } catch Interruption.quit {
        return 0
      }
    }
  }
}

/// What ends the check of one version of a file, or the wait for the next one.
private enum Interruption: Error {
  case saved, next, quit
}

extension Lab {
  /// Checks the lab as it is now, then waits until something happens.
  fileprivate func watchOneVersion() throws -> Never {
    let version = memory
    var wantsHint = false
    func look(within milliseconds: Int32) throws {
      switch Terminal.key(within: milliseconds) {
      case "h": wantsHint = true
      case "n": throw Interruption.next
      case "q": throw Interruption.quit
      default: break
      }
      if memory != version { throw Interruption.saved }
    }
    Terminal.clear()
    do {
      say(account(of: try checkAloud(isWatched: true) { try look(within: 0) }, isWatched: true))
    } catch let interruption as Interruption {
      Terminal.clearLine()
      throw interruption
    } catch {
      complain("\(error)")
    }
    while true {
      if wantsHint { say("\n" + ((try? nextHint(again: "h")) ?? "\(handoutPath) can't be read.")) }
      wantsHint = false
      let keys = Terminal.hasKeys ? "h hint   n next lab   q quit" : "Ctrl-C ends it"
      say("\n\(keys)   (checked again when you save \(name))".styled(.faint))
      repeat { try look(within: 100) } while !wantsHint
    }
  }
}
