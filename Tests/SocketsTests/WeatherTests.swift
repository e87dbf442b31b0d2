// SOCKETS_WEATHER: its syntax, and what it does. A process reads it only once, so a test of its
// effects starts a worker, which is this test program again.

import Libc
import Sockets
import XCTest

final class WeatherTests: LoopbackTestCase {
  // MARK: What a worker does

  /// In the process that `report` starts, only this test runs: it makes calls on its second socket that
  /// the weather may affect, and reports the results over the first.
  func testAProgramThatIsNoWorkerHasFairWeather() throws {
    let sockets = Worker.inheritedSockets
    guard sockets.count == 2 else { return try Weather.check() }
    let ten = [UInt8](0..<10)
    var buffer = ten
    var lines: [String] = []
    func tell<Value>(_ what: String, _ body: () throws -> Value) {
      do { lines.append("\(what): \(try body())") } catch { lines.append("\(what): \(error)") }
    }
    tell("opens") { try Socket().descriptor > 2 }
    errno = 0
    tell("sends") { try sockets[1].send(ten) }
    tell("was interrupted") { errno == EINTR }
    tell("receives") { try sockets[1].recv(10).count }
    tell("receives into a buffer") { try sockets[1].recv(into: &buffer) }
    tell("sends all") { try sockets[1].sendAll(ten) }
    try sockets[1].setBlocking(false)
    for _ in 1...4 { tell("sends without waiting") { try sockets[1].send(ten) } }
    for _ in 1...2 { tell("receives without waiting") { try sockets[1].recv(2).count } }
    tell("sends a little") { try sockets[1].send([1]) }
    tell("sends as a newcomer") { try replaceAfterCut(sockets[1]).send([1]) }
    tell("meets itself") { try meetItself() }
    try sockets[0].sendAll(Array(lines.joined(separator: "\n").utf8))
    exit(0)
  }

  /// Cuts a send on a socket, then gives its descriptor to a new, non-blocking socket.
  private func replaceAfterCut(_ socket: Socket) throws -> Socket {
    let (newcomer, _) = try Socket.pair()
    _ = try socket.send([UInt8](0..<10))
    socket.close()
    try newcomer.setBlocking(false)
    if dup2(newcomer.descriptor, socket.descriptor) == -1 { throw Missing("second number") }
    return socket
  }

  /// Connects, selects, and accepts.
  private func meetItself() throws -> String {
    let listener = try newListener()
    errno = 0
    _ = try newClient(of: listener)
    let wasInterrupted = errno == EINTR
    let ready = try select(reading: [listener], timeout: 10).readable
    _ = try keep(listener.accept().client)
    return "\(ready.count), \(wasInterrupted)"
  }

  // MARK: What it does

  func testInFairWeatherAllIsTakenAtOnce() throws {
    let report = try report(in: "")

    XCTAssertEqual(
      report,
      [
        "opens: true", "sends: 10", "was interrupted: false", "receives: 10",
        "receives into a buffer: 10", "sends all: ()", "sends without waiting: 10",
        "sends without waiting: 10", "sends without waiting: 10", "sends without waiting: 10",
        "receives without waiting: 2", "receives without waiting: 2", "sends a little: 1",
        "sends as a newcomer: 1", "meets itself: 1, false",
      ])
  }

  func testSendsAreCutAndWhoDoesNotWaitIsToldThatHeWouldHaveTo() throws {
    let report = try report(in: "short-send=3")

    let full = "send: \(String(cString: strerror(EAGAIN))) (errno \(EAGAIN))"
    XCTAssertEqual(
      report,
      [
        "opens: true", "sends: 3", "was interrupted: false", "receives: 10",
        "receives into a buffer: 10", "sends all: ()", "sends without waiting: 3",
        "sends without waiting: \(full)", "sends without waiting: 3",
        "sends without waiting: \(full)", "receives without waiting: 2",
        "receives without waiting: 2", "sends a little: 1",
        "sends as a newcomer: 1",
        "meets itself: 1, false",
      ])
  }

  func testReceivesAreCut() throws {
    let report = try report(in: "short-recv=1")

    XCTAssertEqual(report[3...4], ["receives: 1", "receives into a buffer: 1"])
    XCTAssertEqual(report[10...11], [1, 1].map { "receives without waiting: \($0)" }[...])
    XCTAssertEqual(report[1], "sends: 10")
  }

