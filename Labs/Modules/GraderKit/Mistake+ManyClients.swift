// Mistakes: many clients at once.

extension Mistake {
  static let manyClients: [Mistake] = [
    oneClientBlocksTheOthers, blockingClientSocket, blockingSendInSelect, oneLimitForAll,
    listenerMayBlock, pausesOnce, dropsASlowClient, rejectingWaits,
    rejectingFreesAPlace, rejectsWithAReset, rejectedStaysOpen, tooFewThreads, blockingSendInSweep,
    wouldBlockIsTheEnd,
    forgetsAClient, skipsAClient, starvesAClient, queueWaitsForOthers, restsTooOften, slowsDown,
    acceptsTooSlowly, usesThreads, runNotStart, lockHeldWhileTalking, ignoresTheLimit,
    checkThenAct, limitOffByOne, limitTooLow, givesBackTwice, countNeverLowered, takesAPlaceTooSoon,
    dataRace,
    rejectsInSilence, threadsPileUp, queueWithoutBound, queueNeverShrinks, aboveSelectLimit,
    tooManyDescriptors,
  ]

  public static let oneClientBlocksTheOthers = Mistake(
    "one-client-blocks-the-others",
    "One client blocks the others.",
    "Never wait for a single client. Find the call in which your program is blocked.", .waiting)

  public static let blockingClientSocket = Mistake(
    "blocking-client-socket",
    "One silent client blocks all the others: its socket is blocking.",
    "Make each accepted socket non-blocking: it doesn't inherit that from the listener.", .waiting)

  public static let blockingSendInSelect = Mistake(
    "blocking-send-in-select",
    "A client that doesn't read blocks all the others.",
    "Make each accepted socket non-blocking, send what you can, and queue the rest.", .queues)

  public static let oneLimitForAll = Mistake(
    "one-limit-for-all",
    "One client's queue is full, and your program no longer reads from the others.",
    "Give each queue a limit of its own, and pause only the client whose queue is full.", .queues)

  public static let dropsASlowClient = Mistake(
    "drops-a-slow-client",
    "Your program drops a client that doesn't read its answers at once.",
    "If send has no room, keep the rest. If a queue is full, stop reading from its client.",
    .queues)

  public static let listenerMayBlock = Mistake(
    "listener-may-block",
    "The listening socket is blocking, so accept may wait and delay all clients.",
    "Call setBlocking(false) on the listener too: a client may disconnect before you accept it.",
    .waiting)

  public static let blockingSendInSweep = Mistake(
    "blocking-send-in-sweep",
    "A client that doesn't read blocks all the others.",
    "Never wait in a sweep. Send what you can, and keep the rest for the next sweep.", .waiting)

  public static let wouldBlockIsTheEnd = Mistake(
    "wouldblock-is-the-end",
    "Your program drops a client that is still connected.",
    "wouldBlock means no data yet, or no room yet. Only an empty recv is the end.", .waiting)

  public static let forgetsAClient = Mistake(
    "forgets-a-client",
    "Your program doesn't read from a client that is still connected.",
    "Keep each client in the list that you read from until it has disconnected.",
    .waiting)

  public static let skipsAClient = Mistake(
    "skips-a-client",
    "While one client is silent, another one doesn't get its turn.",
    "wouldBlock ends one client's turn only: continue with the next client in the list.", .waiting)

  public static let restsTooOften = Mistake(
    "rests-too-often",
    "Your program sleeps although a client has sent something.",
    "Rest once per sweep, at its end, and only if no byte moved for any client.", .waiting)

  public static let starvesAClient = Mistake(
    "starves-a-client",
    "While some clients send without a pause, another client waits.",
    "Give every client one turn in each round. A return, an inner loop, or || can skip clients.",
    .waiting)

  public static let queueWaitsForOthers = Mistake(
    "queue-waits-for-others",
    "While other clients send, a client's queued bytes stay in its queue.",
    "In each round, send from every queue that has room, whether or not anything is readable.",
    .queues)

  public static let acceptsTooSlowly = Mistake(
    "accepts-one-a-second",
    "A hundred clients take far too long to be served.",
    "Accept until no client is waiting. Sleep only after a sweep that found nothing.", .waiting)

  public static let usesThreads = Mistake(
    "uses-threads",
    "Your program uses more than one thread.",
    "In this lab, one thread serves all clients. Never wait for a single one.", .waiting)

  public static let runNotStart = Mistake(
    "run-not-start",
    "One silent client blocks all the others: your accepting thread waits for it.",
    "Start a thread for each client. Don't wait for the thread: call accept again at once.",
    .threads)

  public static let lockHeldWhileTalking = Mistake(
    "lock-held-while-talking",
    "One client blocks the others: a thread holds the lock while it sends or receives.",
    "Hold the mutex to check and to count, never while you send or receive.", .threads)

