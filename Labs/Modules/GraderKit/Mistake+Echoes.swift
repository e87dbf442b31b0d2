// Mistakes: what comes back.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let echoes: [Mistake] = [
    answersNothing, waitsForNewline, waitsForMore, losesBytes, answersLate, changesBytes,
    textNotBytes, blockingListener, stopsAtNUL, oneRecvIsEverything, partialSendDropped,
    sendsOutOfOrder, notTheWord, stopsHalfway, mixesClientsUp, staleQueue,
    closedSocketStillWatched,
  ]

  public static let answersNothing = Mistake(
    "answers-nothing",
    "The client sends, and nothing comes back.",
    "Send back what recv returned, all of it, as soon as it has come.", .bytes)

  public static let waitsForNewline = Mistake(
    "waits-for-newline",
    "Half a line gets no answer until the other half has come.",
    "Send back what recv returned at once: a stream has no lines.", .bytes)

  public static let waitsForMore = Mistake(
    "waits-for-more",
    "A message that just fills the buffer gets no answer: the program waits for the rest of it.",
    "Send back what recv returned at once: a full buffer does not say that more will come.", .bytes)

  public static let losesBytes = Mistake(
    "loses-bytes",
    "A part of what was sent does not come back.",
    "Send back all that recv returned, the end of a line too.", .bytes)

  public static let answersLate = Mistake(
    "answers-late",
    "The program answers, but so late that a short conversation takes for ever.",
    "Rest only after a sweep that found nothing, and for milliseconds; wait in the kernel.",
    .waiting)

  public static let changesBytes = Mistake(
    "changes-bytes",
    "What comes back is not what was sent.",
    "Send exactly the bytes that recv returned, in their order, once.", .bytes)

  public static let textNotBytes = Mistake(
    "text-not-bytes",
    "Bytes that are not text come out changed.",
    "Pass on the array that recv returned; do not decode it to a String on the way.", .bytes)

  public static let blockingListener = Mistake(
    "blocking-listener",
    "A client waits for its echo, and the program waits in accept for another client.",
    "Go to the client after accept; where one thread serves all, make the listener non-blocking.",
    .waiting)

  public static let stopsAtNUL = Mistake(
    "stops-at-nul",
    "What follows a zero byte is lost.",
    "Use the count that recv returned; a zero byte ends a C string, not a message.", .bytes)

  public static let oneRecvIsEverything = Mistake(
    "one-recv-is-everything",
    "The program answers what it receives first, and nothing that comes later.",
    "Receive in a loop, until recv returns nothing.", .bytes)

  public static let partialSendDropped = Mistake(
    "partial-send-dropped",
    "Of what the program sends a part is missing, or comes twice.",
    "Look at what send returns: what it took is gone, the rest is to be kept, and sent later.",
    .bytes)

  public static let sendsOutOfOrder = Mistake(
    "sends-out-of-order",
    "All of a large echo comes back, in another order.",
    "While something waits to be sent, put what is new behind it, and send from the front.", .queues
  )

  public static let notTheWord = Mistake(
    "not-the-word",
    "The client is told something else than the word that the handout names.",
    "Send that word and a newline, and nothing else: a program reads it.", .bytes)

  public static let stopsHalfway = Mistake(
    "stops-halfway",
    "A large echo stops halfway: the client has more to send, and nobody takes it.",
    "Find who waits: a queue not watched for writing, a client not read again once it drained.",
    .queues)

  public static let mixesClientsUp = Mistake(
    "mixes-clients-up",
    "A client receives bytes that are not its own.",
    "Keep what belongs to a client with that client's socket.", .queues)

  public static let staleQueue = Mistake(
    "stale-queue",
    "A new client receives bytes that were meant for one that has left.",
    "Throw a client's queue away with the client: its descriptor is used again.", .queues)

  public static let closedSocketStillWatched = Mistake(
    "closed-socket-still-watched",
    "A client that was closed is still watched, or taken for the one that came after it.",
    "Take a client out of every list before you close its socket: its descriptor is used again.",
    .queues)
}
