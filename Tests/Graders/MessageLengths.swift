// What all framings require of a message's length: 65,536 bytes are allowed, and no more.

import GraderKit

private let limit = 65536

extension Grader {
  /// Messages whose lengths are at some limit.
  func checkLengths(_ framing: Framing) throws {
    let server = try launch(framing)
    // The bytes of some lengths look like the end of a line or like a space.
    let odd = [10, 13, 32, 127, 2570, 3338, 8224, 65_290]
    for count in [0, 1, 15, 16, 17, 255, 256, limit - 1, limit] + odd {
      let lost = framing == .prefixed && count > 255 ? Mistake.lengthCutShort : .forgetsTheHalf
      let other = count == 0 ? .ignoresEmptyMessages : lost
      let client = try server.connect("a client that sends \(count) bytes")
      client.send(framing.frame(letters(count)))
      if framing == .shutdown { client.finishSending() }
      try client.expect(
        framing.answers(letters(count)), else: other, changed: other,
        cut: count > 256 ? .wrongLimit : other,
        suspects: [WrongReply(.lengthCutShort, instead: prefix(count & 0xffff))])
      client.close()
    }
  }

  /// Messages that are too long together, but not one by one. The end of the first arrives together
  /// with the second.
  func checkMoreThanTheLimitAtOnce(_ framing: Framing, _ server: Server) throws {
    let two = framing.frame(letters(65_000)) + framing.frame(letters(30_000))
    let long = try server.connect("a client with two long messages")
    long.send(pieces: [Array(two.prefix(65_000))])
    long.sendAtOnce(Array(two.dropFirst(65_000)))
    try long.expect(
      framing.answers(letters(65_000), letters(30_000)), else: .oneMessageARecv,
      changed: .forgetsTheHalf, cut: .limitsTheInbox)

    let client = try server.connect("A")
    let short = (1...1500).map { "message \($0)" }
    let stream = framing.frame(letters(60_000)) + short.flatMap { framing.frame($0) }

    client.send(pieces: [Array(stream.prefix(30_000))])
    client.sendAtOnce(Array(stream.dropFirst(30_000)))

    try client.expect(
      framing.answers(letters(60_000)) + short.flatMap { framing.answers($0) },
      else: .oneMessageARecv, changed: .forgetsTheHalf, cut: .limitsTheInbox)
  }

  /// Messages that are too long end the connection, even before they are complete.
  func checkTooLong(_ framing: Framing) throws {
    let server = try launch(framing)
    server.ifItDies = .diesWithItsClient
    // A program may wait until it's sure that the next bytes aren't a marker.
    let marker = framing == .delimited ? 2 : 0
    let samples: [(String, Mistake)] = [
      (letters(200_000), .messageWithoutBound), (letters(limit + marker + 1), .wrongLimit),
      (String(repeating: "é", count: limit / 2 + 2), .countsCharacters),
    ]
    for (text, mistake) in samples {
      let client = try server.connect("a client that sends \(text.utf8.count) bytes")
      client.send(text)
      try client.expectOver(else: mistake, answered: mistake)
    }

    // A complete message that is too long.
    let client = try server.connect("A")
    let message = framing.frame(letters(limit + 1))
    client.send(pieces: [Array(message.prefix(60_000))])
    client.sendAtOnce(Array(message.dropFirst(60_000)), andEnd: framing == .shutdown)
    try client.expectOver(else: .messageWithoutBound, answered: .messageWithoutBound)

    if framing == .delimited { try checkMarkerAfterTheLongest(server) }
    try say("still there", to: server, framing)
  }

  /// The longest message, and its marker byte by byte: the CR alone doesn't count.
  private func checkMarkerAfterTheLongest(_ server: Server) throws {
    let client = try server.connect("B")
    client.send(pieces: [Array(letters(limit).utf8), [13], [10]])
    try client.expect(
      Framing.delimited.answers(letters(limit)), else: .markerSplit, changed: .wrongLimit,
      cut: .wrongLimit)
  }
}
