// Mistakes: the client's side.

extension Mistake {
  static let client: [Mistake] = [
    neverConnects, sendsNoRequest, usesClosedSocket, leavesSocketOpen, requestIsNotWhole,
    requestIsMalformed, requestHasNoHost, ignoresPathArgument, readsOnce, stopsAtEmptyLine,
    changesThePage, printsTheHead, talksOnOutput, tellsTooLittle, headIsTheStatus, refusesAPage,
    waitsForContentLength, neverEnds, hangsForever, busyWaits, connectHasNoTimeout,
    givesUpTooSoon, givesUpTooLate, asksAgain, retriesARefusal, timeoutForTheVisit, silenceIsTheEnd,
    resetIsTheEnd, garbageIsAPage, notOneSentence, errorIsACrash, wrongStatus, oneFamilyOnly,
    firstAddressOnly, givesUpOnSilence, lastAddressFirst, reportsFirstError,
  ]

  public static let neverConnects = Mistake(
    "never-connects",
    "Your program doesn't connect to the server.",
    "Look up the name, open a socket, and connect to the port from the arguments.", .settingUp)

  public static let sendsNoRequest = Mistake(
    "sends-no-request",
    "Your program connects, but sends nothing.",
    "Send the request right after connect. If a call failed before that, standard error says why.",
    .settingUp)

  public static let usesClosedSocket = Mistake(
    "uses-closed-socket",
    "Your program uses a socket that it has already closed.",
    "Close it after its last use, not before. A defer runs at the end of its own block.",
    .errors)

  public static let leavesSocketOpen = Mistake(
    "leaves-socket-open",
    "A socket whose connect failed stays open.",
    "Close it before you rethrow the error, and open a new socket for the next address.",
    .addresses)

  public static let requestIsNotWhole = Mistake(
    "request-not-whole",
    "The server waits for the end of the request, but the end never arrives.",
    "End each line with CR LF, and the request with an empty line. Use sendAll.", .messages)

  public static let requestIsMalformed = Mistake(
    "request-malformed",
    "Your program's request isn't valid HTTP/1.0.",
    "Send \"GET PATH HTTP/1.0\", \"Host: NAME\", and an empty line, each with CR LF.", .messages)

  public static let requestHasNoHost = Mistake(
    "request-has-no-host",
    "The request has no Host: line before its first empty line.",
    "Send \"Host: NAME\" after the first line: many hosts can share an address.", .messages)

  public static let ignoresPathArgument = Mistake(
    "ignores-path-argument",
    "Your program asks for a different page from the one in its arguments.",
    "Put the path from the arguments in the request, or / if the user gave no path.", .messages)

  public static let readsOnce = Mistake(
    "reads-once",
    "The page arrives in pieces, but your program prints only the beginning.",
    "Keep calling recv until it returns an empty array. A short recv isn't the end.", .bytes)

  public static let stopsAtEmptyLine = Mistake(
    "stops-at-empty-line",
    "The page has an empty line in its body, and part of the body isn't printed.",
    "The first empty line ends the head. Everything after it is body.", .messages)

  public static let changesThePage = Mistake(
    "changes-the-page",
    "Your program's output isn't the page that the server sent.",
    "Write the bytes after the empty line unchanged: trim nothing, add nothing.", .bytes)

  public static let printsTheHead = Mistake(
    "prints-the-head",
    "Your program prints the response's head together with the page.",
    "Find the first empty line (CR LF CR LF), and print only what follows it.", .messages)

  public static let talksOnOutput = Mistake(
    "talks-on-output",
    "Standard output contains something other than the page.",
    "Print only the body on standard output, and everything else on standard error.", .errors)

  public static let tellsTooLittle = Mistake(
    "tells-too-little",
    "Standard error lacks the status line, the server's address, or the body's length.",
    "Get the address from getpeername, and count the body without the head.", .addresses)

  public static let headIsTheStatus = Mistake(
    "head-is-the-status",
    "Your program prints the whole head instead of just the status line.",
    "The status line ends at the first CR LF, the head at the first empty line.", .messages)

  public static let refusesAPage = Mistake(
    "refuses-a-page",
    "The server sends a valid response, but your program reports an error.",
    "Accept any status line that begins with HTTP/, any header, and even an empty body.", .messages)

