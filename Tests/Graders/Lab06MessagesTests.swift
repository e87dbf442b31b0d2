// What lab 06 must do: find where a message ends, in four ways, and answer it in capitals.

import GraderKit
import XCTest

final class Lab06MessagesTests: Grader {
  override var oneAtATime: Mistake? { .oneClientBlocksTheOthers }

  // The server is given: only an uncaught error ends a connection.
  override var hangUp: Mistake { .dropsTheClient }

  override var silence: Mistake { .answersNoMessage }

  override var secondSilence: Mistake { .answersFirstAlone }

  @discardableResult
  override func greet(_ client: Peer, else mistake: Mistake? = nil) throws -> Peer {
    client.send("hello\r\n")
    do {
      try client.expect(
        "HELLO\r\n".utf8.map(\.self), else: mistake ?? silence, changed: .notInCapitals,
        suspects: Framing.delimited.suspects("hello"))
    } catch let finding as Finding where finding.mistake == .answersNoMessage {
      try checkLateness(client, .delimited, "hello")
      throw finding
    }
    return client
  }

  // MARK: Starting and stopping

  func testTakesThePortItIsGiven() throws { try checkTakesThePortItIsGiven() }
  func testListensOnLoopbackOnly() throws { try checkListensOnLoopbackOnly() }
  func testStartsAgainAtOnceOnTheSamePort() throws { try checkStartsAgainAtOnceOnTheSamePort() }
  func testTellsWhenItsPortIsInUse() throws { try checkTellsWhenItsPortIsInUse() }
  func testTellsWhenAnArgumentIsBad() throws { try checkTellsWhenAnArgumentIsBad() }
  func testEndsAtOnceOnASignal() throws { try checkEndsAtOnceOnASignal() }
  func testNoSocketIsClosedTwice() throws { try checkClosesNoSocketTwice() }

  // MARK: What comes back

  func testAnswersInTheFramingOfTheMessage() throws {
    try say("  in  between  ", to: launch(.fixed), .fixed, else: .trimsTheText)
    for framing in Framing.allCases where framing != .fixed {
      let server = try launch(framing)
      // The capitals have fewer bytes than the small letters, or more.
      for text in ["ılık", "ɐ, ɐ"] {
        try say(text, to: server, framing, else: .capitalsOfASCIIOnly)
      }
    }
    for framing in Framing.allCases { try checkWhatIsNoLetter(framing) }
  }

  func testCapitalizesAllOfUnicode() throws {
    for framing in Framing.allCases where framing != .fixed {
      let server = try launch(framing)
      try say("é, я, ω", to: server, framing, else: .capitalsOfASCIIOnly)

      // Languages differ: ß becomes SS, or stays as it is.
      server.ifItDies = .capitalsOneByOne
      let client = try server.connect("a client that sends ß")
      client.send(framing.frame("ß"))
      if framing == .shutdown { client.finishSending() }
      let capitals = ["SS", "ß", "ẞ"].map { framing.frame($0) }
      let came = client.look(atNext: framing.frame("ß").count)
      try client.expect(
        capitals.first { $0.starts(with: came) } ?? capitals[0], else: .capitalsOneByOne,
        changed: .capitalsOneByOne, cut: .capitalsOneByOne)
    }
  }

  // MARK: However the bytes are cut

  func testDelimitedHoweverItIsCut() throws { try checkHoweverItIsCut(.delimited) }
  func testFixedHoweverItIsCut() throws { try checkHoweverItIsCut(.fixed) }
  func testPrefixedHoweverItIsCut() throws { try checkHoweverItIsCut(.prefixed) }
  func testShutdownHoweverItIsCut() throws { try checkHoweverItIsCut(.shutdown) }

  func testSeveralDelimitedInOnePiece() throws { try checkSeveralInOnePiece(.delimited) }
  func testSeveralFixedInOnePiece() throws { try checkSeveralInOnePiece(.fixed) }
  func testSeveralPrefixedInOnePiece() throws { try checkSeveralInOnePiece(.prefixed) }

