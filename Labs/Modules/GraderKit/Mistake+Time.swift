// Mistakes with time: what waits too long, or not long enough.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let time: [Mistake] = [
    timeoutOnlyOnListener, dropsTooSoon, timeoutFromConnect, timeoutIsADisconnect,
    disconnectIsATimeout, exitsOnTimeout, sendHasNoTimeout, saysNothingWhileWaiting,
    spins,
  ]

  public static let timeoutOnlyOnListener = Mistake(
    "timeout-only-on-listener",
    "A silent client is not dropped when its time is over.",
    "Set the receive timeout of each client's socket, not the listener's alone, to the idle time.",
    .waiting)

  public static let dropsTooSoon = Mistake(
    "drops-too-soon",
    "A client is dropped before its time is over.",
    "Set the idle time on the client's own socket: on Linux it starts with the listener's timeout.",
    .waiting)

  public static let timeoutFromConnect = Mistake(
    "timeout-from-connect",
    "A client that keeps talking is dropped all the same.",
    "The idle time starts anew with each message: it is not the length of a visit.", .waiting)

  public static let timeoutIsADisconnect = Mistake(
    "timeout-is-a-disconnect",
    "A silent client is dropped without a word.",
    "Send \"timeout\" and a newline first: that recv timed out does not mean it has left.", .waiting
  )

  public static let disconnectIsATimeout = Mistake(
    "disconnect-is-a-timeout",
    "A client that left is taken for a silent one.",
    "An empty recv is the end, at once; only an error that says timedOut is silence.", .waiting)

  public static let exitsOnTimeout = Mistake(
    "exits-on-timeout",
    "A timeout ended the program.",
    "Catch the timeout where it happens, and go on.", .waiting, isDeath: true)

  public static let sendHasNoTimeout = Mistake(
    "send-has-no-timeout",
    "A client that does not read its echoes is not dropped when its time is over.",
    "Set both timeouts of each client to the idle time, for receive and for send, and let the error of "
      + "send end the visit.", .waiting)

  public static let saysNothingWhileWaiting = Mistake(
    "says-nothing-while-waiting",
    "While nobody comes, the program does nothing else.",
    "Let accept time out after a second, say that you still wait, and wait again.", .waiting)

  public static let spins = Mistake(
    "spins",
    "The program burns a processor while nothing happens.",
    "Wait in the kernel, or rest after a sweep; watch for writing only while there is something.",
    .waiting)
}
