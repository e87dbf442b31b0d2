// Mistakes: a parent and its workers.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let processes: [Mistake] = [
    namesNoWorkers, miscountsWorkers, workersDieAtOnce, waitsForTheLifeline, ownListeners,
    idleWorkers, parentServes, workerDiesWithItsClient, looksAgainAndAgain, diesWithAWorker,
    workerNotReplaced, replacesOnlyTheKilled, oneDeathASignal, restartsEverybody, zombies,
    leaksWithEachWorker, orphans, orphansWhileTalking,
  ]

  public static let namesNoWorkers = Mistake(
    "names-no-workers",
    "The program does not say who its workers are.",
    "Write \"worker\" and its PID on standard error for each worker that is started.", .processes)

  public static let miscountsWorkers = Mistake(
    "miscounts-workers",
    "There are not as many workers as were asked for.",
    "Start as many as --workers says, two without it, each once.", .processes)

  public static let workersDieAtOnce = Mistake(
    "workers-die-at-once",
    "Workers end as soon as they have started.",
    "Read their last words above: a worker finds its sockets in Worker.inheritedSockets, in the order "
      + "in which the parent gave them.", .processes)

  public static let waitsForTheLifeline = Mistake(
    "waits-for-the-lifeline",
    "No worker accepts: each waits for the end of its parent.",
    "Wait for the lifeline on a thread of its own; the worker itself goes on to accept.",
    .processes)

  public static let ownListeners = Mistake(
    "own-listeners",
    "Each worker listens for itself: a client waits for a busy one, though another is free.",
    "Open the listening socket once, in the parent, and let all workers inherit that one.",
    .processes)

  public static let idleWorkers = Mistake(
    "idle-workers",
    "A worker is free, and a client waits in vain.",
    "Let every worker call accept on the socket that it inherited, and go back to it.", .processes)

  public static let parentServes = Mistake(
    "parent-serves",
    "A client is served while every worker is held still: somebody else accepts.",
    "Leave accept to the workers: a parent that serves crashes as they do, and takes all along.",
    .processes)

  public static let workerDiesWithItsClient = Mistake(
    "worker-dies-with-its-client",
    "A client's connection ended, and with it the worker that served it.",
    "After a visit go back to accept, whatever ended it: an error, or the client's leaving.",
    .processes)

  public static let looksAgainAndAgain = Mistake(
    "looks-again-and-again",
    "A process wakes many times a second, only to see that nothing has happened.",
    "Wait in the kernel: in accept, in waitpid, in recv on the lifeline, which return when it is time.",
    .processes)

  public static let diesWithAWorker = Mistake(
    "dies-with-a-worker",
    "A worker ended, and the whole program with it.",
    "Wait for the worker in the parent, start another, and let nothing else end.", .processes,
    isDeath: true)

  public static let workerNotReplaced = Mistake(
    "worker-not-replaced",
    "A worker ended, and no other takes its place.",
    "Let the parent wait for the end of any worker, however it ended, and start a new one at once.",
    .processes)

  public static let replacesOnlyTheKilled = Mistake(
    "replaces-only-the-killed",
    "A worker ended by itself, and no other takes its place, as one does when a worker is killed.",
    "Start a new one however the worker ended: by a signal or with a status, whichever it is.",
    .processes)

  public static let oneDeathASignal = Mistake(
    "one-death-a-signal",
    "Several workers ended in one moment, and only some of them are replaced.",
    "One SIGCHLD may stand for several ends: call waitpid again and again, until nobody is left.",
    .processes)

  public static let restartsEverybody = Mistake(
    "restarts-everybody",
    "A worker ended, and with it the talks of clients that others serve.",
    "Start one worker for the one that ended, and leave the others alone.", .processes)

  public static let zombies = Mistake(
    "zombies",
    "Workers have ended, and nobody has waited for them: they stay as zombies.",
    "Call waitpid for each worker that ended; until then the kernel keeps what is left of it.",
    .processes)

  public static let leaksWithEachWorker = Mistake(
    "leaks-with-each-worker",
    "Every worker that is replaced leaves descriptors open, in the parent or in those after it.",
    "Close in the parent what was one worker's alone, and hand on nothing but what is needed.",
    .processes)

  public static let orphans = Mistake(
    "orphans",
    "The parent has ended, and its workers live on.",
    "Let a thread of each worker wait for the lifeline's end all the time, and then exit; nobody but "
      + "the parent may have the other end.", .processes, isDeath: true)

  public static let orphansWhileTalking = Mistake(
    "orphans-while-talking",
    "The parent has ended, and workers that are with a client live on.",
    "Watch the lifeline during a visit as well: on a thread of its own, or in the same select.",
    .processes, isDeath: true)
}
