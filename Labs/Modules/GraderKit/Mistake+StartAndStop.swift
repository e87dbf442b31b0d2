// Mistakes at the start and the end: where a server listens, and how it stops.

extension Mistake {
  static let startAndStop: [Mistake] = [
    neverListens, ignoresPortArgument, listensOnEveryAddress, forgetsReuseAddress, hidesPortInUse,
    hidesBadArgument, ignoresSignals, refusesClients, stopsAfterFirstClient,
  ]

  public static let neverListens = Mistake(
    "never-listens",
    "Your program never announced that it listens.",
    "Open the listening socket, print that line, and flush it. Read your program's output above.",
    .settingUp)

  public static let ignoresPortArgument = Mistake(
    "ignores-port-argument",
    "Your program listens on a different port from the one in its arguments.",
    "Bind to the port from the arguments, not to a fixed number.", .settingUp)

  public static let listensOnEveryAddress = Mistake(
    "listens-on-every-address",
    "Your program listens on every address, so the whole network can reach it.",
    "Bind to 127.0.0.1, not to 0.0.0.0 or an empty host.", .settingUp)

  public static let forgetsReuseAddress = Mistake(
    "forgets-reuse-address",
    "Restarted on the same port, your program can't bind it.",
    "Set SO_REUSEADDR on the listening socket before you call bind.", .settingUp)

  public static let hidesPortInUse = Mistake(
    "hides-port-in-use",
    "If the port is in use, your program must name it in one sentence and exit with status 1.",
    "Catch the error of bind, print what to do, and exit with status 1.", .errors)

  public static let hidesBadArgument = Mistake(
    "hides-bad-argument",
    "A bad argument doesn't get a usage line and exit status 64.",
    "Check the arguments first. Print the usage line on standard error.", .errors)

  public static let ignoresSignals = Mistake(
    "ignores-signals",
    "Your program keeps running when it's told to stop.",
    "Leave SIGINT and SIGTERM alone, or exit on them at once.", .processes)

  public static let refusesClients = Mistake(
    "refuses-clients",
    "A client can't connect.",
    "Keep the listening socket open, and keep calling accept.", .settingUp)

  public static let stopsAfterFirstClient = Mistake(
    "stops-after-first-client",
    "Your program serves its first client and no other.",
    "Call accept in a loop, and close the client's socket, not the listening one.", .settingUp)
}
