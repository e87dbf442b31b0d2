// Lab 06: a server that finds where a message ends, and sends it back in capitals.

extension Lab {
  package static let messages = Lab(
    folder: "lab06-messages",
    usage: "[PORT] [--framing delimited|fixed|prefixed|shutdown]",
    role: .server(.messages, greeting: Exchange("hello\r\n", "HELLO\r\n")),
    // The default framing is step 2. Each of the others is a step that only its own messages need.
    stepsToStart: 1, stepsToAnswer: 2, sections: [.bytes, .messages],
    scenario: .clients([
      ClientScript(
        "A", "sends in pieces", at: 0.2,
        .pause(0.2), .sendPart(Array("caf".utf8) + [0xc3]), .pause(0.6), .sendPart([0xa9, 13]),
        .pause(0.6), .ask(Exchange([10], Array("CAFÉ\r\n".utf8))), .pause(0.4), .close),
      ClientScript(
        "B", "sends two in one", at: 0.4,
        .pause(0.3), .ask("one\r\ntwo\r\n", "ONE\r\nTWO\r\n"), .pause(0.4),
        .sendPart(Array("thr".utf8)), .pause(0.6), .ask("ee\r\nfour\r\n", "THREE\r\nFOUR\r\n"),
        .pause(0.3), .close),
      ClientScript(
        "C", "sends no text", at: 0.7,
        .pause(0.3), .ask("hello\r\n", "HELLO\r\n"), .pause(0.4),
        .sendPart(Array("caf".utf8) + [0xc3, 13, 10]), .awaitEnd),
      ClientScript(
        "D", "finds no end", at: 1,
        .pause(0.3), .sendPart(halfTooLong), .pause(0.6), .sendPart(halfTooLong), .awaitEnd),
    ]))

  /// Two of these are longer than a message may be.
  private static let halfTooLong = [UInt8](repeating: 97, count: 60_000)
}
