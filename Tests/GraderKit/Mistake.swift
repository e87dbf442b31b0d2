// The table of mistakes: for each its name, one sentence on what is wrong, and the next step.

/// A mistake that graders know by name. The sentence and the next step of each stand here and
/// nowhere else; graders name the mistake, not the text.
public enum Mistake: String, CaseIterable, Sendable {
  // At the door.
  case neverListens = "never-listens"
  case ignoresPortArgument = "ignores-port-argument"
  case listensOnEveryAddress = "listens-on-every-address"
  case forgetsReuseAddress = "forgets-reuse-address"
  case hidesPortInUse = "hides-port-in-use"
  case hidesBadArgument = "hides-bad-argument"
  case ignoresSignals = "ignores-signals"
  case refusesClients = "refuses-clients"
  case stopsAfterFirstClient = "stops-after-first-client"
  // What comes back.
  case answersNothing = "answers-nothing"
  case answersLate = "answers-late"
  case changesBytes = "changes-bytes"
  case textNotBytes = "text-not-bytes"
  case blockingListener = "blocking-listener"
  case stopsAtNUL = "stops-at-nul"
  case oneRecvIsEverything = "one-recv-is-everything"
  case partialSendDropped = "partial-send-dropped"
  case stopsHalfway = "stops-halfway"
  case mixesClientsUp = "mixes-clients-up"
  case staleQueue = "stale-queue"
  case closedSocketStillWatched = "closed-socket-still-watched"
  // The end of a connection.
  case hangsUp = "hangs-up"
  case resetsTheConnection = "resets-the-connection"
  case dropsOnHalfClose = "drops-on-half-close"
  case ignoresEmptyRecv = "ignores-empty-recv"
  case neverCloses = "never-closes"
  case leaksDescriptors = "leaks-descriptors"
  case dies
  case diesWithItsClient = "dies-with-its-client"
  // Time.
  case timeoutOnlyOnListener = "timeout-only-on-listener"
  case dropsTooSoon = "drops-too-soon"
  case timeoutFromConnect = "timeout-from-connect"
  case timeoutIsADisconnect = "timeout-is-a-disconnect"
  case disconnectIsATimeout = "disconnect-is-a-timeout"
  case exitsOnTimeout = "exits-on-timeout"
  case sendHasNoTimeout = "send-has-no-timeout"
  case saysNothingWhileWaiting = "says-nothing-while-waiting"
  case spins
  // Many clients.
  case oneClientBlocksTheOthers = "one-client-blocks-the-others"
  case blockingClientSocket = "blocking-client-socket"
  case blockingSendInSelect = "blocking-send-in-select"
  case blockingSendInSweep = "blocking-send-in-sweep"
  case wouldBlockIsTheEnd = "wouldblock-is-the-end"
  case acceptsTooSlowly = "accepts-one-a-second"
  case usesThreads = "uses-threads"
  case runNotStart = "run-not-start"
  case lockHeldWhileTalking = "lock-held-while-talking"
  case checkThenAct = "check-then-act"
  case limitOffByOne = "limit-off-by-one"
  case limitTooLow = "limit-too-low"
  case countNeverLowered = "count-never-lowered"
  case turnsAwayInSilence = "turns-away-in-silence"
  case threadsPileUp = "threads-pile-up"
  case queueWithoutBound = "queue-without-bound"
  case tooManyDescriptors = "too-many-descriptors"
  // Messages.
  case markerSplit = "marker-split"
  // Binary data.
  case padding
  // A client.
  case firstAddressOnly = "first-address-only"
  // Processes.
  case orphans
}

extension Mistake {
  /// What is wrong, in one sentence.
  public var sentence: String { entry.sentence }
  /// What to do about it.
  public var nextStep: String { entry.nextStep }
  /// Where to read more.
  public var section: Section { entry.section }

  /// Whether the mistake is that the program ends, so that its end is the proof.
  var isDeath: Bool {
    switch self {
    case .neverListens, .diesWithItsClient, .stopsAfterFirstClient, .exitsOnTimeout,
      .forgetsReuseAddress, .hidesPortInUse, .hidesBadArgument, .dies:
      true
    default: false
    }
  }

  private struct Entry {
    let sentence: String
    let nextStep: String
    let section: Section

    init(_ sentence: String, _ nextStep: String, _ section: Section) {
      self.sentence = sentence
      self.nextStep = nextStep
      self.section = section
    }
  }

