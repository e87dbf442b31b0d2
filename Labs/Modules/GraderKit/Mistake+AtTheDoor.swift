// Mistakes at the door: how a server starts, where it listens, how it ends.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let atTheDoor: [Mistake] = [
    neverListens, ignoresPortArgument, listensOnEveryAddress, forgetsReuseAddress, hidesPortInUse,
    hidesBadArgument, ignoresSignals, refusesClients, stopsAfterFirstClient,
  ]

  public static let neverListens = Mistake(
    "never-listens",
    "The program never said that it listens.",
    "Open the listening socket, then announce it, and flush that line; read its last words above.",
    .settingUp, isDeath: true)

  public static let ignoresPortArgument = Mistake(
    "ignores-port-argument",
    "The program listens on another port than it was given.",
    "Bind to the port of the arguments, not to a number of your own.", .settingUp)

  public static let listensOnEveryAddress = Mistake(
    "listens-on-every-address",
    "The program listens on every address of this machine, so anybody on the network can reach it.",
    "Bind to 127.0.0.1, not to 0.0.0.0 or an empty host.", .settingUp)

  public static let forgetsReuseAddress = Mistake(
    "forgets-reuse-address",
    "Started again on the port that it had a moment ago, the program does not get it.",
    "Set SO_REUSEADDR on the listening socket, before bind.", .settingUp, isDeath: true)

  public static let hidesPortInUse = Mistake(
    "hides-port-in-use",
    "A port in use must end the program with one sentence that names the port, and status 1.",
    "Catch the error of bind, say what to do, and exit with status 1.", .errors, isDeath: true)

  public static let hidesBadArgument = Mistake(
    "hides-bad-argument",
    "A bad argument must end the program with a usage line, and status 64.",
    "Check the arguments first; write the usage line to standard error.", .errors, isDeath: true)

  public static let ignoresSignals = Mistake(
    "ignores-signals",
    "The program goes on when it is told to stop.",
    "Leave SIGINT and SIGTERM alone, or end on them at once.", .processes,
    isDeath: true)

  public static let refusesClients = Mistake(
    "refuses-clients",
    "A client cannot connect.",
    "Keep the listening socket open, and keep accepting.", .settingUp)

  public static let stopsAfterFirstClient = Mistake(
    "stops-after-first-client",
    "The program serves its first client and no other.",
    "Accept in a loop, and close the client's socket, not the listening one.", .settingUp,
    isDeath: true)
}
