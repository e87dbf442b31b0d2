// Mistakes: the end of a connection.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let endings: [Mistake] = [
    hangsUp, resetsTheConnection, dropsOnHalfClose, ignoresEmptyRecv, neverCloses,
    leaksDescriptors, dies, indexOutOfRange, loopsForEver, diesWithItsClient,
    diesWithAVanishedClient, endsWithASilentClient,
  ]

  public static let hangsUp = Mistake(
    "hangs-up",
    "The program ends the connection while the client still talks.",
    "Close only when recv returned nothing, or failed.", .bytes)

  public static let resetsTheConnection = Mistake(
    "resets-the-connection",
    "The client's connection ends in a reset.",
    "Read until recv returns nothing before you close: close with unread bytes is a reset.", .bytes)

  public static let dropsOnHalfClose = Mistake(
    "drops-on-half-close",
    "A client that shut down its sending does not get the rest of its echo.",
    "At the empty recv, send what is still to be sent, and close after that.", .queues)

  public static let ignoresEmptyRecv = Mistake(
    "ignores-empty-recv",
    "The client disconnected, but your program keeps calling recv on it and uses 100% of a core.",
    "Leave the loop when recv returns an empty array: the client has closed its side.", .bytes)

  public static let neverCloses = Mistake(
    "never-closes",
    "A connection that is over stays open on the program's side.",
    "Close the client's socket whenever its visit ends: at the empty recv, on an error, when busy.",
    .bytes)

  public static let leaksDescriptors = Mistake(
    "leaks-descriptors",
    "Every client that came and went leaves a descriptor open.",
    "Close each client's socket on every way out, an error's as well.", .bytes)

  public static let dies = Mistake(
    "dies",
    "The program ended when it should serve.",
    "Read its last words above. An error ends one client's visit; EBADF: a closed one is still used.",
    .errors, isDeath: true)

  public static let indexOutOfRange = Mistake(
    "index-out-of-range",
    "The program ended at an index that its array does not have.",
    "A slice begins at startIndex, not at 0, and an array that you take from while you walk is shorter.",
    .messages)

  public static let loopsForEver = Mistake(
    "loops-for-ever",
    "The program computes without end, and answers nothing.",
    "Find the loop that goes round and round: each round must take something off what has come.",
    .messages)

  public static let diesWithItsClient = Mistake(
    "dies-with-its-client",
    "A client's connection broke, and the program ended with it.",
    "Catch the errors of one client where that client is served, close it, go on.", .errors,
    isDeath: true)

  public static let diesWithAVanishedClient = Mistake(
    "dies-with-a-vanished-client",
    "A client was gone before it was accepted, and the process that accepted it ended of that.",
    "What you ask of a socket right after accept may fail: catch that, close it, go on.", .errors,
    isDeath: true)

  public static let endsWithASilentClient = Mistake(
    "ends-with-a-silent-client",
    "A client came and left without a word, and the program ended with it.",
    "An empty recv ends this client's visit and nothing else, be it the first recv of all.", .bytes,
    isDeath: true)
}