  func testHalfAMarkerIsText() throws {
    let server = try launch(.delimited)
    let client = try server.connect("A")
    func ask(_ text: String, changed mistake: Mistake) throws {
      let (message, answer) = (Framing.delimited.frame(text), Framing.delimited.answers(text))
      client.send(message)
      do {
        try client.expect(answer, else: .halfAMarker, changed: mistake)
      } catch let finding as Finding {
        let other = try server.connect("B")
        other.send(message)
        let text = String(decoding: answer, as: UTF8.self)
        if other.first(of: [text], asleep: 1) == nil { throw finding }
        throw client.finding(
          .answersFirstAlone, "the same message was answered when B sent it first")
      }
    }

    for text in ["a\nb", "a\rb", "a\n\rb"] { try ask(text, changed: .halfAMarker) }
    for text in [" a", "a ", "a\r", "\ra", "a\n", "\n", "\r", "\r\r"] {
      try ask(text, changed: .trimsTheText)
    }
    var draw = Draw(for: server)
    for _ in 1...20 {
      // No CR before an LF.
      try ask(draw.some(20, of: ["a", "\n", "\ra", "\0"]).joined(), changed: .halfAMarker)
    }
  }

  func testClientsWithHalfAMessageEachAreKeptApart() throws {
    for framing in Framing.allCases {
      let server = try launch(framing)
      server.ifItDies = .diesWithItsClient
      func begin(_ name: String) throws -> Peer {
        let client = try server.connect(name)
        client.send(pieces: [Array(framing.frame(name).prefix(7))])
        return client
      }
      var clients = try (1...9).map { try begin("client \($0)") }
      let broken = try begin("the client that resets")

      // One client resets, one finishes, and a new client gets their descriptor.
      server.reset(broken)
      let leaver = clients.remove(at: 4)
      leaver.finishSending()
      server.wait { leaver.hasStopped }
      clients.append(try begin("newcomer"))

      for client in clients {
        client.send(Array(framing.frame(client.name).dropFirst(7)))
        if framing == .shutdown { client.finishSending() }
        try client.expect(
          framing.answers(client.name), else: .mixesClientsUp, changed: .mixesClientsUp,
          cut: .mixesClientsUp)
      }
    }
  }

  func testSmallPiecesOfALongMessageCostLittle() throws {
    try requireInspection()
    let server = try launch(.delimited)

    /// The CPU time per single byte, when `count` bytes of its message came before.
    func cost(after count: Int) throws -> Double {
      let client = try server.connect("a client with \(count) bytes and single ones")
      client.send(pieces: [Array(letters(count).utf8)])
      var text = letters(count)
      let before = server.exactProcessorTime
      var cost = 0.0
      // If they are as expensive as that, a hundred are enough.
      while text.utf8.count < count + 500 && cost < 0.5 {
        client.send(pieces: letters(100).utf8.map { [$0] })
        text += letters(100)
        cost = server.exactProcessorTime - before
      }
      client.send("\r\n")
      try client.expect(
        Framing.delimited.answers(text), else: .answersNoMessage, changed: .forgetsTheHalf)
      return cost / Double(text.utf8.count - count)
    }
    var (short, long) = (0.0, 0.0)
    // Whatever disturbs the machine won't do so three times in a row.
    for _ in 1...3 {
      (short, long) = (try cost(after: 1000), try cost(after: 65_000))
      if long < 2.5 * short + 0.000_02 { return }
    }
    throw server.finding(
      .searchesAgain,
      "a single byte costs \(Int(short * 1e6)) µs of CPU time after 1,000 bytes of a message, and "
        + "\(Int(long * 1e6)) µs after 65,000 bytes")
  }

  // MARK: The length of a message

  func testDelimitedOfEveryLength() throws { try checkLengths(.delimited) }
  func testPrefixedOfEveryLength() throws { try checkLengths(.prefixed) }
  func testShutdownOfEveryLength() throws { try checkLengths(.shutdown) }

  func testTooLongForDelimitedEndsTheConnection() throws { try checkTooLong(.delimited) }
  func testTooLongForShutdownEndsTheConnection() throws { try checkTooLong(.shutdown) }

  func testTooLongForPrefixedEndsTheConnection() throws {
    let server = try launch(.prefixed)
    server.ifItDies = .trustsTheLength
    let limit = server.peakMemory + 64 << 20

    // First a length that any machine can bear.
    for length in [1 << 28, 1 << 24, 65537, 1 << 31, 1 << 32 - 1] {
      let client = try server.connect("a client that says \(length)")
      client.send(prefix(length))
      if length >> 31 == 1 { server.ifItDies = .lengthOverflows }
      try client.expectOver(
        else: length == 65537 ? .wrongLimit : server.ifItDies, answered: .pieceIsAMessage,
        suspects: [WrongReply(.lengthCutShort, instead: prefix(0))])
      if Inspection.isPossible {
        try server.expectPeakMemory(atMost: limit, else: .trustsTheLength)
      }
    }
    try say("still there", to: server, .prefixed)
  }

