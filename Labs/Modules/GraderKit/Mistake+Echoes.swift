// Mistakes: what comes back.

extension Mistake {
  static let echoes: [Mistake] = [
    answersNothing, waitsForNewline, waitsForMore, losesBytes, answersLate, changesBytes,
    textNotBytes, blockingListener, stopsAtNUL, oneRecvIsEverything, partialSendDropped, sendsAgain,
    partIsMissing, ignoresWritable, sendsOutOfOrder, noRoomLosesBytes, notTheWord, stopsHalfway,
    mixesClientsUp,
    staleQueue,
    closedSocketStillWatched,
  ]

  public static let answersNothing = Mistake(
    "answers-nothing",
    "The client sends, and nothing comes back.",
    "Send back everything that recv returned, as soon as it arrives.", .bytes)

  public static let waitsForNewline = Mistake(
    "waits-for-newline",
    "Half a line gets no answer until the other half arrives.",
    "Send back at once what recv returned: a stream has no lines.", .bytes)

  public static let waitsForMore = Mistake(
    "waits-for-more",
    "A message that exactly fills the buffer gets no answer until more arrives.",
    "Send back at once what recv returned. A full buffer doesn't mean that more will come.", .bytes)

  public static let losesBytes = Mistake(
    "loses-bytes",
    "Part of the client's data doesn't come back.",
    "Send back everything that recv returned, including the end of a line.", .bytes)

  public static let answersLate = Mistake(
    "answers-late",
    "Your program answers, but so late that a short conversation takes forever.",
    "Sleep only after a sweep that found nothing, and only for milliseconds.", .waiting)

  public static let changesBytes = Mistake(
    "changes-bytes",
    "The bytes that come back aren't the bytes that were sent.",
    "Send exactly the bytes that recv returned, in order, once.", .bytes)

  public static let textNotBytes = Mistake(
    "text-not-bytes",
    "Bytes that aren't text come back changed.",
    "Pass on the array that recv returned, without decoding it to a String.", .bytes)

  public static let blockingListener = Mistake(
    "blocking-listener",
    "A client waits for its echo, but your program is blocked in accept.",
    "Start a thread for each client. With only one thread, make the listener non-blocking.",
    .waiting)

  public static let stopsAtNUL = Mistake(
    "stops-at-nul",
    "The bytes after a zero byte are lost.",
    "Use the count that recv returned: a zero byte ends a C string, not a message.", .bytes)

  public static let oneRecvIsEverything = Mistake(
    "one-recv-is-everything",
    "Your program answers the first message and nothing after it.",
    "Call recv in a loop until it returns an empty array.", .bytes)

  public static let partialSendDropped = Mistake(
    "partial-send-dropped",
    "Part of the data is missing or was sent twice.",
    "On a blocking socket, use sendAll. On a non-blocking one, keep what send didn't take.",
    .bytes)

  public static let sendsAgain = Mistake(
    "sends-again",
    "Your program sends bytes again that it has already sent.",
    "Send only new bytes, or the rest that send didn't take. A sendAll that throws has sent some.",
    .bytes)

  public static let partIsMissing = Mistake(
    "part-is-missing",
    "Your program has received everything, but part of the echo is missing.",
    "Find the bytes that are never sent: what send didn't take, or what didn't fit in a queue.",
    .queues)

  public static let ignoresWritable = Mistake(
    "ignores-writable",
    "A client's socket is writable again, but your program doesn't send what is queued.",
    "Flush the queue of each client that select reports as writable.", .queues)

  public static let sendsOutOfOrder = Mistake(
    "sends-out-of-order",
    "A large echo comes back complete, but in the wrong order.",
    "While bytes are queued, append new ones to the queue, and send from its front.", .queues)

  public static let noRoomLosesBytes = Mistake(
    "no-room-loses-bytes",
    "Bytes that send has no room for never come back.",
    "Store the bytes before you call send. If it throws wouldBlock, it took none: send them later.",
    .queues)

  public static let notTheWord = Mistake(
    "not-the-word",
    "The client gets something other than the word in the handout.",
    "Send that word and a newline, and nothing else: a program reads it.", .bytes)

  public static let stopsHalfway = Mistake(
    "stops-halfway",
    "A large echo stops halfway: your program no longer reads what the client sends.",
    "Watch a client for writing while its queue holds bytes. Read again when the queue is empty.",
    .queues)

  public static let mixesClientsUp = Mistake(
    "mixes-clients-up",
    "A client receives bytes that belong to another client.",
    "Keep each client's data with that client's socket.", .queues)

  public static let staleQueue = Mistake(
    "stale-queue",
    "A new client receives bytes meant for a client that has disconnected.",
    "When you drop a client, drop its queue too: the next client can get its descriptor.", .queues)

  public static let closedSocketStillWatched = Mistake(
    "closed-socket-still-watched",
    "Your program still watches a closed client, or confuses it with the next one.",
    "Remove a client from every list before you close it: the next one can get its descriptor.",
    .queues)
}
