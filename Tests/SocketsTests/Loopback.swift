// What these tests share: sockets that are closed after a test, a thread with a deadline, a signal.

import Libc
import Sockets
import Synchronization
import XCTest

/// A test over loopback that closes all its sockets when it ends.
class LoopbackTestCase: XCTestCase {
  private var open: Set<Socket> = []

  override func tearDown() {
    for socket in open {
      // Wakes a thread that a failed test left blocked, before the descriptor is reused.
      _ = Libc.shutdown(socket.descriptor, Int32(SHUT_RDWR))
      socket.close()
    }
    open = []
    super.tearDown()
  }

  /// Closes the socket when the test ends, and lets no call on it block forever.
  func keep(_ socket: Socket) throws -> Socket {
    open.insert(socket)
    // Not with the module's own method: a bug there would leave the tests without a deadline.
    var time = timeval(tv_sec: 10, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      let size = socklen_t(MemoryLayout<timeval>.size)
      if setsockopt(socket.descriptor, SOL_SOCKET, option, &time, size) == -1 {
        throw Missing("timeout for \(socket)")
      }
    }
    return socket
  }

  /// Closes a kept socket now. Its descriptor may be reused, so tearDown must not close it again.
  func hangUp(_ socket: Socket) {
    open.remove(socket)
    socket.close()
  }

  func newSocket() throws -> Socket { try keep(Socket()) }

  func newListener(backlog: Int32 = 128) throws -> Socket {
    try keep(.createServer(Address("127.0.0.1", 0), backlog: backlog))
  }

  func newClient(of listener: Socket) throws -> Socket {
    let client = try newSocket()
    try client.connect(listener.localAddress)
    return client
  }

  func connectedPair() throws -> (client: Socket, server: Socket) {
    let listener = try newListener()
    let client = try newClient(of: listener)
    let server = try keep(listener.accept().client)
    hangUp(listener)
    return (client, server)
  }

  /// A connected pair whose kernel buffers are full within a few hundred kilobytes.
  func narrowPair() throws -> (client: Socket, server: Socket) {
    let pair = try connectedPair()
    try pair.client.setSendBufferSize(32_768)
    try pair.server.setReceiveBufferSize(32_768)
    return pair
  }

  /// A duplicate of the socket with a descriptor of at least `least`.
  func copy(_ socket: Socket, from least: Int32) throws -> Socket {
    var limit = rlimit()
    getrlimit(noFile, &limit)
    if limit.rlim_cur <= rlim_t(least) {
      limit.rlim_cur = min(limit.rlim_max, rlim_t(least) + 64)
      setrlimit(noFile, &limit)
    }
    let descriptor = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, least)
    try XCTSkipIf(descriptor == -1, "the limit on descriptors does not allow \(least)")
    return try keep(Socket(descriptor: descriptor))
  }

  /// Waits until the socket is readable, without using the call under test.
  func waitForBytes(_ socket: Socket) throws {
    var entry = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&entry, 1, 10_000) != 1 { throw Missing("bytes on \(socket)") }
  }
}

#if canImport(Darwin)
  let noFile = RLIMIT_NOFILE
#elseif canImport(Glibc)
  let noFile = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
#else
  let noFile = RLIMIT_NOFILE
#endif

/// Something that a test waited for and didn't get.
struct Missing: Error, CustomStringConvertible {
  let description: String

  init(_ what: String) { description = "there was no: \(what)" }
}

/// The error that the body throws. Throws `Missing` if it throws none.
func failure<Value>(_ body: () throws -> Value) throws -> SocketError {
  do {
    let value = try body()
    throw Missing("failure, but the value \(value)")
  } catch let error as SocketError {
    return error
  }
}

/// How long the body takes, whether it throws or not.
func seconds<Value>(_ body: () throws -> Value) -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  _ = try? body()
  return (clock.now - start) / .seconds(1)
}

private let seen = Atomic<Int>(0)
private let pause = Atomic<UInt32>(0)

/// Counts a signal while the body runs. Its handler replaces the default action, and takes this many
/// microseconds each time.
func counting(
  _ signal: Int32, lasting microseconds: UInt32 = 0, during body: () throws -> Void
) rethrows -> Int {
  seen.store(0, ordering: .sequentiallyConsistent)
  pause.store(microseconds, ordering: .sequentiallyConsistent)
  let handler: @convention(c) (Int32) -> Void = { _ in
    usleep(pause.load(ordering: .sequentiallyConsistent))
    seen.add(1, ordering: .sequentiallyConsistent)
  }
  var action = sigaction()
  var before = sigaction()
  #if canImport(Darwin)
    action.__sigaction_u.__sa_handler = handler
  #else
    action.__sigaction_handler.sa_handler = handler
  #endif
  sigaction(signal, &action, &before)
  defer { sigaction(signal, &before, nil) }
  try body()
  return seen.load(ordering: .sequentiallyConsistent)
}

/// A body that runs on its own thread.
final class Background<Value: Sendable>: Sendable {
  private let thread = Mutex<pthread_t?>(nil)
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let started = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  /// Keeps the thread alive, because signaling a thread that has exited is undefined.
  private let released = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread { [self] in
      thread.withLock { $0 = pthread_self() }
      started.signal()
      let result = Result { try body() }
      outcome.withLock { $0 = result }
      finished.signal()
      _ = released.wait(timeout: .now() + 30)
    }
    started.wait()
  }

  var isRunning: Bool { outcome.withLock { $0 == nil } }

  /// What the body returned or threw.
  func value() throws -> Value {
    defer { released.signal() }
    guard finished.wait(timeout: .now() + 10) == .success, let outcome = outcome.withLock({ $0 })
    else { throw Missing("end of the background thread in 10 s") }
    return try outcome.get()
  }

  /// Sends the thread signals, a millisecond apart, while the body runs, and returns how many it
  /// handled.
  func interrupt(atMost times: Int = 30, lasting microseconds: UInt32 = 0) throws -> Int {
    try counting(SIGUSR1, lasting: microseconds) {
      for hit in 1...times where isRunning {
        _ = thread.withLock { pthread_kill($0!, SIGUSR1) }
        let late = ContinuousClock.now + .seconds(10)
        while seen.load(ordering: .sequentiallyConsistent) < hit {
          if ContinuousClock.now > late { throw Missing("signal") }
          sched_yield()
        }
        usleep(1_000)
      }
    }
  }
}
