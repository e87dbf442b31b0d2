// What every way of framing requires of a message's length: none is refused that is allowed, and none
// is waited for that is not.

import GraderKit

/// How many bytes a message may have.
private let limit = 65536

extension Grader {
  /// Messages of every length that is on a border of something.
  func checkLengths(_ framing: Framing) throws {
    let server = try launch(framing)
    for count in [0, 1, 15, 16, 17, 255, 256, limit - 1, limit] {
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

  /// Together they are longer than one message may be, but each of them is not: also when nearly all
  /// of the first is there before its end comes together with the second.
  func checkMoreThanTheLimitAtOnce(_ framing: Framing, _ server: Server) throws {
    let two = framing.frame(letters(65_000)) + framing.frame(letters(30_000))
    let long = try server.connect("a client with two long messages")
    long.send(pieces: [Array(two.prefix(65_000))])
    long.sendAtOnce(Array(two.dropFirst(65_000)))
    try long.expect(
      framing.answers(letters(65_000), letters(30_000)), else: .oneMessageARecv,
      changed: .forgetsTheHalf, cut: .wrongLimit)

    let client = try server.connect("A")
    let short = (1...1500).map { "message \($0)" }
    let stream = framing.frame(letters(60_000)) + short.flatMap { framing.frame($0) }

    client.send(pieces: [Array(stream.prefix(30_000))])
    client.sendAtOnce(Array(stream.dropFirst(30_000)))

    try client.expect(
      framing.answers(letters(60_000)) + short.flatMap { framing.answers($0) },
      else: .oneMessageARecv, changed: .forgetsTheHalf, cut: .wrongLimit)
  }

  /// Messages that are too long: their connection ends before anybody has said that they are whole.
  func checkTooLong(_ framing: Framing) throws {
    let server = try launch(framing)
    server.ifItDies = .diesWithItsClient
    let samples: [(String, Mistake)] = [
      (letters(200_000), .messageWithoutBound), (letters(limit + 1), .wrongLimit),
      (String(repeating: "é", count: limit / 2 + 1), .countsCharacters),
    ]
    for (text, mistake) in samples {
      let client = try server.connect("a client that sends \(text.utf8.count) bytes")
      client.send(text)
      try client.expectOver(else: mistake, answered: mistake)
    }

    // Whole when its last piece has come, and too long all the same.
    let client = try server.connect("A")
    let message = framing.frame(letters(limit + 1))
    client.send(pieces: [Array(message.prefix(60_000))])
    client.sendAtOnce(Array(message.dropFirst(60_000)), andEnd: framing == .shutdown)
    try client.expectOver(else: .messageWithoutBound, answered: .messageWithoutBound)

    if framing == .delimited { try checkMarkerBehindTheLongest(server) }
    try say("still there", to: server, framing)
  }

  /// The longest message, and its marker byte by byte: a CR that may be half of one does not count.
  private func checkMarkerBehindTheLongest(_ server: Server) throws {
    let client = try server.connect("B")
    client.send(pieces: [Array(letters(limit).utf8), [13], [10]])
    try client.expect(
      Framing.delimited.answers(letters(limit)), else: .markerSplit, changed: .wrongLimit,
      cut: .wrongLimit)
  }
}
