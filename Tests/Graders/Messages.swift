// How messages are framed, and what all framings have in common.

import GraderKit

/// White space, control characters, a byte-order mark, a lone accent, é as one and as two, a flag.
private let otherAwkwardCharacters = [
  "\t", "\u{b}", "\u{c}", "\u{1b}", "\u{85}", "\u{a0}", "\u{200b}", "\u{2028}", "\u{3000}",
  "\u{feff}", "\u{301}", "\u{e9}", "e\u{301}", "\u{1f1ea}\u{1f1fa}",
]

enum Framing: String, CaseIterable {
  case delimited, fixed, prefixed, shutdown

  func frame(_ text: String) -> [UInt8] { frame(Array(text.utf8)) }

  func frame(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .delimited: bytes + [13, 10]
    case .fixed: bytes + [UInt8](repeating: 32, count: max(0, 16 - bytes.count))
    case .prefixed: prefix(bytes.count) + bytes
    case .shutdown: bytes
    }
  }

  /// The answers to some texts.
  func answers(_ texts: String...) -> [UInt8] { texts.flatMap { frame($0.uppercased()) } }

  /// A text with characters of one to four bytes, unless the framing allows only ASCII. Only its
  /// ASCII letters have capitals, so that a program can't get the others wrong.
  var text: String { self == .fixed ? "a record's worth" : "one § or € or 😀" }

  /// Characters that a text may begin and end with, and that programs often lose. CR and LF have a
  /// test of their own where they are half of the marker.
  var awkwardCharacters: [String] {
    let ascii = awkwardBytes.filter { $0 < 128 }.map { String(UnicodeScalar($0)) }
    let all = ascii + otherAwkwardCharacters
    switch self {
    case .delimited: return all.filter { !["\r", "\n"].contains($0) }
    case .fixed: return all.filter { $0.utf8.count == 1 }
    default: return all
    }
  }

  /// Where to cut a message in two, and the mistake that each cut shows; the most basic come first.
  func cuts(of message: [UInt8]) -> [(index: Int, mistake: Mistake)] {
    let plainestFirst: [Mistake] = [.forgetsTheHalf, .prefixSplit, .decodesPieces, .markerSplit]
    let cuts = (1..<message.count).map { ($0, mistake(at: $0, of: message)) }
    return plainestFirst.flatMap { mistake in cuts.filter { $0.1 == mistake } }
  }

  private func mistake(at index: Int, of message: [UInt8]) -> Mistake {
    if self == .prefixed && index < 4 { return .prefixSplit }
    if self == .delimited && message[index] == 10 { return .markerSplit }
    return message[index] & 0xc0 == 0x80 ? .decodesPieces : .forgetsTheHalf
  }

  /// The answer of a program that takes the first piece of a message for a message.
  func answer(toPiece piece: ArraySlice<UInt8>) -> [UInt8] {
    let text = self == .prefixed ? piece.dropFirst(4) : piece
    return frame(String(decoding: text, as: UTF8.self).uppercased())
  }

  /// What arrives instead of the answer to a text if the program misunderstands the framing.
  func suspects(_ text: String) -> [WrongReply] {
    let answer = Array(text.uppercased().utf8)
    let count = answer.count
    let bare = WrongReply(.answersWithoutFraming, instead: answer)
    guard self == .prefixed else { return [bare] }
    return [
      bare,
      WrongReply(.lengthCountsItself, instead: prefix(count - 4)),
      WrongReply(.lengthCountsItself, instead: prefix(count + 4)),
      WrongReply(.lengthCountsItself, instead: prefix(count) + answer.dropLast(4)),
      WrongReply(.hostByteOrder, instead: prefix(count).reversed()),
      WrongReply(.lengthCutShort, instead: prefix(0)),
    ] + (text.count == count ? [] : [WrongReply(.countsCharacters, instead: prefix(text.count))])
      + (text.utf8.count == count
        ? [] : [WrongReply(.measuresTheMessage, instead: prefix(text.utf8.count))])
  }
}

/// A length prefix.
func prefix(_ length: Int) -> [UInt8] { bigEndian(UInt32(truncatingIfNeeded: length)) }

func letters(_ count: Int) -> String {
  let alphabet = "abcdefghijklmnopqrstuvwxyz"
  let bytes = String(repeating: alphabet, count: count / 26 + 1).utf8.prefix(count)
  return String(decoding: bytes, as: UTF8.self)
}

