// A program of several processes: a parent, and the workers that it names on standard error.

import Libc
import Sockets

extension Program {
  /// The living workers, in the order in which the program printed them: `worker 4711`, with any
  /// text around that. A number that isn't a process of this program doesn't count.
  public var workers: [pid_t] { named.filter { $0 != child.pid && lives($0) } }

  /// All workers that it has printed so far.
  var named: [pid_t] {
    child.read()
    var numbers: [pid_t] = []
    for line in child.errors.wholeLines where line.contains("worker ") {
      for match in line.matches(of: #/worker (\d+)/#) {
        if let number = pid_t(match.1), !numbers.contains(number) { numbers.append(number) }
      }
    }
    return numbers
  }

  /// Whether this process is alive and belongs to the program, even as an orphan.
  public func lives(_ worker: pid_t) -> Bool {
    if worker <= 1 || fallen.contains(worker) || Processes.hasEnded(worker) { return false }
    return getpgid(worker) == child.pid || child.tag.isOn(worker)
      || child.family.contains(worker)
  }

  /// How many workers have ended without the grader's doing.
  var lost: Int { named.count { !lives($0) && !fallen.contains($0) } }

  /// Whether workers keep ending by themselves.
  public var losesWorkers: Bool { lost > 4 && lost > 2 * fallen.count }

  /// Whether each worker sleeps in a recv that isn't on a client's connection, and none in accept.
  public var leavesAcceptToNobody: Bool {
    guard let look = Inspection(of: child), look.isAsleep else { return false }
    let doors = ["accept", "select", "poll", "epoll_wait"]
    let clients = Connection.ends(peers.map { ($0.programPort, $0.port) }).compactMap { $0?.inode }
    return !workers.isEmpty
      && workers.allSatisfy { worker in
        let calls = look.calls(of: worker)
        let isBusy = calls.contains {
          doors.contains($0.name) || $0.inode.map(clients.contains) ?? false
        }
        return !isBusy && calls.contains { $0.name == "recv" || $0.name == "read" }
      }
  }

  /// Waits until exactly this many workers live.
  @discardableResult
  public func expectWorkers(_ count: Int, else mistake: Mistake) throws -> [pid_t] {
    // If there are far too many, the number will never be right again.
    wait { workers.count == count || workers.count > count + 20 }
    if workers.count == count {
      let all = workers
      conversation.note("workers: \(all.map { "\($0)" }.joined(separator: ", "))")
      return all
    }
    let all = named
    let alive = workers
    // It has living processes, but not the ones that it printed.
    let areOthers =
      alive.isEmpty && child.family.contains { $0 != child.pid && !Processes.hasEnded($0) }
    var signs: Set<WorkerSign> = [alive.count > count ? .tooMany : .tooFew]
    if alive.isEmpty { signs.insert(.noneLives) }
    if alive.count > count && wait(for: 1, until: { workers.count > alive.count + 4 }) {
      signs.insert(.growing)
    }
    let isItself = all == [child.pid]
    if isItself { signs.insert(.namesItself) }
    if all.isEmpty || areOthers && lost <= 2 * count { signs.insert(.namesNone) }
    if losesWorkers || alive.isEmpty && lost > 0 { signs.insert(.dieAtOnce) }
    let saysNoChild = child.errors.text.contains(String(cString: strerror(ECHILD)))
    if all.allSatisfy(fallen.contains) && saysNoChild { signs.insert(.outlivesNone) }
    throw finding(
      mistake,
      isItself
        ? "there should be \(count) workers, but the only PID it has named is its own, \(child.pid)"
        : "there should be \(count) workers; it has named \(all.count), and \(alive.count) of them "
          + (alive.count == 1 ? "lives" : "live"), came: .workers(signs))
  }

  /// Ends workers with a signal, and waits until they have ended.
  public func end(_ workers: [pid_t], by signal: Int32) throws {
    for worker in workers where lives(worker) { Libc.kill(worker, signal) }
    ifItDies = .diesWithAWorker
    for worker in workers { conversation.note("worker \(worker) \(Program.fate(signal))") }
    wait { workers.allSatisfy(Processes.hasEnded) || !Inspection.isPossible }
    // Without /proc a zombie looks like a living process, but the grader knows better.
    fallen.formUnion(workers.filter { Processes.hasEnded($0) || !Inspection.isPossible })
    if let worker = workers.first(where: lives) {
      throw finding(.ignoresSignals, "worker \(worker) is still running")
    }
  }

