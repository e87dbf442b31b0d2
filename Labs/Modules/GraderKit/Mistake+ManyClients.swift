// Mistakes: many clients at once.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let manyClients: [Mistake] = [
    oneClientBlocksTheOthers, blockingClientSocket, blockingSendInSelect, blockingSendInSweep,
    wouldBlockIsTheEnd, acceptsTooSlowly, usesThreads, runNotStart, lockHeldWhileTalking,
    ignoresTheLimit, checkThenAct, limitOffByOne, limitTooLow, givesBackTwice, countNeverLowered,
    turnsAwayInSilence, threadsPileUp, queueWithoutBound, queueNeverShrinks,
    tooManyDescriptors,
  ]

  public static let oneClientBlocksTheOthers = Mistake(
    "one-client-blocks-the-others",
    "One client blocks the others.",
    "Wait for no single client: find the call in which the program is blocked.", .waiting)

  public static let blockingClientSocket = Mistake(
    "blocking-client-socket",
    "A silent client stops the others: its socket blocks.",
    "Make each accepted socket non-blocking; the listener's setting is not passed on.", .waiting)

  public static let blockingSendInSelect = Mistake(
    "blocking-send-in-select",
    "A client that does not read stops all the others.",
    "Make each accepted socket non-blocking; send what is taken, queue the rest; never sendAll.",
    .queues)

  public static let blockingSendInSweep = Mistake(
    "blocking-send-in-sweep",
    "A client that does not read stops all the others.",
    "Never wait in a sweep: send what is taken, and keep the rest for the next sweep.", .waiting)

  public static let wouldBlockIsTheEnd = Mistake(
    "wouldblock-is-the-end",
    "A client is dropped that has not left.",
    "wouldBlock means nothing yet, or no room yet; only an empty recv is the end.", .waiting)

  public static let acceptsTooSlowly = Mistake(
    "accepts-one-a-second",
    "A hundred clients take far too long to be served.",
    "Accept until nobody waits, and rest only after a sweep that found nothing.", .waiting)

  public static let usesThreads = Mistake(
    "uses-threads",
    "The program uses more than one thread.",
    "This lab is about one thread that serves all: wait for none of the clients.", .waiting)

  public static let runNotStart = Mistake(
    "run-not-start",
    "A silent client stops the others: it is served on the thread that accepts.",
    "Start a thread for each client, and go back to accept at once.", .threads)

  public static let lockHeldWhileTalking = Mistake(
    "lock-held-while-talking",
    "One client stops the others: somebody talks while holding the lock.",
    "Hold the mutex to look and to count, never while you send or receive.", .threads)

  public static let ignoresTheLimit = Mistake(
    "ignores-the-limit",
    "However many clients there are, the next one is let in.",
    "Ask for a place after accept, with the limit of the arguments; without one, turn the client away.",
    .threads)

  public static let checkThenAct = Mistake(
    "check-then-act",
    "More clients are let in at once than the limit allows.",
    "Look for a free place and take it under one lock, in one step.", .threads)

  public static let limitOffByOne = Mistake(
    "limit-off-by-one",
    "One client too many is let in, or one too few.",
    "Compare with the limit before you count the newcomer: at the limit it is full.", .threads)

  public static let limitTooLow = Mistake(
    "limit-too-low",
    "Fewer clients are let in at once than the limit allows.",
    "Take one place for each client that is let in, and none for one that is turned away.", .threads
  )

  public static let givesBackTwice = Mistake(
    "gives-back-twice",
    "After some visits more clients are let in at once than the limit allows.",
    "Give each place back once: on one line, which every way out passes.", .threads)

  public static let countNeverLowered = Mistake(
    "count-never-lowered",
    "Clients have left, and their places are still taken.",
    "Give the place back on every way out, an error's as well.", .threads)

  public static let turnsAwayInSilence = Mistake(
    "turns-away-in-silence",
    "The client over the limit is not told \"busy\" and a newline.",
    "Send just that, then close; wait for nothing from that client.", .threads)

  public static let threadsPileUp = Mistake(
    "threads-pile-up",
    "Clients have left, and their threads are still there.",
    "Let a client's thread end when its client has left.", .threads)

  public static let queueWithoutBound = Mistake(
    "queue-without-bound",
    "The program's memory grows with what one client sends and does not read.",
    "Stop reading from a client whose queue has reached its limit, until it drains.", .queues)

  public static let queueNeverShrinks = Mistake(
    "queue-never-shrinks",
    "The program's memory grows with all that it has sent.",
    "Take out of the queue what send has taken, or start it anew when it is empty.", .queues)

  public static let tooManyDescriptors = Mistake(
    "too-many-descriptors",
    "When the descriptors run out, the program does not get over it.",
    "Turn the newcomer away and go on; the listener stays ready until it is accepted.", .waiting)
}