extension Grader {
  /// Starts the lab with a framing, and first checks one message, whole and cut. Without that,
  /// other failures would get the wrong name.
  func launch(_ framing: Framing, weather: String? = nil) throws -> Server {
    let server = try launch("--framing", framing.rawValue, weather: weather)
    try say(framing == .fixed ? "good evening" : "€ 10 in gold", to: server, framing)
    if framing != .shutdown { try checkOneAfterAnother(server, framing) }
    let text = framing == .fixed ? "good evening" : "1§"
    let cuts = framing.cuts(of: framing.frame(text))
    for (number, cut) in cuts.enumerated()
    where number == 0 || cuts[number - 1].mistake != cut.mistake {
      try check(cut, of: text, server, framing)
    }
    return server
  }

  /// Sends one message as a new client, and expects the answer.
  func say(
    _ text: String, to server: Server, _ framing: Framing, else mistake: Mistake? = nil,
    instead: [(text: String, mistake: Mistake)] = []
  ) throws {
    let client = try server.connect("a client")
    client.send(framing.frame(text))
    if framing == .shutdown { client.finishSending() }
    do {
      try client.expect(
        framing.answers(text), else: mistake ?? .answersNoMessage,
        changed: mistake ?? .notInCapitals,
        cut: mistake ?? (framing == .shutdown ? .missesTheEnd : nil),
        suspects: instead.map { WrongReply($0.mistake, instead: framing.answers($0.text)) }
          + framing.suspects(text))
    } catch let finding as Finding {
      if framing == .prefixed { try checkByteOrder(server) }
      if finding.mistake == .answersNoMessage {
        if framing != .delimited { try checkFramingOption(server) }
        if framing != .shutdown { try checkLateness(client, framing, text) }
      }
      throw finding
    }
    if framing == .shutdown {
      try client.expectEnd(else: .neverCloses, changed: .answersWithoutFraming)
    }
    client.close()
  }

  /// Sends one message after another. If an answer has bytes too many, the next one shows them.
  private func checkOneAfterAnother(_ server: Server, _ framing: Framing) throws {
    let client = try server.connect("a client with two messages")
    for text in ["the first", "the second"] {
      client.send(framing.frame(text))
      try client.expect(
        framing.answers(text), else: text == "the first" ? .answersNoMessage : .answersFirstAlone,
        changed: .notInCapitals)
    }
    client.close()
  }

  /// Fails if the program reads lengths in the wrong byte order.
  private func checkByteOrder(_ server: Server) throws {
    let client = try server.connect("a client with the other byte order")
    client.send(prefix(5).reversed() + Array("hello".utf8))
    if client.first(of: ["\u{5}\0\0\0HELLO", "\0\0\0\u{5}HELLO"]) != nil {
      throw server.finding(
        .hostByteOrder, "it reads 05 00 00 00 as a length of 5", by: .whatCame)
    }
  }

  /// Fails if the program waits for CR LF, though it was started with another framing.
  private func checkFramingOption(_ server: Server) throws {
    let client = try server.connect("a client that sends CR LF")
    client.send("hello\r\n")
    if client.first(of: ["HELLO\r\n"], asleep: 1) != nil {
      throw server.finding(
        .ignoresFramingOption, "it answers a message that ends in CR LF", by: .whatCame)
    }
  }

  /// Fails if a message that got no answer gets it when the next one arrives.
  func checkLateness(_ client: Peer, _ framing: Framing, _ text: String) throws {
    client.send(framing.frame(text))
    let answer = String(decoding: framing.answers(text), as: UTF8.self)
    if client.first(of: [answer], asleep: 1) != nil {
      throw client.finding(.answersOnePieceLate, "the answer came with the second message")
    }
  }

  /// Sends texts that begin and end with characters that are often lost, then random texts.
  func checkWhatIsNoLetter(_ framing: Framing) throws {
    let server = try launch(framing)
    let characters = framing.awkwardCharacters
    // In a record, fill all 16 bytes, so that there's no padding.
    let middle = framing == .fixed ? "fourteen bytes" : "ab"
    for character in characters {
      let lost = [("ab", Mistake.changesTheText), ("a", .stopsAtNUL)]
      try say(
        "a\(character)b", to: server, framing, else: .changesTheText,
        instead: character == "\0" ? lost : [])
      let trimmed = [middle, character + middle, middle + character].map {
        ($0, Mistake.trimsTheText)
      }
      try say(
        character + middle + character, to: server, framing, else: .changesTheText, instead: trimmed
      )
      let alone = String(repeating: character, count: framing == .fixed ? 16 : 1)
      try say(alone, to: server, framing, else: .changesTheText)
    }
    var draw = Draw(for: server)
    let texts = (1...10).map { _ in draw.some(16, of: characters + ["a", "b", "1"]).joined() }
    for text in texts { try say(text, to: server, framing, else: .changesTheText) }
  }