  /// Keeps a worker from opening more descriptors, so that it may exit by itself, with a status and
  /// not by a signal. Returns whether the system allows that.
  public func starve(_ worker: pid_t, from first: Int? = nil) -> Bool {
    let first = first ?? firstFreeDescriptor(of: worker)
    // A Linux tool: Swift can't see the function of that name.
    let command = ["/usr/bin/env", "prlimit", "--pid", "\(worker)", "--nofile=\(first)"]
    guard let tool = try? Child.run(command, within: .patience), tool.ending == .exited(0) else {
      return false
    }
    let name = worker == child.pid ? "the program" : "worker \(worker)"
    conversation.note("\(name) has no descriptors left")
    return true
  }

  /// The descriptor that a process gets next.
  public func firstFreeDescriptor(of process: pid_t) -> Int {
    let open = Set(Processes.list("/proc/\(process)/fd").compactMap { Int($0) })
    return (0...open.count).first { !open.contains($0) } ?? 0
  }

  /// Ends the program's first process alone, and waits until it has ended.
  public func endParent(by signal: Int32) throws {
    conversation.note("the parent alone \(Program.fate(signal))")
    child.send(signal, alone: true)
    try expectEnd(else: .ignoresSignals)
  }

  private static func fate(_ signal: Int32) -> String {
    signal == SIGKILL ? "is killed" : "gets \(signal == SIGTERM ? "SIGTERM" : "SIGINT")"
  }

  /// Suspends some of its processes while `body` runs, so that the others handle what arrives.
  public func holding<Outcome>(
    _ processes: [pid_t], _ body: () throws -> Outcome
  ) rethrows -> Outcome {
    for process in processes where lives(process) || process == child.pid {
      Libc.kill(process, SIGSTOP)
    }
    defer { for process in processes { Libc.kill(process, SIGCONT) } }
    if Inspection.isPossible {
      wait { processes.allSatisfy(Processes.isHeld) }
    } else {
      // A moment is enough for a signal, and no correct program fails without it.
      wait(for: 0.05) { false }
    }
    return try body()
  }

  /// Waits until all processes of the program that have ended are reaped.
  public func expectNoZombies() throws {
    var zombies: [pid_t] = []
    let areReaped = wait {
      zombies = child.family.filter { Processes.state(of: $0) == "Z" }
      return zombies.isEmpty
    }
    if !areReaped { throw finding(.zombies, "\(zombies.count) of its processes are zombies") }
  }

  /// Watches processes for half a second in which nothing happens: they may wake at most twenty
  /// times a second. Without /proc it finds nothing.
  public func expectSleep(of processes: [pid_t], else mistake: Mistake) throws {
    let start = now
    let before = processes.map(Inspection.naps)
    wait(for: 0.5) { child.hasEnded() }
    for (process, before) in zip(processes, before) {
      let naps = Inspection.naps(of: process) - before
      let seconds = now - start
      if Double(naps) > 20 * seconds {
        throw finding(
          mistake,
          "in \(fixed(seconds, 2)) s process \(process) woke \(naps) times with nothing to do")
      }
    }
  }
}

extension Server {
  /// Waits until an ended program has left none of these workers, and no listener on its port.
  public func expectNobodyLeft(of workers: [pid_t], else mistake: Mistake) throws {
    if wait(outliving: true, until: { !workers.contains(where: lives) && isLeft(port) }) { return }
    let left = workers.filter(lives).map { "\($0)" }
    let who =
      switch left.count {
      case 0: "a process still listens on port \(port)"
      case 1: "worker \(left[0]) is still running"
      default:
        "workers \(left.dropLast().joined(separator: ", ")) and \(left[left.count - 1]) "
          + "are still running"
      }
    throw finding(mistake, "the parent has ended, but \(who)")
  }

  /// A finding about a client that is served although none of `count` workers can serve it: by an
  /// extra worker, or by the parent.
  public func findingOfAStranger(beside count: Int, _ detail: String) -> any Error {
    finding(.parentServes, detail, came: .workers(workers.count > count ? [.tooMany] : []))
  }
}
