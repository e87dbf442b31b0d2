// What lab 08 must do: fetch a page, or report in one sentence why it can't.

import GraderKit
import XCTest

final class Lab08ClientTests: Grader {
  override func meet() throws {
    let page = Page("hello, client\n")
    let door = try XCTUnwrap(Listener())
    let client = try start(arguments: [door.host, "\(door.port)", "--timeout", "\(ampleTimeout)"])
    let server = try client.accept(on: door)
    _ = try server.receiveRequest()
    server.answer(page)
    try client.expectPage(page)
  }

  func testAsksForThePathInAWholeRequest() throws {
    for path in [nil, "/news/today.html?page=2"] {
      let (client, _, request) = try visit(path)

      try client.expectRequest(request, for: path ?? "/")
    }
  }

  func testAsksInAWholeRequestWhenSendTakesThreeBytesAtATime() throws {
    let page = Page("hello, client\n")
    let door = try XCTUnwrap(Listener())
    let client = try launch(to: door, weather: "short-send=3")
    let server = try client.accept(on: door)

    let request = try server.receiveRequest(else: .partialSendDropped)

    try client.expectRequest(request, for: "/")
    server.answer(page)
    try client.expectPage(page)
  }

  func testAPageInSingleBytesIsWhole() throws {
    let page = Page("piece by piece\n")
    let (client, server, _) = try visit()

    server.send(pieces: page.bytes.map { [$0] })
    let isEarly = client.child.hasEnded()
    server.finishSending()

    // If it read everything, it missed the empty line, which arrived byte by byte.
    try client.expectPage(page, refused: isEarly ? .readsOnce : .markerSplit)
  }

  func testALargePageIsWhole() throws {
    let page = Page(pattern(2 << 20))

    try visit(answering: page).client.expectPage(page)
  }

  func testNoSocketIsClosedTwice() throws {
    let page = Page("hello, client\n")
    let client = try visit(answering: page).client

    try client.expectPage(page)
    try client.expectNoSecondClose()
  }

  func testAnEmptyPageIsAPage() throws {
    let page = Page("")

    try visit(answering: page).client.expectPage(page)
  }

  func testTheEndOfTheStreamIsTheEndOfThePage() throws {
    let page = Page("no line says how long this is\n", hasLength: false)

    try visit(answering: page).client.expectPage(
      page, cut: .waitsForContentLength, refused: .waitsForContentLength,
      stays: .waitsForContentLength)
  }

  func testEveryByteArrivesUnchanged() throws {
    let all = (0...255).map { UInt8($0) }
    let page = Page([10, 32] + all.reversed() + Array("\r\n\r\n".utf8) + all + [13, 10, 13, 10])

    try visit(answering: page).client.expectPage(page, cut: .changesThePage)
  }

  func testReportsTheStatusAndTheServerOnStandardError() throws {
    let page = Page(pattern(777), status: "HTTP/1.1 404 Not Found")
    let (client, server) = try visit(answering: page)

    try client.expectPage(page)
    try client.expectReport(on: page, from: server)
  }

  func testGivesUpOnASilentServer() throws {
    let door = try XCTUnwrap(Listener())
    let client = try launch(to: door, timeout: 1)
    let server = try client.accept(on: door)
    _ = try server.receiveRequest(gone: .givesUpTooSoon)

    try client.expectGivingUp(after: 1, at: door)
  }

  func testAPageThatStopsArrivingIsAnError() throws {
    let page = Page(pattern(1000))
    let (client, server, _) = try visit(timeout: 0.5)

    server.send(page.bytes.dropLast(500), cutAt: page.head.count + 100)

    try client.expectGivingUp(after: 0.5, half: page.body.dropLast(500))
  }

  func testAPageThatBreaksOffIsAnError() throws {
    let page = Page(pattern(1000))
    let (client, server, _) = try visit()

    server.send(page.bytes.dropLast(500), cutAt: page.head.count + 100)
    server.reset()

    try client.expectComplaint(half: page.body.dropLast(500), taken: .resetIsTheEnd)
  }

  func testRejectsAnAnswerThatIsNotHTTP() throws {
    let answers = [
      Array("SSH-2.0-OpenSSH_9.6\r\n\r\nwho are you?\r\n".utf8),
      Array("I speak no HTTP/1.0\r\n\r\nwhat now?\r\n".utf8),
      Array("HTTP 1.0 200 OK\r\n\r\nno slash\r\n".utf8),
      Array("HTTPS/1.0 200 OK\r\n\r\nnot plain\r\n".utf8), [0, 255, 254, 13, 10, 13, 10, 200],
      Array("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n".utf8), [],
    ]
    for answer in answers {
      let (client, server, _) = try visit()

      server.send(answer)
      server.finishSending()

      try client.expectComplaint(taken: .garbageIsAPage, stays: .neverEnds)
    }
  }

