// Mistakes: where a message ends.

extension Mistake {
  static let messages: [Mistake] = [
    answersNoMessage, answerCutShort, ignoresFramingOption, answersOnePieceLate, missesTheEnd,
    answersFirstAlone,
    dropsTheClient,
    notInCapitals, changesTheText,
    capitalsOfASCIIOnly, capitalsOneByOne, answersWithoutFraming, answersTooMuch, forgetsTheHalf,
    oneMessageARecv, stillComputing, answersOutOfOrder, markerSplit, halfAMarker, trimsTheText,
    prefixSplit,
    decodesPieces, lengthCountsItself, hostByteOrder, countsCharacters, measuresTheMessage,
    lengthCutShort, lengthOverflows, trustsTheLength, searchesAgain, ignoresEmptyMessages,
    pieceIsAMessage, wrongLimit, limitsTheInbox, messageWithoutBound, answersBadBytes,
    takesMoreThanASCII,
    ignoresBadMessages, judgesTooSoon, truncatedIsAMessage,
  ]

  public static let notInCapitals = Mistake(
    "not-in-capitals",
    "The answer isn't the text in capitals.",
    "Answer each message once, with its own text in capitals, and nothing else.", .messages)

  public static let changesTheText = Mistake(
    "changes-the-text",
    "Characters that aren't letters come back changed, or don't come back.",
    "Make capitals of the letters, and leave everything else as it is: remove nothing.", .bytes)

  public static let capitalsOfASCIIOnly = Mistake(
    "capitals-of-ascii-only",
    "Only the letters from a to z come back as capitals.",
    "Decode the bytes to a String and call uppercased(): it knows all of Unicode.", .bytes)

  public static let capitalsOneByOne = Mistake(
    "capitals-one-by-one",
    "Your program fails on ß, a letter whose capitals are two letters.",
    "Convert the whole String to capitals: one Character may become two.", .bytes)

  public static let answersWithoutFraming = Mistake(
    "answers-without-framing",
    "The answer doesn't have the framing of the message.",
    "Frame the answer like the message: pad it, or add the marker or the length.", .messages)

  public static let answersTooMuch = Mistake(
    "answers-too-much",
    "More bytes come back than the answer has.",
    "Append each answer once, with its framing, and nothing after it.", .messages)

  public static let pieceIsAMessage = Mistake(
    "piece-is-a-message",
    "Your program treats the result of one recv as one message.",
    "Append what recv returns to the inbox. Only the framing says where a message ends.", .messages)

  public static let forgetsTheHalf = Mistake(
    "forgets-the-half",
    "Your program forgets the first half of a message when the second half arrives.",
    "Keep the incomplete message in the inbox, and append what arrives next.", .messages)

  public static let oneMessageARecv = Mistake(
    "one-message-a-recv",
    "Several messages arrive in one piece, but not all of them are answered.",
    "Take messages out of the inbox until none is complete, and keep the rest.", .messages)

  public static let stillComputing = Mistake(
    "still-computing",
    "Your program is still computing, and an answer doesn't arrive.",
    "Don't go over all waiting bytes again for each message. Check also that every loop ends.",
    .messages)

  public static let answersOutOfOrder = Mistake(
    "answers-out-of-order",
    "The answers aren't in the order of the messages.",
    "Take messages from the front of the inbox, and append each answer after the earlier ones.",
    .messages)

  public static let markerSplit = Mistake(
    "marker-split",
    "Your program doesn't find a marker that arrives in two pieces.",
    "Search for the marker in everything received, not just in the newest piece.", .messages)

  public static let halfAMarker = Mistake(
    "half-a-marker",
    "A message that contains a lone CR or LF gets no answer, or a wrong one.",
    "Only CR followed by LF ends a message. A CR or an LF alone is text: keep searching.",
    .messages)

  public static let trimsTheText = Mistake(
    "trims-the-text",
    "A character at the beginning or the end of a text is lost.",
    "Remove the framing and nothing else: white space and control characters are text.", .messages)

  public static let prefixSplit = Mistake(
    "prefix-split",
    "Your program doesn't understand a length that arrives in two pieces.",
    "Don't decode the length before all four of its bytes have arrived.", .messages)

  public static let decodesPieces = Mistake(
    "decodes-pieces",
    "A character that arrives in two pieces is damaged.",
    "Keep the bytes, and decode them when the message is complete.", .messages)

  public static let lengthCountsItself = Mistake(
    "length-counts-itself",
    "Your program treats a length as if it included its own four bytes.",
    "The length is the number of bytes that follow it.", .messages)

  public static let hostByteOrder = Mistake(
    "host-byte-order",
    "A number's bytes are in the wrong order.",
    "Network order is big-endian: the most significant byte comes first.", .binaryData)