  private var entry: Entry {
    switch self {
    // At the door.
    case .neverListens:
      Entry(
        "The program never said that it listens.",
        "Open the listening socket, then announce it, and flush that line; read its last words above.",
        .settingUp)
    case .ignoresPortArgument:
      Entry(
        "The program listens on another port than it was given.",
        "Bind to the port of the arguments, not to a number of your own.", .settingUp)
    case .listensOnEveryAddress:
      Entry(
        "The program listens on every address of this machine, so anybody on the network can reach it.",
        "Bind to 127.0.0.1, not to 0.0.0.0 or an empty host.", .settingUp)
    case .forgetsReuseAddress:
      Entry(
        "Started again on the port that it had a moment ago, the program does not get it.",
        "Set SO_REUSEADDR on the listening socket, before bind.", .settingUp)
    case .hidesPortInUse:
      Entry(
        "A port in use must end the program with one sentence that names the port, and status 1.",
        "Catch the error of bind, say what to do, and exit with status 1.", .errors)
    case .hidesBadArgument:
      Entry(
        "A bad argument must end the program with a usage line, and status 64.",
        "Check the arguments first; write the usage line to standard error.", .errors)
    case .ignoresSignals:
      Entry(
        "The program goes on when it is told to stop.",
        "Leave SIGINT and SIGTERM alone, or end on them at once.", .processes)
    case .refusesClients:
      Entry(
        "A client cannot connect.",
        "Keep the listening socket open, and keep accepting.", .settingUp)
    case .stopsAfterFirstClient:
      Entry(
        "The program serves its first client and no other.",
        "Accept in a loop, and close the client's socket, not the listening one.", .settingUp)
    // What comes back.
    case .answersNothing:
      Entry(
        "The client sends, and nothing comes back.",
        "Send back what recv returned, all of it, as soon as it has come.", .bytes)
    case .answersLate:
      Entry(
        "The program answers, but so late that a short conversation takes for ever.",
        "Rest only after a sweep that found nothing, and for milliseconds; wait in the kernel.",
        .waiting)
    case .changesBytes:
      Entry(
        "What comes back is not what was sent.",
        "Send exactly the bytes that recv returned, in their order, once.", .bytes)
    case .textNotBytes:
      Entry(
        "Bytes that are not text come back changed.",
        "Echo the array that recv returned; do not decode it to a String on the way.", .bytes)
    case .blockingListener:
      Entry(
        "A client waits for its echo, and the program waits in accept for another client.",
        "Go to the client after accept; where one thread serves all, make the listener non-blocking.",
        .waiting)
    case .stopsAtNUL:
      Entry(
        "What follows a zero byte is lost.",
        "Use the count that recv returned; a zero byte ends a C string, not a message.", .bytes)
    case .oneRecvIsEverything:
      Entry(
        "The program answers what it receives first, and nothing that comes later.",
        "Receive in a loop, until recv returns nothing.", .bytes)
    case .partialSendDropped:
      Entry(
        "A large echo comes back with a part missing, or a part twice.",
        "Look at what send returns: what it took is gone, the rest is to be kept, and sent later.",
        .bytes)
    case .stopsHalfway:
      Entry(
        "A large echo stops halfway: the client has more to send, and nobody takes it.",
        "Find who waits: a queue not watched for writing, a client not read again once it drained.",
        .queues)
    case .mixesClientsUp:
      Entry(
        "A client receives bytes that are not its own.",
        "Keep what belongs to a client with that client's socket.", .queues)
    case .staleQueue:
      Entry(
        "A new client receives bytes that were meant for one that has left.",
        "Throw a client's queue away with the client: its descriptor is used again.", .queues)
    case .closedSocketStillWatched:
      Entry(
        "A client that was closed is still watched, or taken for the one that came after it.",
        "Take a client out of every list before you close its socket: its descriptor is used again.",
        .queues)
    // The end of a connection.
    case .hangsUp:
      Entry(
        "The program ends the connection while the client still talks.",
        "Close only when recv returned nothing, or failed.", .bytes)
    case .resetsTheConnection:
      Entry(
        "The client's connection ends in a reset.",
        "Read until recv returns nothing before you close: close with unread bytes is a reset.",
        .bytes)
    case .dropsOnHalfClose:
      Entry(
        "A client that shut down its sending does not get the rest of its echo.",
        "At the empty recv, send what is still to be sent, and close after that.", .queues)
    case .ignoresEmptyRecv:
      Entry(
        "A client left, and the program goes on asking it: it burns a processor for one who is gone.",
        "Leave the client's loop when recv returns nothing: the other side has closed.", .bytes)
    case .neverCloses:
      Entry(
        "A connection that is over stays open on the program's side.",
        "Close the client's socket whenever its visit ends: at the empty recv, on an error, when busy.",
        .bytes)
    case .leaksDescriptors:
      Entry(
        "Every client that came and went leaves a descriptor open.",
        "Close each client's socket on every way out, an error's as well.", .bytes)
    case .dies:
      Entry(
        "The program ended when it should serve.",
        "Read its last words above. An error ends one client's visit; EBADF: a closed one is still used.",
        .errors)
    case .diesWithItsClient:
      Entry(
        "A client's connection broke, and the program ended with it.",
        "Catch the errors of one client where that client is served, close it, go on.", .errors)
    // Time.
    case .timeoutOnlyOnListener:
      Entry(
        "A silent client is not dropped when its time is over.",
        "Set the receive timeout of each client's socket, not the listener's alone, to the idle time.",
        .waiting)
    case .dropsTooSoon:
      Entry(
        "A client is dropped before its time is over.",
        "Set the idle time on the client's own socket: on Linux it starts with the listener's timeout.",
        .waiting)
    case .timeoutFromConnect:
      Entry(
        "A client that keeps talking is dropped all the same.",
        "The idle time starts anew with each message: it is not the length of a visit.", .waiting)
    case .timeoutIsADisconnect:
      Entry(
        "A silent client is dropped without a word.",
        "Send \"timeout\" and a newline first: that recv timed out does not mean it has left.",
        .waiting)
    case .disconnectIsATimeout:
      Entry(
        "A client that left is taken for a silent one.",
        "An empty recv is the end, at once; only an error that says timedOut is silence.", .waiting)
    case .exitsOnTimeout:
      Entry(
        "A timeout ended the program.",
        "Catch the timeout where it happens, and go on.", .waiting)
    case .sendHasNoTimeout:
      Entry(
        "A client that does not read its echoes is not dropped when its time is over.",
        "Set the send timeout too, to the idle time, and let its error end the visit.", .waiting)
    case .saysNothingWhileWaiting:
      Entry(
        "While nobody comes, the program does nothing else.",
        "Let accept time out after a second, say that you still wait, and wait again.", .waiting)
    case .spins:
      Entry(
        "The program burns a processor while nothing happens.",
        "Wait in the kernel, or rest after a sweep; watch for writing only while there is something.",
        .waiting)
    // Many clients.
    case .oneClientBlocksTheOthers:
      Entry(
        "One client blocks the others.",
        "Wait for no single client: find the call in which the program is blocked.", .waiting)
    case .blockingClientSocket:
      Entry(
        "A silent client stops the others: its socket blocks.",
        "Make each accepted socket non-blocking; the listener's setting is not passed on.", .waiting
      )
    case .blockingSendInSelect:
      Entry(
        "A client that does not read stops all the others.",
        "Make each accepted socket non-blocking; send what is taken, queue the rest; never sendAll.",
        .queues)
    case .blockingSendInSweep:
      Entry(
        "A client that does not read stops all the others.",
        "Never wait in a sweep: send what is taken, and keep the rest for the next sweep.", .waiting
      )
    case .wouldBlockIsTheEnd:
      Entry(
        "A client is dropped that has not left.",
        "wouldBlock means nothing yet, or no room yet; only an empty recv is the end.", .waiting)
    case .acceptsTooSlowly:
      Entry(
        "A hundred clients take far too long to be served.",
        "Accept until nobody waits, and rest only after a sweep that found nothing.", .waiting)
    case .usesThreads:
      Entry(
        "The program uses more than one thread.",
        "This lab is about one thread that serves all: wait for none of the clients.", .waiting)
    case .runNotStart:
      Entry(
        "A silent client stops the others: it is served on the thread that accepts.",
        "Start a thread for each client, and go back to accept at once.", .threads)
    case .lockHeldWhileTalking:
      Entry(
        "A client that does not read stops the others: somebody talks while holding the lock.",
        "Hold the mutex to look and to count, never while you send or receive.", .threads)
    case .checkThenAct:
      Entry(
        "More clients are let in at once than the limit allows.",
        "Look for a free place and take it under one lock, in one step.", .threads)
    case .limitOffByOne:
      Entry(
        "One client too many is let in, or one too few.",
        "Compare with the limit before you count the newcomer: at the limit it is full.", .threads)
    case .limitTooLow:
      Entry(
        "Fewer clients are let in at once than the limit allows.",
        "Take one place for each client that is let in, and none for one that is turned away.",
        .threads)
    case .countNeverLowered:
      Entry(
        "Clients have left, and their places are still taken.",
        "Give the place back on every way out, an error's as well.", .threads)
    case .turnsAwayInSilence:
      Entry(
        "The client over the limit is not told \"busy\" and a newline.",
        "Send just that, then close; wait for nothing from that client.", .threads)
    case .threadsPileUp:
      Entry(
        "Clients have left, and their threads are still there.",
        "Let a client's thread end when its client has left.", .threads)
    case .queueWithoutBound:
      Entry(
        "The program's memory grows with what one client sends and does not read.",
        "Stop reading from a client whose queue has reached its limit, until it drains.", .queues)
    case .tooManyDescriptors:
      Entry(
        "When the descriptors run out, the program does not get over it.",
        "Turn the newcomer away and go on; the listener stays ready until it is accepted.", .waiting
      )
    // Messages.
    case .markerSplit:
      Entry(
        "A marker that comes in two pieces is not found.",
        "Look for the marker in all that has come, not in the newest piece alone.", .messages)
    // Binary data.
    case .padding:
      Entry(
        "The answer has bytes between its fields that do not belong there.",
        "Pack in network order, which does not pad: never send the memory of a struct.", .binaryData
      )
    // A client.
    case .firstAddressOnly:
      Entry(
        "A name has two addresses, and only the first of them is tried.",
        "Go through all that lookup returns, until one of them answers.", .addresses)
    // Processes.
    case .orphans:
      Entry(
        "The parent has ended, and its workers live on.",
        "Let each worker wait for the end of a socket whose other end only the parent has.",
        .processes)
    }
  }
}
