// Mistakes: numbers on the wire.

extension Mistake {
  static let binaryData: [Mistake] = [
    layoutDoesNotFit, padding, wrongLayout, oneRecvIsARequest, losesTheRest, answersWrongStatus,
    statusWithResult, calculatesWrong, floatingPoint, roundsDown, wrongRemainder, dividesByZero,
    overflowTraps, overflowWraps,
    refusesUnknownOperator,
  ]

  public static let layoutDoesNotFit = Mistake(
    "layout-does-not-fit",
    "Packer refuses a layout, or the values that your program packs or unpacks with it.",
    "Standard error says why. \"1s\" is a [UInt8], \"B\" holds 8 bits, \"i\" 32, \"q\" 64.",
    .binaryData)

  public static let padding = Mistake(
    "padding",
    "The answer has padding bytes between its fields.",
    "Pack in network order, which adds no padding. Never send the memory of a struct.", .binaryData)

  public static let wrongLayout = Mistake(
    "wrong-layout",
    "The answer isn't one status byte followed by an eight-byte result.",
    "Pack the answer as \"!Bq\", and send exactly those nine bytes.", .binaryData)

  public static let oneRecvIsARequest = Mistake(
    "one-recv-is-a-request",
    "A request that arrives in pieces gets no answer, or a wrong one.",
    "Keep the bytes of an incomplete request. Unpack a request only when all nine bytes are there.",
    .messages)

  public static let losesTheRest = Mistake(
    "loses-the-rest",
    "Bytes that arrive after a request, in the same piece, are lost.",
    "Remove only the request from the buffer's front, even after an error, and keep the rest.",
    .messages)

  public static let answersWrongStatus = Mistake(
    "answers-wrong-status",
    "The answer has the wrong status.",
    "Status 0 means fine, 1 a division by zero (/ and % only), and 2 an unknown operator.",
    .binaryData)

  public static let statusWithResult = Mistake(
    "status-with-result",
    "The status says that there is no result, but the result isn't 0.",
    "With status 1 or 2, send a result of 0: eight zero bytes.", .binaryData)

  public static let floatingPoint = Mistake(
    "floating-point",
    "Your program calculates in floating point, and a large number loses its last digits.",
    "Calculate with Int64. A Float holds 24 bits of a number exactly, a Double 53.", .binaryData)

  public static let calculatesWrong = Mistake(
    "calculates-wrong",
    "The answer has the right layout but the wrong number.",
    "Check the signs and the order of the numbers. Unpack them as \"i\", with a sign.", .binaryData)

  public static let roundsDown = Mistake(
    "rounds-down",
    "Division rounds down instead of toward zero.",
    "-7 / 2 is -3, as in Swift and C. Python's // rounds down, to -4.", .binaryData)

  public static let wrongRemainder = Mistake(
    "wrong-remainder",
    "The remainder of a division has the wrong sign.",
    "-7 % 2 is -1 and 7 % -2 is 1, as in Swift and C. Python's % takes the sign of the divisor.",
    .binaryData)

  public static let dividesByZero = Mistake(
    "divides-by-zero",
    "A division by zero doesn't get status 1 as its answer.",
    "Check the divisor first, for / and for %: in Swift, dividing by zero crashes.", .binaryData)

  public static let overflowTraps = Mistake(
    "overflow-traps",
    "A result that doesn't fit in 32 bits crashes your program.",
    "Convert both numbers to 64 bits before you calculate.", .binaryData)

  public static let overflowWraps = Mistake(
    "overflow-wraps",
    "A result that doesn't fit in 32 bits comes back as another number.",
    "Convert both numbers to 64 bits before you calculate.", .binaryData)

  public static let refusesUnknownOperator = Mistake(
    "refuses-unknown-operator",
    "An unknown operator doesn't get status 2 as its answer.",
    "Any byte may be the operator, even one that isn't text. Answer with status 2, and continue.",
    .binaryData)
}
