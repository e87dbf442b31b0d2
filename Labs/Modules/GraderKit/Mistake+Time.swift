// Mistakes with time: what waits too long, or not long enough.

extension Mistake {
  static let time: [Mistake] = [
    limitsAWait, timeoutOnlyOnListener, dropsTooSoon, timeoutAtOnce, dropsTooLate,
    timeoutFromConnect,
    timeoutIsADisconnect,
    keepsASilentClient, timeoutInAnEcho, disconnectIsATimeout, resetIsATimeout, exitsOnTimeout,
    everyErrorIsATimeout,
    sendHasNoTimeout, sendTimeoutTooShort, saysNothingWhileWaiting, spins,
  ]

  public static let limitsAWait = Mistake(
    "limits-a-wait",
    "A timeout ended a wait, but in this lab no wait has a limit.",
    "Set no timeout on the listener or on a client. Here, accept and recv may wait forever.",
    .waiting)

  public static let timeoutOnlyOnListener = Mistake(
    "timeout-only-on-listener",
    "A silent client isn't dropped when its time is up.",
    "Set the receive timeout of each client's socket to the idle time, in seconds.", .waiting)

  public static let dropsTooSoon = Mistake(
    "drops-too-soon",
    "A client is dropped before its time is up.",
    "Set the exact idle time on the client's own socket. On Linux, it inherits the listener's timeout.",
    .waiting)

  public static let timeoutAtOnce = Mistake(
    "timeout-at-once",
    "Your program sends \"timeout\" to a client that isn't silent.",
    "recv must wait: leave the client's socket blocking. Only an expired timeout means silence.",
    .waiting)

  public static let sendTimeoutTooShort = Mistake(
    "send-timeout-too-short",
    "A client that pauses its reading is dropped before the idle time is over.",
    "Set the send timeout of the client's socket to the idle time, as you do for recv.", .waiting)

  public static let dropsTooLate = Mistake(
    "drops-too-late",
    "A silent client is dropped, but too late.",
    "Set its timeouts to the idle time from the arguments, in seconds. Drop it at the first one.",
    .waiting)

  public static let timeoutFromConnect = Mistake(
    "timeout-from-connect",
    "A client that keeps talking is dropped anyway.",
    "The idle time restarts with each message. It doesn't limit the whole visit.", .waiting)

  public static let timeoutIsADisconnect = Mistake(
    "timeout-is-a-disconnect",
    "Your program drops a silent client without sending \"timeout\".",
    "Send \"timeout\" and a newline first: a recv that timed out isn't a disconnect.", .waiting)

  public static let keepsASilentClient = Mistake(
    "keeps-a-silent-client",
    "Your program sends \"timeout\", and then waits for the same client again.",
    "After that, end the visit: return from the loop, and close the socket.", .waiting)

  public static let timeoutInAnEcho = Mistake(
    "timeout-in-an-echo",
    "Your program sends \"timeout\" in the middle of an echo.",
    "Send the word only if recv timed out. If a send timed out, end the visit without it.",
    .waiting)

  public static let disconnectIsATimeout = Mistake(
    "disconnect-is-a-timeout",
    "Your program treats a client that disconnected like a silent one.",
    "End the visit as soon as recv returns an empty array. Only timedOut means silence.", .waiting)

  public static let resetIsATimeout = Mistake(
    "reset-is-a-timeout",
    "A client reset its connection, but your program still sends to it, as after a timeout.",
    "Catch only the error timedOut. Let any other error of recv end the visit.", .waiting)

  public static let exitsOnTimeout = Mistake(
    "exits-on-timeout",
    "A timeout ended your program.",
    "Catch the timeout where it happens, and continue.", .waiting)

  public static let everyErrorIsATimeout = Mistake(
    "every-error-is-a-timeout",
    "accept fails because no descriptor is left, but your program keeps calling it and busy-loops.",
    "Catch only the error timedOut of accept. Let any other error reach the caller.", .waiting)

  public static let sendHasNoTimeout = Mistake(
    "send-has-no-timeout",
    "A client that doesn't read its echoes isn't dropped when its time is up.",
    "Set the send timeout to the idle time, too, and let an error of send end the visit.", .waiting)

  public static let saysNothingWhileWaiting = Mistake(
    "says-nothing-while-waiting",
    "While no client connects, your program does nothing else.",
    "Set the listener's receive timeout to 1 s. When it expires, print a line, then accept again.",
    .waiting)

  public static let spins = Mistake(
    "spins",
    "Your program busy-loops while nothing happens.",
    "Wait in the kernel, or sleep between sweeps. Watch for writing only while bytes are queued.",
    .waiting)
}