  public static let countsCharacters = Mistake(
    "counts-characters",
    "Your program counts a length in characters, not in bytes.",
    "Count the bytes, before you decode them or after you encode them.", .messages)

  public static let measuresTheMessage = Mistake(
    "measures-the-message",
    "The answer's length prefix is the length of the message, not of the answer.",
    "Count the bytes of the capitals: there can be more or fewer than in the message.", .messages)

  public static let searchesAgain = Mistake(
    "searches-again",
    "The longer a message gets, the more CPU time each new piece of it costs.",
    "Remember how far you've searched, and continue there. Don't decode or copy everything again.",
    .messages)

  public static let lengthCutShort = Mistake(
    "length-cut-short",
    "Your program misreads a large length.",
    "Combine all four bytes into one number: shift by 8 bits for each, and keep 32 bits.", .messages
  )

  public static let missesTheEnd = Mistake(
    "misses-the-end",
    "A message that ends with the stream gets no answer.",
    "Put the empty array in the inbox too: it says that the client has finished sending.",
    .messages)

  public static let lengthOverflows = Mistake(
    "length-overflows",
    "Your program fails on a length of 2,147,483,648 or more.",
    "Make the length an Int (64 bits): an Int32 turns negative, and 4 + a UInt32 overflows.",
    .messages)

  public static let trustsTheLength = Mistake(
    "trusts-the-length",
    "Your program accepts a length above the limit.",
    "Compare it with the limit before you allocate memory or wait for the bytes.", .messages)

  public static let ignoresEmptyMessages = Mistake(
    "ignores-empty-messages",
    "An empty message gets no answer.",
    "Return an empty array for it: nil means that there is no message yet.", .messages)

  public static let wrongLimit = Mistake(
    "wrong-limit",
    "The length limit of your program isn't 65,536 bytes.",
    "Compare with >, and count only the text: no CR, no LF, no length prefix.", .messages)

  public static let limitsTheInbox = Mistake(
    "limits-the-inbox",
    "Your program drops a client whose messages are short enough, but arrive together.",
    "Compare the length of each message with the limit, not the number of bytes in the inbox.",
    .messages)

  public static let ignoresFramingOption = Mistake(
    "ignores-framing-option",
    "Your program expects CR LF after a message, whatever --framing says.",
    "Read the framing from the arguments: arguments.word(\"framing\").", .messages)

  public static let answersOnePieceLate = Mistake(
    "answers-one-piece-late",
    "A message gets its answer only when the next bytes arrive.",
    "Put the new bytes in the inbox first. Then look for messages in it.", .messages)

  public static let messageWithoutBound = Mistake(
    "message-without-bound",
    "Your program accepts a message that is too long.",
    "Check the length each time bytes arrive, whether the message is complete or not.", .messages)

  public static let answersBadBytes = Mistake(
    "answers-bad-bytes",
    "Your program answers a message that isn't valid UTF-8.",
    "Decode with String(validating:as:), and drop the client if that returns nil.", .bytes)

  public static let ignoresBadMessages = Mistake(
    "ignores-bad-messages",
    "Your program keeps a client that has sent a message that isn't text.",
    "Let the error end the visit: you can't know where the next message begins.", .messages)

  public static let judgesTooSoon = Mistake(
    "judges-too-soon",
    "A good message in front of a bad one gets no answer.",
    "Check a message only when you take it. Keep the answers to the ones before it.", .messages)

  public static let truncatedIsAMessage = Mistake(
    "truncated-is-a-message",
    "Your program answers a message that was cut off by the end of the stream.",
    "At the empty recv, discard the incomplete message.", .messages)

  public static let answersNoMessage = Mistake(
    "answers-no-message",
    "A message gets no answer.",
    "As soon as the inbox holds a whole message, take it out, and append its answer.", .messages)

  public static let answerCutShort = Mistake(
    "answer-cut-short",
    "Only the beginning of the answer arrives.",
    "Send all of it: each field of the layout, even a 0, or the whole text with its framing.",
    .messages)

  public static let answersFirstAlone = Mistake(
    "answers-first-alone",
    "Your program answers a client's first message, but not its second.",
    "After take, a slice's indices don't begin at 0: use counts. Keep the bytes after the message.",
    .messages)

  public static let dropsTheClient = Mistake(
    "drops-the-client",
    "Your program drops a client that did nothing wrong.",
    "Standard error says why: a limit, bytes that aren't text, or an error you didn't catch.",
    .errors)

  public static let takesMoreThanASCII = Mistake(
    "takes-more-than-ascii",
    "Your program answers a record with bytes that aren't ASCII.",
    "ASCII ends at 127. Check every byte of a fixed record, and drop the client.", .messages)
}
