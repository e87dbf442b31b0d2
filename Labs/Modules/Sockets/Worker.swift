// Processes: this program, started once more, with sockets that its parent has opened.

import Libc

/// A copy of this program that runs beside it: a worker.
///
/// It begins at the beginning, as every program does, and shares no memory with its parent. What it
/// has from it is its arguments and the sockets that it was given: two names for one and the same
/// socket, which is closed when both have closed it.
public enum Worker {
  /// The sockets that this process was started with, in their order; none in one that was started by
  /// anything else than `start`.
  ///
  /// To ask for them also sets them up: from then on they are closed in whatever this process starts.
  public static var inheritedSockets: [Socket] {
    guard let list = getenv(variable) else { return [] }
    return String(cString: list).split(separator: ",").compactMap { Int32($0) }.map { descriptor in
      // What the worker starts in its turn shall not have it.
      Platform.prepare(descriptor)
      return Socket(descriptor: descriptor)
    }
  }

  /// Starts this program once more, with the same arguments, and gives it these sockets:
  /// `posix_spawn(3)`. All others stay here.
  ///
  /// Call it from one thread: what another one starts at this moment would get the sockets too.
  ///
  /// - Returns: the worker's number, its PID.
  /// - Throws: also in a worker. One that takes itself for the parent would start workers that do so
  ///   too, and they others.
  public static func start(with sockets: [Socket]) throws(SocketError) -> Int32 {
    try start(with: sockets, arguments: CommandLine.arguments)
  }

  /// The same with other arguments, for this module's tests: they start themselves.
  package static func start(
    with sockets: [Socket], arguments words: [String]
  ) throws(SocketError) -> Int32 {
    if getenv(variable) != nil {
      throw SocketError("posix_spawn", EPERM, detail: "a worker starts no workers of its own")
    }
    // A program that is started keeps every descriptor that does not say "close on exec".
    for socket in sockets { Platform.setInheritable(socket.descriptor, true) }
    defer { for socket in sockets { Platform.setInheritable(socket.descriptor, false) } }
    let numbers = sockets.map { "\($0.descriptor)" }.joined(separator: ",")
    let arguments = words.map { strdup($0) } + [nil]
    let settings = (Platform.environment + ["\(variable)=\(numbers)"]).map { strdup($0) } + [nil]
    defer { for text in arguments + settings { free(text) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, try Platform.programPath, nil, nil, arguments, settings)
    if code != 0 { throw SocketError("posix_spawn", code) }
    return pid
  }

  /// Waits until one of the workers has ended, and says which and how: `waitpid(2)`.
  ///
  /// Until somebody does, the kernel keeps what is left of it: a zombie.
  public static func wait() throws(SocketError) -> (worker: Int32, ending: String) {
    var status: Int32 = 0
    let pid = try System.retrying("waitpid") { waitpid(-1, &status, 0) }
    // C's WIFEXITED and its like are macros, which Swift does not see.
    let signal = status & 0x7f
    let ending =
      signal == 0 ? "ended with status \(status >> 8 & 0xff)" : "was killed by signal \(signal)"
    return (pid, ending)
  }

  /// Tells a worker the numbers of the sockets that it was given.
  private static let variable = "SOCKETS_INHERITED"
}
