// This module's system calls: a failed call throws, an interrupted one is retried.
// Most faults are injected here, so that most other files don't deal with them.

import Libc
import Synchronization

/// The system calls of this module, as functions that throw.
enum System {
  /// Makes a system call once, and throws its name and `errno` if it returns -1.
  @inline(__always) @discardableResult
  static func call<Result: SignedInteger>(
    _ name: String, _ body: () -> Result
  ) throws(SocketError) -> Result {
    let result = body()
    if result == -1 { throw SocketError(name, errno) }
    return result
  }

  /// Makes a system call that can block, and repeats it whenever a signal interrupts it: `EINTR`.
  ///
  /// Don't use it for `connect` and `close`: they take effect even when they're interrupted.
  @inline(__always) @discardableResult
  static func retrying<Result: SignedInteger>(
    _ name: String, _ body: () -> Result
  ) throws(SocketError) -> Result {
    var interruptions = Weather.today.interruptions
    while true {
      do throws(SocketError) {
        return try call(name) { interruptions > 0 ? Weather.interrupt(&interruptions) : body() }
      } catch {
        if error.code != EINTR { throw error }
      }
    }
  }

  static func socket(_ family: Int32) throws(SocketError) -> Int32 {
    try Weather.check()
    return try call("socket") { Libc.socket(family, Platform.stream, 0) }
  }

  static func socketpair() throws(SocketError) -> [Int32] {
    try Weather.check()
    var ends: [Int32] = [0, 0]
    try call("socketpair") { Libc.socketpair(AF_UNIX, Platform.stream, 0, &ends) }
    return ends
  }

  /// Connects once; throws `EINTR` if the kernel is still connecting.
  static func connect(_ descriptor: Int32, _ address: Address) throws(SocketError) {
    try call("connect") { address.withSockaddr { Libc.connect(descriptor, $0, $1) } }
    if Weather.today.interruptions > 0 { throw SocketError("connect", EINTR) }
  }

  static func recv(
    _ descriptor: Int32, _ buffer: UnsafeMutableBufferPointer<UInt8>
  ) throws(SocketError) -> Int {
    let count = try Weather.today.receivable(buffer.count, on: descriptor)
    return try retrying("recv") { Libc.recv(descriptor, buffer.baseAddress, count, 0) }
  }

  static func send(
    _ descriptor: Int32, _ buffer: UnsafeBufferPointer<UInt8>
  ) throws(SocketError) -> Int {
    let count = try Weather.today.sendable(buffer.count, on: descriptor)
    // Without the flag, a send to a client that has disconnected would kill the process (SIGPIPE).
    return try retrying("send") {
      Libc.send(descriptor, buffer.baseAddress, count, Platform.noSignal)
    }
  }

  static func close(_ descriptor: Int32, _ file: String, _ line: Int) {
    Weather.today.forget(descriptor)
    // There's nothing to do about another error: the descriptor is gone even after EINTR.
    if Libc.close(descriptor) == -1, errno == EBADF {
      reportSecondClose(of: descriptor, location(file, line))
    }
  }
}

/// A place in the source, relative to the top folder: `Labs/lab01-blocking-echo/main.swift:38`.
package func location(_ file: String, _ line: Int) -> String {
  "\(file.split(separator: "/").suffix(3).joined(separator: "/")):\(line)"
}

/// Whether the process has reported a second close.
private let hasReported = Mutex(false)

/// Reports once on standard error that a socket was closed twice. In a server with threads, the
/// number may already be another client's, and then no error shows.
private func reportSecondClose(of descriptor: Int32, _ location: String) {
  let isFirst = hasReported.withLock { hasReported in
    defer { hasReported = true }
    return !hasReported
  }
  if !isFirst { return }
  let line = "\(location): close: descriptor \(descriptor) isn't open; was it closed before?\n"
  _ = Array(line.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