  /// Sends random texts, cut in random places.
  private func checkDrawnPieces(_ framing: Framing, _ server: Server) throws {
    var draw = Draw(for: server)
    let texts = (1...10).map { _ in
      draw.some(16, of: framing.awkwardCharacters + ["a", "b", "1"]).joined()
    }
    let client = try server.connect("a client that sends pieces of any size")
    client.send(pieces: draw.pieces(of: texts.flatMap { framing.frame($0) }, atMost: 30))
    try client.expect(
      texts.flatMap { framing.answers($0) }, else: .oneMessageARecv, changed: .forgetsTheHalf,
      cut: .forgetsTheHalf)
  }

  /// Sends one message as many clients, cut in every place, and in many pieces.
  func checkHoweverItIsCut(_ framing: Framing) throws {
    let server = try launch(framing)
    for cut in framing.cuts(of: framing.frame(framing.text)) {
      try check(cut, of: framing.text, server, framing)
    }
    for size in [1, 2, 3, 5] {
      try check(piecesOf: size, [framing.text], server, framing, else: .forgetsTheHalf)
    }
  }

  private func check(
    _ cut: (index: Int, mistake: Mistake), of text: String, _ server: Server, _ framing: Framing
  ) throws {
    let message = framing.frame(text)
    let client = try server.connect("a client that pauses after byte \(cut.index)")
    client.send(message, cutAt: cut.index)
    if framing == .shutdown { client.finishSending() }
    let early = framing.answer(toPiece: message[..<cut.index])
    try client.expect(
      framing.answers(text), else: cut.mistake, changed: cut.mistake, cut: cut.mistake,
      suspects: framing == .shutdown || cut.mistake == .prefixSplit
        ? [] : [WrongReply(.pieceIsAMessage, instead: early)])
    client.close()
  }

  private func check(
    piecesOf size: Int, _ texts: [String], _ server: Server, _ framing: Framing,
    else mistake: Mistake
  ) throws {
    let stream = texts.flatMap { framing.frame($0) }
    let client = try server.connect("a client that sends \(size) at a time")
    let starts = stride(from: 0, to: stream.count, by: size)
    client.send(pieces: starts.map { Array(stream[$0...].prefix(size)) })
    if framing == .shutdown { client.finishSending() }
    try client.expect(
      texts.flatMap { framing.answers($0) }, else: mistake, changed: mistake, cut: mistake)
    client.close()
  }

  /// Sends three messages in one piece; two and a half; the rest and one more; pieces that end one
  /// message and begin the next; a flood; and whole messages with the end of the stream.
  func checkSeveralInOnePiece(_ framing: Framing) throws {
    let server = try launch(framing)
    let client = try server.connect("A")
    let three = framing.frame("one") + framing.frame("two") + framing.frame("three")

    client.sendAtOnce(three)
    try client.expect(
      framing.answers("one", "two", "three"), else: .oneMessageARecv, changed: .pieceIsAMessage,
      cut: .oneMessageARecv,
      suspects: [WrongReply(.answersOutOfOrder, instead: framing.answers("three", "two"))])

    client.sendAtOnce(three.dropLast(3))
    try client.expect(
      framing.answers("one", "two"), else: .oneMessageARecv, changed: .pieceIsAMessage)
    // The last one is shorter than the half that was searched before.
    client.sendAtOnce(three.suffix(3) + framing.frame("4"))
    try client.expect(
      framing.answers("three"), else: .forgetsTheHalf, changed: .forgetsTheHalf,
      cut: .forgetsTheHalf)
    try client.expect(framing.answers("4"), else: .oneMessageARecv, changed: .pieceIsAMessage)

    for size in [2, 3, 5, 7] {
      let texts = ["one", "four", framing.text]
      try check(piecesOf: size, texts, server, framing, else: .oneMessageARecv)
    }

    let flood = (1...5000).map { $0 % 10 == 0 ? "" : "message \($0)" }
    client.send(flood.flatMap { framing.frame($0) })
    try client.expect(
      flood.flatMap { framing.answers($0) }, else: .oneMessageARecv, changed: .forgetsTheHalf)
    if framing != .fixed { try checkMoreThanTheLimitAtOnce(framing, server) }
    try checkDrawnPieces(framing, server)

    client.sendAtOnce(three.dropLast(3), andEnd: true)
    try client.expect(
      framing.answers("one", "two"), else: .dropsOnHalfClose, cut: .dropsOnHalfClose)
    try client.expectEnd(else: .neverCloses, changed: .truncatedIsAMessage)
  }
}