  func testWaitsForASlowServer() throws {
    let page = Page("slowly, but steadily, one piece after the other\n")
    try withTimeouts([0.5, 1, 3]) { timeout in
      let (client, server, _) = try visit(timeout: timeout)
      var last = server.cameAfter

      for start in stride(from: 0, to: page.bytes.count, by: 15) {
        client.wait(for: timeout / 2) { false }
        let before = client.now
        if client.child.hasEnded() && before < timeout {
          throw client.finding(.readsOnce, "the page was still arriving when the program ended")
        }
        server.send(Array(page.bytes[start...].prefix(15)))
        // If the grader was slow, the server was silent too long.
        if client.now - last >= timeout { return false }
        last = before
      }
      server.finishSending()
      if client.now - last >= timeout { return false }

      try client.expectPage(page, cut: .timeoutForTheVisit, refused: .timeoutForTheVisit)
      return true
    }
  }

  func testReportsARefusedConnection() throws {
    let door = try XCTUnwrap(Listener(.refuses))
    defer { withExtendedLifetime(door) {} }

    try launch(to: door).expectComplaint(stays: .retriesARefusal)
  }

  func testGivesUpWhenConnectGetsNoAnswer() throws {
    guard let door = Listener(.shut) else { throw skip("every port of this system answers") }
    defer { withExtendedLifetime(door) {} }

    try launch(to: door, timeout: 1).expectGivingUp(after: 1, stays: .connectHasNoTimeout)
  }

  func testTriesTheNextAddressWhenOneRefuses() throws {
    let page = Page("this address answers\n")
    for (doors, name) in try doors(.refuses) {
      let client = try launch(to: doors, of: name, others: "refuses", timeout: ampleTimeout)
      let server = try client.accept(on: doors[0], else: .firstAddressOnly)
      _ = try server.receiveRequest()
      try client.expectNoUnconnectedSockets(else: .leavesSocketOpen)

      server.answer(page)

      try client.expectPage(page)
      try client.expectReport(from: server)
    }
  }

  func testTriesTheNextAddressWhenOneStaysSilent() throws {
    let page = Page("this address answers\n")
    for (doors, name) in try doors(.shut) {
      try withTimeouts([0.5, 1, 3]) { timeout in
        let client = try launch(to: doors, of: name, others: "stays silent", timeout: timeout)
        let server = try client.accept(
          on: doors[0], else: .connectHasNoTimeout, asleep: timeout + 3)
        _ = try server.receiveRequest(gone: .givesUpTooSoon)

        server.answer(page)
        if client.now - server.cameAfter >= timeout { return false }

        try client.expectPage(page, refused: .givesUpTooSoon)
        return true
      }
    }
    try checkThatTheLastErrorIsReported()
  }

  /// Has the first address refuse and the last stay silent.
  private func checkThatTheLastErrorIsReported() throws {
    let (open, name) = try doors(.open)[0]
    let scout = try launch(to: open, of: name, others: "too", timeout: ampleTimeout)
    // The program itself shows the order in which it tries the addresses.
    guard open.count == 2, let first = scout.first(of: open),
      let last = open.first(where: { $0 !== first })
    else { return }
    scout.stop()
    guard let refusing = Listener(.refuses, host: first.host),
      let shut = Listener(.shut, host: last.host, port: refusing.port)
    else { return }

    let client = try launch(
      arguments: [name, "\(refusing.port)", "--timeout", "0.5"], names: .here)
    client.note("\(refusing.address) refuses, and then \(shut.address) stays silent")
    let words = try client.complaint(about: name)

    // This counts only if it reports the two errors in different words.
    let refused = try launch(to: refusing).complaint()
    if words == refused, try launch(to: shut, timeout: 0.5).complaint() != refused {
      throw client.finding(
        .reportsFirstError, "it reports the error of \(refusing.address): \(client.child.summary)")
    }
  }

  func testUsesTheFirstAddressThatAnswers() throws {
    let (open, name) = try doors(.open)[0]
    let order = HostNames.here.order
    let sorted = order.compactMap { host in open.first { $0.host == host } }
    guard let first = sorted.first else { throw skip("\(name) has no addresses") }
    let client = try launch(to: open, of: name, others: "too", timeout: ampleTimeout)

    let used = client.mostPreferred(of: sorted)

    // This counts only if the resolver still gives the same order.
    if used !== first && HostNames.here.order == order {
      let address = used.map { "\($0.address)" } ?? "neither"
      throw client.finding(
        used == nil ? .neverConnects : .lastAddressFirst,
        "lookup lists \(first.address) first, but your program connects to \(address)")
    }
  }

  func testReachesAnIPv6Server() throws {
    guard let door = Listener(host: "::1") else { throw skip("this machine has no ::1, no IPv6") }
    let page = Page("the same page, from a longer address\n")
    let client = try launch(to: door)
    let server = try client.accept(on: door, else: .oneFamilyOnly)
    _ = try server.receiveRequest()

    server.answer(page)

    try client.expectPage(page)
    try client.expectReport(from: server)
  }

  func testReportsAnUnknownHost() throws {
    let words = [HostNames.here.unknown, "80", "--timeout", "\(ampleTimeout)"]

    try launch(arguments: words, names: .here).expectComplaint()
  }

  func testTellsWhenAnArgumentIsBad() throws {
    let bad = [
      [], ["127.0.0.1"], ["127.0.0.1", "port"], ["127.0.0.1", "70000"],
      ["127.0.0.1", "9", "--no-such-option"], ["127.0.0.1", "9", "--timeout"],
      ["127.0.0.1", "9", "--timeout", "0"],
    ]
    for words in bad { try launch(arguments: words).expectUsage() }
  }
}
