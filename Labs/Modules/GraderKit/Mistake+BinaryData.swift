// Mistakes: numbers on the wire.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let binaryData: [Mistake] = [
    padding, wrongLayout, oneRecvIsARequest, losesTheRest,
    answersWrongStatus, calculatesWrong, roundsDown, dividesByZero, overflowTraps,
    refusesUnknownOperator,
  ]

  public static let padding = Mistake(
    "padding",
    "The answer has bytes between its fields that do not belong there.",
    "Pack in network order, which does not pad: never send the memory of a struct.", .binaryData)

  public static let wrongLayout = Mistake(
    "wrong-layout",
    "The answer is not laid out as it should be: one byte of status, eight of the result.",
    "Pack it as \"!Bq\", and send all of it and nothing else.", .binaryData)

  public static let oneRecvIsARequest = Mistake(
    "one-recv-is-a-request",
    "A request that comes in pieces gets no answer, or a wrong one.",
    "Keep what has come until there are nine bytes; only then take the request apart.", .messages)

  public static let losesTheRest = Mistake(
    "loses-the-rest",
    "What came behind a request, in the same piece, is lost.",
    "Take the request off the front of what has come, and keep the rest for the next recv.",
    .messages)

  public static let answersWrongStatus = Mistake(
    "answers-wrong-status",
    "The answer has another status than it should.",
    "0 is fine, 1 a division by zero, with / and % alone, and 2 an operator that is none.",
    .binaryData)

  public static let calculatesWrong = Mistake(
    "calculates-wrong",
    "The answer is well made, and its number is wrong.",
    "Look at the signs, and at the order of the two numbers; unpack them as \"i\", with a sign.",
    .binaryData)

  public static let roundsDown = Mistake(
    "rounds-down",
    "Division rounds down where it should round toward zero, or the remainder has the wrong sign.",
    "-7 / 2 is -3, and -7 % 2 is -1, as Swift and C have it; Python's // and % round down.",
    .binaryData)

  public static let dividesByZero = Mistake(
    "divides-by-zero",
    "A division by zero does not get its answer, status 1.",
    "Look at the divisor first, for / and for %: dividing by zero ends a Swift program.",
    .binaryData)

  public static let overflowTraps = Mistake(
    "overflow-traps",
    "A result that does not fit into 32 bits is wrong, or ends the program.",
    "Turn both numbers into 64 bits before you calculate with them.", .binaryData)

  public static let refusesUnknownOperator = Mistake(
    "refuses-unknown-operator",
    "An operator that is none does not get its answer, status 2.",
    "Any byte may stand there, also one that is not text: answer it, and go on.", .binaryData)
}
