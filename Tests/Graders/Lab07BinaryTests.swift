// What lab 07 must do: calculate, and speak binary.

import GraderKit
import XCTest

final class Lab07BinaryTests: Grader {
  override var oneAtATime: Mistake? { .oneClientBlocksTheOthers }

  // The server is given: only an uncaught error ends a connection.
  override var hangUp: Mistake { .dropsTheClient }

  override var silence: Mistake { .answersNoMessage }

  override var secondSilence: Mistake { .answersFirstAlone }

  @discardableResult
  override func greet(_ client: Peer, else mistake: Mistake? = nil) throws -> Peer {
    // Only the right layout gives this answer.
    let request = Request(300, "-", 7)
    client.send(request.bytes)
    let isRight = client.look(atNext: 9) == request.answer
    let silent = mistake ?? silence
    let mistake = isRight ? silent : request.guess(client, else: silent)
    try client.expect(request.answer, else: mistake, changed: mistake)
    if !isRight { throw client.finding(mistake, "the answer came too late, after more bytes") }
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

  // MARK: The calculation

  func testCalculates() throws {
    let server = try launch()
    let client = try server.connect("A")

    try check(
      client, Request(6, "*", 7), Request(1, "+", 2), Request(1, "-", 2), Request(7, "/", 2),
      Request(7, "%", 2), Request(0, "*", 5), Request(0, "/", 5),
      Request(0, "%", 5), Request(256, "+", 65536), Request(10, "/", 3),
      Request(-1, "+", -2), Request(-6, "*", 7), Request(-6, "*", -7), Request(5, "-", -6),
      Request(-8, "/", 2), Request(-1, "-", 0), Request(-256, "+", 255),
      Request(123_456_789, "/", 1), Request(123_456_789, "%", 1_000_000_000))
    // Numbers that look like the end of a line, a space, or the end of a text.
    let numbers = awkwardBytes.flatMap { byte in
      [[byte, 1, 1, 1], [1, 1, 1, byte], [byte, byte, byte, byte]].map {
        Int32(truncatingIfNeeded: $0.reduce(0) { $0 << 8 | Int($1) })
      }
    }
    for number in numbers { try check(client, Request(number, "-", 1), Request(1, "-", number)) }
  }

  func testDividesTowardZero() throws {
    let client = try launch().connect("A")

    try check(
      client, Request(-7, "/", 2), Request(7, "/", -2), Request(-7, "/", -2),
      Request(-7, "%", 2), Request(7, "%", -2), Request(-7, "%", -2), Request(-1, "/", 2))
  }

  func testCalculatesAtBothEndsOfTheRange() throws {
    let server = try launch()
    server.ifItDies = .overflowTraps
    let client = try server.connect("A")
    let (least, most) = (Int32.min, Int32.max)

    try check(
      client, Request(most, "*", most), Request(most, "+", 1), Request(most, "+", most),
      Request(least, "-", 1), Request(least, "+", least), Request(least, "*", least),
      Request(most, "*", least),
      Request(least, "/", -1), Request(least, "%", -1), Request(most, "/", -1))
  }

  func testAnswersADivisionByZeroAndContinues() throws {
    let server = try launch()
    server.ifItDies = .dividesByZero
    server.ifItHangsUp = .dividesByZero
    let client = try server.connect("A")

    try check(
      client, Request(1, "/", 0), Request(0, "/", 0), Request(Int32.min, "/", 0),
      Request(1, "%", 0),
      Request(6, "*", 7), else: .dividesByZero, wrong: .dividesByZero)
  }

  func testAnswersAnUnknownOperatorAndContinues() throws {
    let server = try launch()
    server.ifItDies = .refusesUnknownOperator
    server.ifItHangsUp = .refusesUnknownOperator
    let client = try server.connect("A")

    try check(
      client, Request(1, "x", 2), Request(1, "\0", 2), Request(1, "x", 0), Request(1, "\u{ff}", 2),
      Request(1, "&", 2), Request(6, "*", 7), else: .refusesUnknownOperator)
    for op in UInt8.min ... .max where !"+-*/%".utf8.contains(op) {
      try check(client, Request(1, Unicode.Scalar(op), 2), else: .refusesUnknownOperator)
    }
  }

  // MARK: The stream

  func testARequestMayArriveInAnyPieces() throws {
    let client = try launch().connect("A")
    let request = Request(-2, "*", 77)
    // A request that fails even in one piece has another mistake.
    try check(client, request)

    for cut in 1...8 {
      client.send(request.bytes, cutAt: cut)
      try expectAnswers(client, [request], else: .oneRecvIsARequest)
    }
    client.send(pieces: request.bytes.map { [$0] })
    try expectAnswers(client, [request], else: .oneRecvIsARequest)
  }

  func testAThousandRequestsMayArriveInOnePiece() throws {
    let client = try launch().connect("A")
    let requests = (1...1000).map { Request(Int32($0), "-", 1000) }
    try check(client, requests[0])

    client.sendAtOnce(requests.flatMap(\.bytes))

    // If it answers only one request, that may be the last one.
    let last = requests.suffix(2).reversed().map(\.answer)
    let isBackward = client.look(atNext: 18) == last[0] + last[1]
    try expectAnswers(
      client, requests, else: .oneMessageARecv,
      wrong: isBackward ? .answersOutOfOrder : .losesTheRest,
      suspects: isBackward ? [] : [WrongReply(.oneMessageARecv, instead: last[0])])
  }

  func testTheRestOfAPieceBeginsTheNextRequest() throws {
    let server = try launch()
    let client = try server.connect("A")
    let requests = [Request(1, "-", 2), Request(3, "-", 4), Request(5, "-", 6)]
    let bytes = requests.flatMap(\.bytes)
    try check(client, requests[0])

    for cut in [10, 17, 22] {
      let whole = cut / 9
      client.sendAtOnce(Array(bytes[..<cut]))
      try expectAnswers(
        client, Array(requests[..<whole]), else: .oneMessageARecv, wrong: .losesTheRest)
      client.send(Array(bytes[cut...]))
      try expectAnswers(
        client, Array(requests[whole...]), else: .losesTheRest, wrong: .losesTheRest)
    }

    var draw = Draw(for: server)
    let drawn = (1...200).map { _ in Request(drawnBy: &draw) }
    for request in drawn { try check(client, request) }
    client.send(pieces: draw.pieces(of: drawn.flatMap(\.bytes), atMost: 100))
    try expectAnswers(client, drawn, else: .oneMessageARecv, wrong: .losesTheRest)

    try checkTheRest(server, after: Request(1, "/", 0), else: .dividesByZero)
    try checkTheRest(server, after: Request(1, "x", 2), else: .refusesUnknownOperator)
  }

  func testAnswersAHundredThousandRequests() throws {
    let client = try launch().connect("A")
    let requests = (1...100_000).map { Request(Int32($0), "-", 7) }
    try check(client, requests[0])

    client.send(requests.flatMap(\.bytes))
    client.finishSending()

    // If it loses the rest of each piece, it still answers most of them.
    let areMany = client.look(atNext: 90_000).count == 90_000
    try expectAnswers(
      client, requests, else: areMany ? .losesTheRest : .oneMessageARecv, wrong: .losesTheRest)
    try client.expectEnd(else: .neverCloses)
  }

  func testATruncatedRequestGetsNoAnswer() throws {
    for cut in [1, 4, 8] {
      let server = try launch()
      server.ifItDies = .truncatedIsAMessage
      let client = try server.connect("A")
      let (whole, half) = (Request(6, "*", 7), Request(1, "+", 2))

      try check(client, whole)

      client.sendAtOnce(Array(half.bytes.prefix(cut)), andEnd: true)

      try client.expectEnd(else: .neverCloses, changed: .truncatedIsAMessage)
    }
  }

  // MARK: Many clients

  func testHalfRequestsOfManyClientsAreKeptApart() throws {
    let server = try launch()
    // Together the first pieces aren't a whole number of requests.
    let clients = try (1...23).map { try server.connect("client \($0)") }
    let requests = (1...23).map { Request(Int32($0), "-", 1000) }
    try check(clients[0], requests[0])

    for (number, client) in clients.enumerated() {
      client.send(pieces: [Array(requests[number].bytes.prefix(1 + number % 8))])
    }
    // With one inbox for all clients, other bytes come before B's.
    try check(
      server.connect("B"), Request(2, "+", 2), else: .mixesClientsUp, wrong: .mixesClientsUp)
    for (number, client) in clients.enumerated().reversed() {
      client.send(Array(requests[number].bytes.dropFirst(1 + number % 8)))
    }

    for (number, client) in clients.enumerated() {
      try expectAnswers(
        client, [requests[number]], else: .oneRecvIsARequest, wrong: .mixesClientsUp)
    }
  }

  func testAResetInTheMiddleOfARequestDoesNotHarmOtherClients() throws {
    let server = try launch()
    let other = try greet(server.connect("B"))
    let broken = try server.connect("A")
    broken.send(pieces: [[0, 0, 0]])

    server.ifItDies = .diesWithItsClient
    server.reset(broken)

    try check(other, Request(2, "+", 2), else: .oneClientBlocksTheOthers, wrong: .mixesClientsUp)
    try greet(server.connect("C", else: .diesWithItsClient))
  }

  func testIdleCostsNextToNothing() throws {
    try requireInspection()
    let server = try launch()
    let client = try greet(server.connect("A"))
    client.send(pieces: [[0, 0, 0]])

    try server.expectQuiet(share: 0.05, else: .spins)

    try client.finish(changed: .truncatedIsAMessage)
    try server.expectQuiet(share: 0.05, else: .ignoresEmptyRecv)
  }
}