  func testAfterAShortReceiveTheNextWouldBlockIfAskedFor() throws {
    let report = try report(in: "short-recv=1 would-block=1")

    XCTAssertEqual(report[10], "receives without waiting: 1")
    XCTAssertTrue(report[11].hasSuffix("(errno \(EAGAIN))"), report[11])
  }

  func testEverySecondSendFindsNoRoomIfItDoesNotWait() throws {
    let report = try report(in: "no-room=1")

    let full = "send: \(String(cString: strerror(EAGAIN))) (errno \(EAGAIN))"
    XCTAssertEqual(report[1], "sends: 10")
    XCTAssertEqual(report[5], "sends all: ()")
    let sends = [full, "10", full, "10"].map { "sends without waiting: \($0)" }
    XCTAssertEqual(Array(report[6...9]), sends)
    XCTAssertEqual(report[10], "receives without waiting: 2")
    XCTAssertEqual(report[12], "sends a little: \(full)")
    // The newcomer has the descriptor of a socket whose last send was refused.
    XCTAssertEqual(report[13], "sends as a newcomer: \(full)")
  }

  func testInterruptionsAreHidden() throws {
    let report = try report(in: "eintr=2")

    XCTAssertEqual(report[2], "was interrupted: true")
    XCTAssertEqual(report.last, "meets itself: 1, true")
    XCTAssertEqual(report.filter { $0.contains("errno") }, [])
  }

  func testAWeatherThatThereIsNotIsToldToWhoOpensASocket() throws {
    let report = try report(in: "short-send=3 snow")

    XCTAssertEqual(
      report.first,
      """
      opens: SOCKETS_WEATHER: "snow" isn't valid; write "short-send=3 short-recv=1 eintr=2", \
      each word at most once, with numbers from 1 to 1000000
      """)
  }

  // MARK: Syntax

  func testEachWordSetsItsNumber() throws {
    let weather = try Weather(
      " eintr=2\tshort-send=1000000 short-recv=1 no-process=3 would-block=1 no-room=1\nprocess-limit=4 "
    )

    XCTAssertEqual(weather.sendLimit, 1_000_000)
    XCTAssertEqual(weather.receiveLimit, 1)
    XCTAssertTrue(weather.isDry)
    XCTAssertTrue(weather.hasNoRoom)
    XCTAssertEqual(weather.failingStart, 3)
    XCTAssertEqual(weather.startLimit, 4)
    XCTAssertEqual(weather.interruptions, 2)
  }

  func testNothingAndWhiteSpaceAreFairWeather() throws {
    for text in ["", "  "] {
      let weather = try Weather(text)
      XCTAssertEqual(weather.sendLimit, .max)
      XCTAssertEqual(weather.receiveLimit, .max)
      XCTAssertEqual(weather.interruptions, 0)
    }
  }

  func testTheBadWordIsNamed() throws {
    let words = [
      "snow", "snow=1", "short-send", "short-send=", "short-send=three", "short-send=1.5",
      "short-send=0", "short-recv=-1", "eintr=1000001", "eintr=99999999999999999999",
      "short-send=3=3", "SHORT-SEND=3", "=3", "short-send=3,eintr=1", "short-recv=2",
    ]
    for word in words {
      let error = try failure { try Weather("short-recv=1 \(word) eintr=1") }
      let start = "SOCKETS_WEATHER: \"\(word)\" isn't valid; "
      XCTAssertTrue(error.description.hasPrefix(start), error.description)
    }
  }

  // MARK: Helpers

  /// Runs a worker in this weather, and returns its report.
  private func report(in weather: String) throws -> [String] {
    let (here, there) = try Socket.pair()
    let (peer, subject) = try Socket.pair()
    for socket in [here, there, peer, subject] { _ = try keep(socket) }
    try peer.sendAll([UInt8](0..<24))
    let test = "SocketsTests.WeatherTests/testAProgramThatIsNoWorkerHasFairWeather"
    #if canImport(Darwin)
      let words = ["-XCTest", test, Bundle(for: WeatherTests.self).bundlePath]
    #else
      let words = [test]
    #endif
    // This process has already read its own weather.
    setenv("SOCKETS_WEATHER", weather, 1)
    defer { unsetenv("SOCKETS_WEATHER") }
    _ = try Worker.start(
      with: [there, subject], arguments: CommandLine.arguments.prefix(1) + words)
    hangUp(there)
    var bytes: [UInt8] = []
    while case let more = try here.recv(65536), !more.isEmpty { bytes += more }
    _ = try Background { try Worker.wait() }.value()
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    if lines.count != 15 { throw Missing("whole report, but \(lines)") }
    return lines
  }
}
