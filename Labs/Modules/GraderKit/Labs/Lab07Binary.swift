// Lab 07: a calculator that packs and unpacks numbers.

extension Lab {
  package static let binary = Lab(
    folder: "lab07-binary", usage: "[PORT]",
    // A wrong layout or byte order doesn't give this answer.
    role: .server(
      .calculations, greeting: Exchange([0, 0, 1, 44, 0, 0, 0, 7, 45], result(37, high: 1))),
    stepsToStart: 1, stepsToAnswer: 4, sections: [.binaryData],
    scenario: .clients([
      ClientScript(
        "A", "sends in pieces", at: 0.2,
        .pause(0.2), .sendPart([0, 0, 0, 6, 0]), .pause(0.6), .sendPart([0, 0, 7]), .pause(0.6),
        .ask(Exchange([42], result(42))), .pause(0.4), .close),
      ClientScript(
        "B", "sends two in one", at: 0.4,
        .pause(0.3),
        .ask(Exchange(request(1, "+", 2) + request(9, "-", 5), result(3) + result(4))),
        .pause(0.4), .sendPart(Array(request(7, "/", 2).prefix(4))), .pause(0.6),
        .ask(
          Exchange(request(7, "/", 2).dropFirst(4) + request(7, "%", 2), result(3) + result(1))),
        .pause(0.3), .close),
      ClientScript(
        "C", "divides by zero", at: 0.7,
        .pause(0.3), .ask(Exchange(request(1, "/", 0), result(0, status: 1))), .pause(0.4),
        .ask(Exchange(request(1, "?", 1), result(0, status: 2))), .pause(0.4),
        .ask(Exchange(request(8, "/", 2), result(4))), .pause(0.3), .close),
      ClientScript(
        "D", "leaves too soon", at: 1,
        .pause(0.3), .ask(Exchange(request(2, "*", 2), result(4))), .pause(0.3),
        .sendPart([0, 0, 0, 1]), .pause(0.5), .close),
    ]))

  /// Two numbers of four bytes, and an operator.
  private static func request(_ a: UInt8, _ op: Character, _ b: UInt8) -> [UInt8] {
    [0, 0, 0, a, 0, 0, 0, b, op.asciiValue ?? 0]
  }

  /// A status, and a number of eight bytes.
  private static func result(_ value: UInt8, high: UInt8 = 0, status: UInt8 = 0) -> [UInt8] {
    [status, 0, 0, 0, 0, 0, 0, high, value]
  }
}
