// Mistakes: the client's side.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let client: [Mistake] = [
    neverConnects, requestIsNotWhole, requestIsMalformed, requestHasNoHost, ignoresPathArgument,
    readsOnce, stopsAtEmptyLine, changesThePage, printsTheHead, talksOnOutput, tellsTooLittle,
    headIsTheStatus, refusesAPage, waitsForContentLength, neverEnds, hangsForEver,
    connectHasNoTimeout, givesUpTooSoon, givesUpTooLate, asksAgain, knocksAgain,
    timeoutForTheVisit, silenceIsTheEnd, resetIsTheEnd, garbageIsAPage, notOneSentence,
    errorIsACrash, wrongStatus, oneFamilyOnly, firstAddressOnly,
    givesUpOnSilence,
  ]

  public static let neverConnects = Mistake(
    "never-connects",
    "The program does not connect to the server.",
    "Look the name up, open a socket, and connect to the port of the arguments.", .settingUp)

  public static let requestIsNotWhole = Mistake(
    "request-not-whole",
    "The server waits for the end of the request, and it does not come.",
    "End each line of it in CR LF, and all of it in an empty line; send all with sendAll.",
    .messages)

  public static let requestIsMalformed = Mistake(
    "request-malformed",
    "What the program sends is not a request of HTTP/1.0.",
    "Send \"GET PATH HTTP/1.0\", then lines as \"Host: NAME\", then an empty line, each ended by CR LF.",
    .messages)

  public static let requestHasNoHost = Mistake(
    "request-has-no-host",
    "The request does not say which host it is meant for.",
    "Send \"Host: NAME\" behind the first line: many hosts may share an address.", .messages)

  public static let ignoresPathArgument = Mistake(
    "ignores-path-argument",
    "The program asks for another page than it was told to.",
    "Put the path of the arguments into the request, / if there is none.", .messages)

  public static let readsOnce = Mistake(
    "reads-once",
    "The page comes in pieces, and only the beginning of it is printed.",
    "Receive in a loop, and keep all, until recv returns nothing: a short recv is not the end.",
    .bytes)

  public static let stopsAtEmptyLine = Mistake(
    "stops-at-empty-line",
    "The page has an empty line in its body, and not all of the body is printed.",
    "The first empty line ends the head; all behind it is body, whatever it holds.", .messages)

  public static let changesThePage = Mistake(
    "changes-the-page",
    "What the program prints is not the page that the server sent.",
    "Write the bytes behind the empty line as they came: nothing trimmed, nothing added.", .bytes)

  public static let printsTheHead = Mistake(
    "prints-the-head",
    "What stands before the page is printed with it.",
    "Look for the first empty line (CR LF CR LF), and print only what follows it.", .messages)

  public static let talksOnOutput = Mistake(
    "talks-on-output",
    "Something else than the page stands on standard output.",
    "Print there the body alone; all else goes to standard error.", .errors)

  public static let tellsTooLittle = Mistake(
    "tells-too-little",
    "Standard error does not tell all three: status line, peer's address, bytes of the body.",
    "Take the address from getpeername, and count the body without the head.", .addresses)

  public static let headIsTheStatus = Mistake(
    "head-is-the-status",
    "The whole head is told, where its first line was to be: the status line.",
    "The status line ends at the first CR LF, and the head at the first empty line.", .messages)

  public static let refusesAPage = Mistake(
    "refuses-a-page",
    "The server answers as it should, and the program says that there is no page.",
    "An answer is HTTP/, a status line, lines, an empty line, and a body that may be empty.",
    .messages)

  public static let waitsForContentLength = Mistake(
    "waits-for-content-length",
    "An answer that does not say how long it is, is no page for the program.",
    "Read until recv returns nothing; Content-Length may be missing.", .messages)

  public static let neverEnds = Mistake(
    "never-ends",
    "The answer has ended, and the program has not.",
    "When recv returns nothing, leave the loop, print the page, and end.", .bytes)

  public static let hangsForEver = Mistake(
    "hangs-for-ever",
    "Nothing comes, and the program waits on when its time is over.",
    "Set the receive timeout, to what --timeout says: the timeout of connect ends with connect.",
    .waiting)

  public static let connectHasNoTimeout = Mistake(
    "connect-has-no-timeout",
    "Nobody answers the connection, and the program waits on when its time is over.",
    "Connect with a timeout as well: the kernel alone gives up after minutes.", .waiting)

  public static let givesUpTooSoon = Mistake(
    "gives-up-too-soon",
    "The program gives up before its time is over.",
    "Wait for as long as --timeout says, in connect and in each recv.", .waiting)

  public static let givesUpTooLate = Mistake(
    "gives-up-too-late",
    "The program waits on when its time is over, and gives up later.",
    "One recv that timed out is enough: wait for as long as --timeout says, and not again.",
    .waiting)

  public static let asksAgain = Mistake(
    "asks-again",
    "The server stays silent, and the program connects once more.",
    "A timeout is the end of the visit: say so, and leave it to others to try again.", .waiting)

  public static let knocksAgain = Mistake(
    "knocks-again",
    "Nobody listens there, and the program goes on trying.",
    "A refusal is an answer: go on to the next address, and after the last one say so.", .errors)

  public static let timeoutForTheVisit = Mistake(
    "timeout-for-the-visit",
    "The page comes slowly but steadily, and the program gives up.",
    "The timeout is for one silence: it starts anew with each recv.", .waiting)

  public static let silenceIsTheEnd = Mistake(
    "silence-is-the-end",
    "The server falls silent in the middle, and the program takes that for the end.",
    "Only an empty recv is the end; a recv that timed out is an error.", .waiting)

  public static let resetIsTheEnd = Mistake(
    "reset-is-the-end",
    "The connection breaks in the middle, and the program takes that for the end.",
    "Only an empty recv is the end; an error of recv is an error of the visit.", .errors)

  public static let garbageIsAPage = Mistake(
    "garbage-is-a-page",
    "What is no answer of HTTP is taken for a page.",
    "Look for HTTP/ at the start, and for the empty line; without them there is no page.", .messages
  )

  public static let notOneSentence = Mistake(
    "not-one-sentence",
    "What went wrong is not told in one sentence on standard error.",
    "Catch the error in one place, and write one line that says what it means.", .errors)

  public static let errorIsACrash = Mistake(
    "error-is-a-crash",
    "The program ends in a crash, or in a page of stack trace.",
    "Catch what can fail, look for nil before you use a value, say one sentence, and exit with 1.",
    .errors)

  public static let wrongStatus = Mistake(
    "wrong-status",
    "The exit status does not tell whether there was a page.",
    "Exit with status 0 when the page is printed, and with 1 when there is none.", .errors)

  public static let oneFamilyOnly = Mistake(
    "one-family-only",
    "An address of IPv6 cannot be reached.",
    "Open the socket with the family of the address: Socket(address.family).", .addresses)

  public static let firstAddressOnly = Mistake(
    "first-address-only",
    "A name has two addresses, and only the first of them is tried.",
    "Go through all that lookup returns, until one of them answers.", .addresses)

  public static let givesUpOnSilence = Mistake(
    "gives-up-on-silence",
    "After an address that stays silent, the next one is not tried.",
    "Go on after every error of connect, a timeout as well as a refusal.", .addresses)
}