  public static let dataRace = Mistake(
    "data-race",
    "Two threads use one variable, one of them changes it, and no lock protects it.",
    "Put the variable inside a Mutex, or give each thread a variable of its own.", .threads)

  public static let ignoresTheLimit = Mistake(
    "ignores-the-limit",
    "Your program accepts every client, however many there are.",
    "After accept, take a place. If none is free, send \"busy\". Return the place after the visit.",
    .threads)

  public static let checkThenAct = Mistake(
    "check-then-act",
    "Your program accepts more clients at once than the limit allows.",
    "Check for a free place and take it in one step, under one lock.", .threads)

  public static let limitOffByOne = Mistake(
    "limit-off-by-one",
    "Your program accepts one client too many, or one too few.",
    "Compare before you count a new client. If the limit is reached, reject the client.",
    .threads)

  public static let limitTooLow = Mistake(
    "limit-too-low",
    "Your program accepts fewer clients at once than the limit allows.",
    "Take one place for each accepted client, and none for a rejected one.", .threads)

  public static let givesBackTwice = Mistake(
    "gives-back-twice",
    "After some visits, your program accepts more clients at once than the limit allows.",
    "Give each place back exactly once, on one line that every path reaches.", .threads)

  public static let countNeverLowered = Mistake(
    "count-never-lowered",
    "Clients have disconnected, but their places are still taken.",
    "Give the place back on every path out of the function, including errors.", .threads)

  public static let rejectsInSilence = Mistake(
    "rejects-in-silence",
    "The client over the limit doesn't get \"busy\" and a newline.",
    "Send exactly that, then close. Don't wait for anything from that client.", .threads)

  public static let rejectingWaits = Mistake(
    "rejecting-waits",
    "Your program waits for a client that it rejects, and accepts no other.",
    "Don't wait for anything from that client: setBlocking(false) before recv, then close.",
    .threads)

  public static let rejectingFreesAPlace = Mistake(
    "rejecting-frees-a-place",
    "Your program rejects a client, and then accepts one more than the limit allows.",
    "Give a place back only after a visit. A rejected client never had one.", .threads)

  public static let rejectsWithAReset = Mistake(
    "rejects-with-a-reset",
    "The rejected client's connection ends in a reset, so \"busy\" may be lost.",
    "Before you close, receive what the client has sent. Don't wait: use setBlocking(false).",
    .threads)

  public static let takesAPlaceTooSoon = Mistake(
    "takes-a-place-too-soon",
    "A client has disconnected, but your program still rejects the next one.",
    "Take the place after accept returns: other clients may disconnect while accept waits.",
    .threads)

  public static let rejectedStaysOpen = Mistake(
    "rejected-stays-open",
    "Your program rejects a client, but doesn't close its connection.",
    "Close it even if recv throws wouldBlock because the client hasn't sent anything.", .threads)

  public static let tooFewThreads = Mistake(
    "too-few-threads",
    "Some clients are being served, and the others wait: there are too few threads.",
    "Start a thread for each client. A queue or a pool may have fewer threads than clients.",
    .threads)

  public static let threadsPileUp = Mistake(
    "threads-pile-up",
    "Clients have disconnected, but their threads are still there.",
    "Let a client's thread end when its client has disconnected.", .threads)

  public static let queueWithoutBound = Mistake(
    "queue-without-bound",
    "Memory grows with everything that a client sends without reading its echo.",
    "Check the queue after each recv, even if send throws wouldBlock. While it's full, don't read.",
    .queues)

  public static let pausesOnce = Mistake(
    "pauses-once",
    "Your program pauses a client the first time its queue is full, but not the next time.",
    "When you read from a client again, reset isPaused. Check the queue after each recv.", .queues)

  public static let queueNeverShrinks = Mistake(
    "queue-never-shrinks",
    "Your program's memory grows with everything that it has sent.",
    "Remove from the queue what send took, or clear it once everything is sent.", .queues)

  public static let slowsDown = Mistake(
    "slows-down",
    "The longer your program serves a client, the more CPU time each byte costs.",
    "Find what keeps growing: a queue, or a list that gets the same socket twice.",
    .queues)

  public static let aboveSelectLimit = Mistake(
    "above-select-limit",
    "Your program doesn't handle a descriptor that is too high for select.",
    "After accept, close the client if socket.descriptor isn't below selectLimit.",
    .waiting)

  public static let tooManyDescriptors = Mistake(
    "too-many-descriptors",
    "Your program doesn't recover from running out of file descriptors.",
    "Let the client wait, or reject it: close the spare, accept, close the client, open a new spare.",
    .waiting)
}
