// Mistakes: where a message ends.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let messages: [Mistake] = [
    answersNoMessage, dropsTheClient, notInCapitals, capitalsOfASCIIOnly, capitalsOneByOne,
    answersWithoutFraming,
    forgetsTheHalf,
    oneMessageARecv, markerSplit, halfAMarker, trimsTheText, prefixSplit, decodesPieces,
    lengthCountsItself, hostByteOrder, countsCharacters, measuresTheMessage, lengthCutShort,
    trustsTheLength, searchesAgain,
    ignoresEmptyMessages, pieceIsAMessage, wrongLimit, messageWithoutBound, answersBadBytes,
    takesMoreThanASCII, ignoresBadMessages,
    truncatedIsAMessage,
  ]

  public static let notInCapitals = Mistake(
    "not-in-capitals",
    "What comes back is not the text in capitals.",
    "Answer each message once, with its own text in capitals, and nothing else.", .messages)

  public static let capitalsOfASCIIOnly = Mistake(
    "capitals-of-ascii-only",
    "Only the letters from a to z come back as capitals.",
    "Decode the bytes to a String, and let its uppercased() do it: it knows all of Unicode.", .bytes
  )

  public static let capitalsOneByOne = Mistake(
    "capitals-one-by-one",
    "A letter whose capitals are two letters, ß, is no message for the program.",
    "Turn the whole String into capitals: what one Character becomes may be two.", .bytes)

  public static let answersWithoutFraming = Mistake(
    "answers-without-framing",
    "The answer does not come in the framing of the message.",
    "Frame the answer as the message was framed: fill up, or add the marker, or the length.",
    .messages)

  public static let pieceIsAMessage = Mistake(
    "piece-is-a-message",
    "What one recv returned is taken for one message.",
    "Put what recv returns into the inbox; only the framing says what is a message, and when.",
    .messages)

  public static let forgetsTheHalf = Mistake(
    "forgets-the-half",
    "Half a message has come, and is forgotten when the other half comes.",
    "Keep what is not whole yet in the inbox, as long as the client stays, and put the rest behind it.",
    .messages)

  public static let oneMessageARecv = Mistake(
    "one-message-a-recv",
    "Of several messages that come in one piece, not all are answered.",
    "Take message after message out of the inbox, until none is whole, and keep what is left.",
    .messages)

  public static let markerSplit = Mistake(
    "marker-split",
    "A marker that comes in two pieces is not found.",
    "Look for the marker in all that has come, not in the newest piece alone.", .messages)

  public static let halfAMarker = Mistake(
    "half-a-marker",
    "A CR or an LF alone is taken for the end of the message.",
    "Only both together, CR and then LF, end a message: either of them alone is text.", .messages)

  public static let trimsTheText = Mistake(
    "trims-the-text",
    "White space at the beginning or the end of a text is lost.",
    "Take off what frames a message, and nothing else: a text may begin and end as it likes.",
    .messages)

  public static let prefixSplit = Mistake(
    "prefix-split",
    "A length that comes in two pieces is not read.",
    "Take no length before all of its four bytes have come.", .messages)

  public static let decodesPieces = Mistake(
    "decodes-pieces",
    "A character that comes in two pieces is damaged.",
    "Keep bytes, and decode them when the message is whole.", .messages)

  public static let lengthCountsItself = Mistake(
    "length-counts-itself",
    "A length is taken as if it counted its own four bytes too.",
    "The length says how many bytes follow it.", .messages)

  public static let hostByteOrder = Mistake(
    "host-byte-order",
    "A number has its bytes in the wrong order.",
    "Network order puts the big end first: the first byte is worth most.", .binaryData)

  public static let countsCharacters = Mistake(
    "counts-characters",
    "A length is counted in characters, and not in bytes.",
    "Count the bytes, before they are decoded or after they are encoded.", .messages)

  public static let measuresTheMessage = Mistake(
    "measures-the-message",
    "Before the answer stands the length of the message, and the answer has another.",
    "Count the bytes of the capitals: there may be more than of the small letters, or fewer.",
    .messages)

  public static let searchesAgain = Mistake(
    "searches-again",
    "A long message that comes in small pieces costs seconds of the processor.",
    "Remember how far you have looked for the marker, and go on there when more has come.",
    .messages)

  public static let lengthCutShort = Mistake(
    "length-cut-short",
    "Not all of the four bytes of a length count.",
    "Make one number out of all four, large enough to hold it: 65,536 does not fit into two bytes.",
    .messages)

  public static let trustsTheLength = Mistake(
    "trusts-the-length",
    "A length is believed that no message may have.",
    "Compare the length with the limit before you wait for a byte of it, or make room for one.",
    .messages)

  public static let ignoresEmptyMessages = Mistake(
    "ignores-empty-messages",
    "A message without a byte of text gets no answer.",
    "An empty message is a message: tell it from one that is not there yet, which is nil.",
    .messages)

  public static let wrongLimit = Mistake(
    "wrong-limit",
    "A message may have 65,536 bytes and no more, and the limit is another.",
    "Compare with > and count the text alone: no CR, no LF, no length.", .messages)

  public static let messageWithoutBound = Mistake(
    "message-without-bound",
    "A message that is too long is taken all the same.",
    "Look at the length whenever bytes have come, whether the message is whole or not.", .messages)

  public static let answersBadBytes = Mistake(
    "answers-bad-bytes",
    "Bytes that are not text get an answer.",
    "Decode so that it fails, and let that end the connection: String(validating:as:) repairs nothing.",
    .bytes)

  public static let ignoresBadMessages = Mistake(
    "ignores-bad-messages",
    "A message that is not text does not end its connection.",
    "Throw: nobody knows where the next message begins, so close this client.", .messages)

  public static let truncatedIsAMessage = Mistake(
    "truncated-is-a-message",
    "A message that the end cut off gets an answer.",
    "At the empty recv, forget what is not whole.", .messages)

  public static let answersNoMessage = Mistake(
    "answers-no-message",
    "A message gets no answer.",
    "See whether the reader sees that the message is whole, and says not whole when it is not.",
    .messages)

  public static let dropsTheClient = Mistake(
    "drops-the-client",
    "The program drops a client that did nothing wrong.",
    "Its last words above say why: a limit, bytes that are not text, a layout that does not fit.",
    .messages)

  public static let takesMoreThanASCII = Mistake(
    "takes-more-than-ascii",
    "A record with bytes that are not ASCII gets an answer.",
    "ASCII ends at 127: look at every byte of a fixed record, and drop its client.", .messages)
}
