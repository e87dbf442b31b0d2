// Processes that share sockets. A worker is the running program again: here, this test program.

import Libc
import Sockets
import XCTest

final class WorkerTests: LoopbackTestCase {
  private var workers: Set<Int32> = []

  override func tearDown() {
    for worker in workers {
      kill(worker, SIGKILL)
      _ = try? Worker.wait()
    }
    workers = []
    super.tearDown()
  }

  // MARK: What a worker does

  /// In the process that `startWorker` starts, only this test runs: it reports over the first socket
  /// which of two numbers are open descriptors, then echoes.
  func testAProgramThatIsNoWorkerHasInheritedNothing() throws {
    let sockets = Worker.inheritedSockets
    guard let socket = sockets.first else {
      XCTAssertEqual(Worker.inheritedSockets, [])
      return
    }
    let numbers = try socket.recv(2)
    try socket.sendAll(numbers.map { fcntl(Int32($0), F_GETFD) == -1 ? 0 : 1 })
    let flags = sockets.map { UInt8(truncatingIfNeeded: fcntl($0.descriptor, F_GETFD)) }
    try socket.sendAll([UInt8(sockets.count)] + flags)
    let startsWorkers = (try? Worker.start(with: sockets)) != nil
    try socket.sendAll([startsWorkers ? 1 : 0])
    while case let bytes = try socket.recv(100), !bytes.isEmpty { try socket.sendAll(bytes) }
    exit(7)
  }

  // MARK: Starting

  func testAWorkerHasTheSocketsThatItWasGivenAndNoOthers() throws {
    let (here, there) = try newPair()
    let other = try copy(newSocket(), from: 200)
    let given = try copy(newSocket(), from: 210)

    _ = try startWorker(with: [there, given])
    try here.sendAll([UInt8(other.descriptor), UInt8(given.descriptor)])

    let areOpen = try receive(2, from: here)
    XCTAssertEqual(areOpen, [0, 1])
    let count = try receive(1, from: here)
    XCTAssertEqual(count, [2])
    // Processes that the worker starts don't inherit them.
    let flags = try receive(2, from: here)
    XCTAssertEqual(flags, [UInt8(FD_CLOEXEC), UInt8(FD_CLOEXEC)])
  }

  func testAWorkerStartsNoWorkers() throws {
    let (here, there) = try newPair()

    _ = try startWorker(with: [there])
    try here.sendAll([0, 1])

    let answers = try receive(5, from: here)
    XCTAssertEqual(answers.last, 0)
  }

  func testStartLeavesTheSocketsAsTheyWere() throws {
    let (_, there) = try newPair()

    _ = try startWorker(with: [there])

    XCTAssertEqual(fcntl(there.descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC)
  }

  // MARK: The lifeline

  func testTheEndOfAParentShowsAsAnEmptyRecvInItsWorker() throws {
    let (here, there) = try newPair()
    let worker = try startWorker(with: [there])
    hangUp(there)
    try here.sendAll([0, 1])
    _ = try receive(5, from: here)

    hangUp(here)

    let (ended, ending) = try waitForWorker()
    XCTAssertEqual(ended, worker)
    XCTAssertEqual(ending, "ended with status 7")
  }

  func testTheEndOfAWorkerShowsAsAnEmptyRecvInItsParent() throws {
    let (here, there) = try newPair()
    let worker = try startWorker(with: [there])
    hangUp(there)

    kill(worker, SIGKILL)

    let bytes = try here.recv(1)
    XCTAssertEqual(bytes, [])
  }

  // MARK: Waiting

  func testWaitTellsTheSignalThatKilledAWorker() throws {
    let (_, there) = try newPair()
    let worker = try startWorker(with: [there])

    kill(worker, SIGKILL)

    let (ended, ending) = try waitForWorker()
    XCTAssertEqual(ended, worker)
    XCTAssertEqual(ending, "was killed by signal 9")
  }

  func testWaitLeavesNothingOfAWorker() throws {
    let (_, there) = try newPair()
    let worker = try startWorker(with: [there])
    kill(worker, SIGKILL)

    _ = try waitForWorker()

    // A zombie's PID would still exist.
    XCTAssertEqual(kill(worker, 0), -1)
    XCTAssertEqual(errno, ESRCH)
  }

  // MARK: Helpers

  private func newPair() throws -> (Socket, Socket) {
    let (one, other) = try Socket.pair()
    return (try keep(one), try keep(other))
  }

  /// Starts this test program again, with only the first test above.
  private func startWorker(with sockets: [Socket]) throws -> Int32 {
    let test = "SocketsTests.WorkerTests/testAProgramThatIsNoWorkerHasInheritedNothing"
    #if canImport(Darwin)
      let words = ["-XCTest", test, Bundle(for: WorkerTests.self).bundlePath]
    #else
      let words = [test]
    #endif
    let worker = try Worker.start(
      with: sockets, arguments: CommandLine.arguments.prefix(1) + words)
    workers.insert(worker)
    return worker
  }

  private func waitForWorker() throws -> (worker: Int32, ending: String) {
    // On a background thread, because that has a deadline.
    let (worker, ending) = try Background { try Worker.wait() }.value()
    workers.remove(worker)
    return (worker, ending)
  }

  private func receive(_ count: Int, from socket: Socket) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let more = try socket.recv(count - bytes.count)
      if more.isEmpty { throw Missing("\(count) bytes, but only \(bytes)") }
      bytes += more
    }
    return bytes
  }
}
