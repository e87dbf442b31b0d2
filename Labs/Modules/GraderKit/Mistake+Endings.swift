// Mistakes: the end of a connection.

extension Mistake {
  static let endings: [Mistake] = [
    hangsUp, resetsTheConnection, dropsOnHalfClose, ignoresEmptyRecv, watchesAnEndedClient,
    neverCloses, leaksDescriptors,
    closesTwice, shutsDownItsSending, leavesItsLoop, dies, indexOutOfRange, loopsForever,
    diesWithItsClient, diesWithAVanishedClient,
    endsWithASilentClient,
  ]

  public static let hangsUp = Mistake(
    "hangs-up",
    "Your program ends the connection while the client is still talking.",
    "Close the socket only if recv returned an empty array or failed.", .bytes)

  public static let resetsTheConnection = Mistake(
    "resets-the-connection",
    "The client's connection ends in a reset.",
    "Closing with unread bytes causes a reset, and so does setLinger(0). Read to the empty recv.",
    .bytes)

  public static let dropsOnHalfClose = Mistake(
    "drops-on-half-close",
    "A client that shut down its sending doesn't get the rest of its echo.",
    "At the empty recv, first send everything that is still queued. Close after that.", .queues)

  public static let ignoresEmptyRecv = Mistake(
    "ignores-empty-recv",
    "The client disconnected, but your program keeps calling recv on it and uses 100% of a core.",
    "Leave the loop when recv returns an empty array: the client has closed its side.", .bytes)

  public static let watchesAnEndedClient = Mistake(
    "watches-an-ended-client",
    "A client has finished sending, but your program still watches it for reading.",
    "At the empty recv, stop watching it for reading. Close it when its queue is empty.",
    .queues)

  public static let neverCloses = Mistake(
    "never-closes",
    "A client has finished, but your program doesn't close the connection.",
    "Close the client's socket after the empty recv, once all is sent to it, and after an error.",
    .bytes)

  public static let shutsDownItsSending = Mistake(
    "shuts-down-its-sending",
    "Your program shut down its own sending, so its next send failed.",
    "Don't call shutdown after an answer: the client may send more. Close at the empty recv.",
    .bytes)

  public static let leavesItsLoop = Mistake(
    "leaves-its-loop",
    "Your program left the loop that accepts clients, and exited with status 0.",
    "Look for a return or a break that ends the loop. Use continue to go to the next client.",
    .errors)

  public static let leaksDescriptors = Mistake(
    "leaks-descriptors",
    "Your program leaks the file descriptors of clients that have disconnected.",
    "Close each client's socket on every path, including errors.", .bytes)

  public static let closesTwice = Mistake(
    "closes-twice",
    "Your program closed a socket that was already closed.",
    "Close each socket once, in one place, and only when no other code needs it.", .settingUp)

  public static let dies = Mistake(
    "dies",
    "Your program ended when it should have kept serving.",
    "The last lines it printed say why. If one client caused the error, catch it in that visit.",
    .errors)

  public static let indexOutOfRange = Mistake(
    "index-out-of-range",
    "Your program crashed on an index that is out of range.",
    "A slice's first index is startIndex, not 0. Don't remove from an array while looping over it.",
    .messages)

  public static let loopsForever = Mistake(
    "loops-forever",
    "Your program computes without end, and answers nothing.",
    "Find the endless loop: each round must remove something from the received bytes.", .messages)

  public static let diesWithItsClient = Mistake(
    "dies-with-its-client",
    "A client's connection broke, and your program ended with it.",
    "Catch a client's errors where you serve it, close its socket, and continue.", .errors)

  public static let diesWithAVanishedClient = Mistake(
    "dies-with-a-vanished-client",
    "A client disconnected before your program accepted it, and that ended the process.",
    "A call on a new socket can fail. Catch the error, close the socket, and continue.", .errors)

  public static let endsWithASilentClient = Mistake(
    "ends-with-a-silent-client",
    "A client connected and disconnected without sending anything, and your program ended.",
    "An empty recv ends only this client's visit, even if no bytes arrived before it.", .bytes)
}