  public static let waitsForContentLength = Mistake(
    "waits-for-content-length",
    "Your program rejects a response that doesn't state its length.",
    "Read until recv returns an empty array. Content-Length may be missing.", .messages)

  public static let neverEnds = Mistake(
    "never-ends",
    "The response has ended, but your program keeps running.",
    "When recv returns an empty array, leave the loop, print the page, and exit.", .bytes)

  public static let hangsForever = Mistake(
    "hangs-forever",
    "Nothing arrives, but your program waits longer than its timeout.",
    "Set the socket's receive timeout, in seconds. The timeout of connect covers only connect.",
    .waiting)

  public static let busyWaits = Mistake(
    "busy-waits",
    "While the server is silent, your program uses 100% of a core.",
    "Let recv wait in the kernel: use a blocking socket with a receive timeout.", .waiting)

  public static let connectHasNoTimeout = Mistake(
    "connect-has-no-timeout",
    "The server doesn't answer connect, and your program waits longer than its timeout.",
    "Give connect a timeout too: without one, the kernel gives up after minutes.", .waiting)

  public static let givesUpTooSoon = Mistake(
    "gives-up-too-soon",
    "Your program gives up before its timeout.",
    "Wait for as long as --timeout says, in connect and in each recv.", .waiting)

  public static let givesUpTooLate = Mistake(
    "gives-up-too-late",
    "Your program gives up, but later than its timeout.",
    "Take the time from --timeout. Don't repeat a recv, or a connect to the same address.",
    .waiting)

  public static let asksAgain = Mistake(
    "asks-again",
    "The server stays silent, and your program connects a second time.",
    "A timeout ends the attempt. Report it, and let the user try again.", .waiting)

  public static let retriesARefusal = Mistake(
    "retries-a-refusal",
    "The server refuses connections, but your program keeps trying.",
    "A refusal is an answer: try the next address. After the last one, report the error.", .errors)

  public static let timeoutForTheVisit = Mistake(
    "timeout-for-the-visit",
    "The page arrives slowly but steadily, and your program gives up.",
    "The timeout limits one silence, not the whole visit: it restarts with each recv.", .waiting)

  public static let silenceIsTheEnd = Mistake(
    "silence-is-the-end",
    "The server goes silent halfway, and your program takes that for the end of the page.",
    "Only an empty recv is the end. A recv that timed out is an error.", .waiting)

  public static let resetIsTheEnd = Mistake(
    "reset-is-the-end",
    "The connection breaks halfway, and your program takes that for the end of the page.",
    "Only an empty recv is the end. If recv fails, report an error.", .errors)

  public static let garbageIsAPage = Mistake(
    "garbage-is-a-page",
    "Your program accepts something that isn't an HTTP response as a page.",
    "Check for HTTP/ at the start and for the empty line: a page has both.", .messages)

  public static let notOneSentence = Mistake(
    "not-one-sentence",
    "Your program doesn't report the error in one sentence on standard error.",
    "Catch the error in one place, and write one line that says what it means.", .errors)

  public static let errorIsACrash = Mistake(
    "error-is-a-crash",
    "Your program ends in a crash or a stack trace.",
    "Catch what can fail, check for nil, print one sentence, and exit with status 1.", .errors)

  public static let wrongStatus = Mistake(
    "wrong-status",
    "The exit status doesn't say whether there was a page.",
    "Exit with status 0 if the page was printed, and with 1 if you have no page to print.", .errors)

  public static let oneFamilyOnly = Mistake(
    "one-family-only",
    "Your program can't reach an IPv6 address.",
    "Open the socket with the address's family: Socket(address.family).", .addresses)

  public static let firstAddressOnly = Mistake(
    "first-address-only",
    "The name has two addresses, but your program tries only the first one.",
    "Try every address that lookup returns until one of them answers.", .addresses)

  public static let givesUpOnSilence = Mistake(
    "gives-up-on-silence",
    "One address stays silent, and your program doesn't try the next one.",
    "After any error of connect, even a timeout, try the next address.", .addresses)

  public static let lastAddressFirst = Mistake(
    "last-address-first",
    "Both addresses of a name answer, and your program connects to the last instead of the first.",
    "Try the addresses in the order of lookup, which begins with the preferred one.", .addresses)

  public static let reportsFirstError = Mistake(
    "reports-first-error",
    "All addresses fail, and your program reports the first error instead of the last.",
    "When no address is left, throw the error of the attempt that you just made.", .addresses)
}
