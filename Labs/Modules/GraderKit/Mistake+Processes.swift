// Mistakes: a parent and its workers.

extension Mistake {
  static let processes: [Mistake] = [
    namesNoWorkers, namesTheParent, miscountsWorkers, workersDieAtOnce, waitsForTheLifeline,
    ownListeners,
    idleWorkers, parentServes, workerDiesWithItsClient, looksAgainAndAgain, diesWithAWorker,
    workerNotReplaced, givesUpOnAWorker, retriesWithoutAPause, workerEndsByItself,
    replacesOnlyTheKilled,
    oneDeathASignal, restartsEverybody, zombies, leaksWithEachWorker, orphans, orphansWhileTalking,
  ]

  public static let namesNoWorkers = Mistake(
    "names-no-workers",
    "Your program doesn't print the PIDs of its workers.",
    "For each worker you start, print \"worker\" and its PID on standard error.", .processes)

  public static let namesTheParent = Mistake(
    "names-the-parent",
    "Your program prints its own PID as its workers' PID.",
    "Print \"worker\" and what Worker.start returns: in the parent, getpid() is the parent.",
    .processes)

  public static let miscountsWorkers = Mistake(
    "miscounts-workers",
    "Your program starts too many or too few workers.",
    "Start as many workers as --workers says, or two without that option. Start each once.",
    .processes)

  public static let workersDieAtOnce = Mistake(
    "workers-die-at-once",
    "Workers exit as soon as they have started.",
    "Read their last lines above. Worker.inheritedSockets keeps the order that the parent used.",
    .processes)

  public static let waitsForTheLifeline = Mistake(
    "waits-for-the-lifeline",
    "No worker calls accept: each waits for its parent to end.",
    "Wait for the lifeline on a separate thread, and call accept on the main one.", .processes)

  public static let ownListeners = Mistake(
    "own-listeners",
    "Each worker has its own listener: a client waits for a busy worker while another is free.",
    "Open the listening socket once, in the parent, and let all workers inherit it.", .processes)

  public static let idleWorkers = Mistake(
    "idle-workers",
    "A worker is free, but a client isn't served.",
    "Let every worker call accept on the inherited socket, and again after each client.",
    .processes)

  public static let parentServes = Mistake(
    "parent-serves",
    "Every worker is suspended, but a client is served: a process that isn't a worker accepts.",
    "Let only the workers accept. If a parent that serves crashes, all its workers end too.",
    .processes)

  public static let workerDiesWithItsClient = Mistake(
    "worker-dies-with-its-client",
    "A client's connection ended, and so did the worker that served it.",
    "After each client, call accept again, even if the visit ended with an error.", .processes)

  public static let looksAgainAndAgain = Mistake(
    "looks-again-and-again",
    "A process wakes many times a second, only to see that nothing has happened.",
    "Wait in the kernel: in accept, in waitpid, or in recv on the lifeline.", .processes)

  public static let diesWithAWorker = Mistake(
    "dies-with-a-worker",
    "A worker ended, and then your whole program ended too.",
    "In the parent, wait for the worker and start another one.", .processes)

  public static let workerNotReplaced = Mistake(
    "worker-not-replaced",
    "A worker ended, and your program doesn't replace it in time.",
    "In the parent, wait for any worker to end, pause for 20 ms, and start a new one.", .processes)

  public static let givesUpOnAWorker = Mistake(
    "gives-up-on-a-worker",
    "Starting a new worker failed once, and your program never tried again.",
    "Catch the error, log it, pause, and try again: the other workers need the parent.",
    .processes)

  public static let retriesWithoutAPause = Mistake(
    "retries-without-a-pause",
    "Starting a worker keeps failing, and your program tries again without a pause.",
    "Put the pause inside the loop, so that your program sleeps before every try.", .processes)

  public static let workerEndsByItself = Mistake(
    "worker-ends-by-itself",
    "A worker ended, although its parent is still running.",
    "A worker ends only with its parent: set no timeout on the lifeline, and catch errors.",
    .processes)

  public static let replacesOnlyTheKilled = Mistake(
    "replaces-only-the-killed",
    "Your program replaces a worker that was killed, but not one that exited by itself.",
    "Start a new worker however the old one ended: by a signal or with any status.", .processes)

  public static let oneDeathASignal = Mistake(
    "one-death-a-signal",
    "Several workers ended at once, but only some of them are replaced.",
    "One SIGCHLD can mean several ended workers. Call waitpid until it finds none.", .processes)

  public static let restartsEverybody = Mistake(
    "restarts-everybody",
    "One worker ended, and clients of the other workers lost their connections.",
    "Replace only the worker that ended.", .processes)

  public static let zombies = Mistake(
    "zombies",
    "Workers that have ended stay zombies, because the parent hasn't waited for them.",
    "Call waitpid for each worker that has ended. Until then, the kernel keeps its PID.",
    .processes)

  public static let leaksWithEachWorker = Mistake(
    "leaks-with-each-worker",
    "Each replaced worker leaves descriptors open, in the parent or in later workers.",
    "In the parent, close what only the old worker needed, and don't pass it to new ones.",
    .processes)

  public static let orphans = Mistake(
    "orphans",
    "The parent has ended, but its workers are still running.",
    "In each worker, let a thread wait until recv on the lifeline returns, and then call exit(0).",
    .processes)

  public static let orphansWhileTalking = Mistake(
    "orphans-while-talking",
    "The parent has ended, but workers that serve a client are still running.",
    "Watch the lifeline during a visit too, on a separate thread.", .processes)
}