  // MARK: What is no message

  func testBytesThatAreNotTextEndTheConnection() throws {
    // An invalid byte, half a character, an overlong slash, half of a UTF-16 pair.
    let samples: [[UInt8]] = [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80]]
    for framing in Framing.allCases {
      let server = try launch(framing)
      server.ifItDies = .diesWithItsClient
      let descriptors = server.descriptors
      for sample in framing == .fixed ? Array(repeating: [0xc3, 0xa9], count: 4) : samples {
        let client = try server.connect("A")
        client.send(framing.frame(sample))
        if framing == .shutdown { client.finishSending() }
        try client.expectOver(
          else: .ignoresBadMessages,
          answered: framing == .fixed ? .takesMoreThanASCII : .answersBadBytes)
      }
      try server.expectDescriptors(atMost: descriptors + 3, else: .neverCloses)
      try say("still there", to: server, framing)
    }
  }

  func testABadMessageDoesNotHarmOtherClients() throws {
    for framing in Framing.allCases {
      let server = try launch(framing)
      server.ifItDies = .diesWithItsClient
      let message = framing.frame("hello")
      let other = try server.connect("A")
      other.send(pieces: [Array(message.prefix(3))])

      let bad = try server.connect("B")
      bad.send(framing.frame([0xff]))
      bad.finishSending()
      try bad.expectOver(else: .ignoresBadMessages, answered: .answersBadBytes)

      other.send(Array(message.dropFirst(3)))
      if framing == .shutdown { other.finishSending() }
      try other.expect(framing.answers("hello"), else: .mixesClientsUp, changed: .mixesClientsUp)
    }
  }

  func testNothingAfterABadMessageIsAnswered() throws {
    for framing in Framing.allCases where framing != .shutdown {
      let server = try launch(framing)
      let client = try server.connect("A")

      client.sendAtOnce(framing.frame([0xff]) + framing.frame("behind"))

      // A program that gets this far rejects a bad message alone, but not among others.
      try client.expectOver(
        else: .oneMessageARecv, answered: .ignoresBadMessages,
        suspects: [WrongReply(.answersBadBytes, instead: framing.frame("\u{fffd}"))])
    }
  }

  func testWhatComesBeforeABadMessageIsAnswered() throws {
    let good = "sixteen letters."
    for framing in Framing.allCases where framing != .shutdown {
      let server = try launch(framing)
      let bad = [framing.frame([0xff])] + (framing == .prefixed ? [prefix(1 << 24)] : [])
      for bad in bad {
        let client = try server.connect("A")
        client.sendAtOnce(framing.frame(good) + bad)
        try client.expect(framing.answers(good), else: .judgesTooSoon, cut: .judgesTooSoon)
        try client.expectOver(else: .ignoresBadMessages, answered: .answersBadBytes)
      }
    }
  }

  func testAMessageCutOffByTheEndGetsNoAnswer() throws {
    for framing in Framing.allCases where framing != .shutdown {
      let server = try launch(framing)
      server.ifItDies = .diesWithItsClient
      let message = framing.frame("sixteen letters.")
      for count in [0, 1, 3, 4, 10, message.count - 1] {
        let client = try server.connect("a client that leaves after byte \(count)")
        client.send(Array(message.prefix(count)))
        try client.finish(changed: .truncatedIsAMessage)
      }
      let client = try server.connect("B")
      client.send(message)
      try client.expect(
        framing.answers("sixteen letters."), else: .mixesClientsUp, changed: .mixesClientsUp)
      client.sendAtOnce(message.dropLast(), andEnd: true)
      try client.expectEnd(else: .neverCloses, changed: .truncatedIsAMessage)
    }
  }

  func testNoAnswerBeforeTheMessageIsWhole() throws {
    for framing in Framing.allCases {
      let server = try launch(framing)
      let client = try server.connect("A")
      let message = framing.frame(Array("hello".utf8) + [0xff])

      // A program that has answered by then has answered an incomplete message.
      client.send(message, cutAt: framing == .prefixed ? 9 : 5)
      client.finishSending()

      let repaired = [Array("HELLO\u{fffd}".utf8), Array("HELLO".utf8) + [0xff]]
      try client.expectOver(
        else: .ignoresBadMessages, answered: .pieceIsAMessage,
        suspects: repaired.map { WrongReply(.answersBadBytes, instead: framing.frame($0)) })
    }
  }
}
