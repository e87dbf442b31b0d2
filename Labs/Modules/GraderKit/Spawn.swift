// Starts a program: the one place of the graders that knows `posix_spawn`.

import Foundation
import Libc
import Synchronization

/// Only one thread at a time starts a program: between `pipe` and close-on-exec, another thread's
/// program would inherit the pipe and keep it open. Between a start and `Orphans.note`, the program
/// would be taken for an orphan.
let startTurn = Mutex(())

/// Why a program could not be started.
public struct SpawnError: Error, CustomStringConvertible {
  public let description: String
}

/// Starts a program in a process group of its own: `posix_spawnp(3)`.
///
/// Foundation's Process takes 50 times as long, and hangs while a grandchild lives.
///
/// - Parameters:
///   - streams: its standard input, output and error; nil is `/dev/null`.
///   - spares: how many extra open descriptors it inherits, so that its own have large numbers.
///   - extra: a descriptor that it inherits as `Child.extraDescriptor`.
///   - terminal: replaces the streams, as the controlling terminal of a new session.
/// - Returns: the PID, which is also the number of its group.
func spawn(
  _ command: [String], environment: [String: String]? = nil,
  streams: (input: Int32?, output: Int32?, errors: Int32?), spares: Int32 = 0,
  extra: Int32? = nil, terminal: String? = nil
) throws(SpawnError) -> pid_t {
  var actions = Platform.noActions
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (number, stream) in [(0, streams.input), (1, streams.output), (2, streams.errors)] {
    if let stream, terminal == nil {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
    } else {
      posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
    }
  }
  if let extra { posix_spawn_file_actions_adddup2(&actions, extra, Child.extraDescriptor) }
  for spare in 0..<spares { posix_spawn_file_actions_adddup2(&actions, 0, 3 + spare) }

  var attributes = Platform.noAttributes
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // The leader of a session already leads a group.
  let grouping = terminal == nil ? Int32(POSIX_SPAWN_SETPGROUP) : Platform.newSession
  posix_spawnattr_setpgroup(&attributes, 0)
  // The program must not inherit which signals the test runner blocks or ignores.
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  let flags = grouping | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
  posix_spawnattr_setflags(&attributes, Int16(flags))

  // A session's terminal is the first one that its leader opens. macOS opens the files before the
  // session starts, so a shell opens the terminal and then becomes the program.
  let script = "exec \"$@\" <> \"$0\" >&0 2>&0"
  let command = terminal.map { ["/bin/sh", "-c", script, $0] + command } ?? command
  let variables = environment ?? ProcessInfo.processInfo.environment
  let arguments = command.map { strdup($0) } + [nil]
  let settings = variables.map { strdup("\($0)=\($1)") } + [nil]
  defer { for text in arguments + settings { free(text) } }
  var pid = pid_t()
  let code = startTurn.withLock { _ in
    let code = posix_spawnp(&pid, command[0], &actions, &attributes, arguments, settings)
    if code == 0 { Orphans.note(pid) }
    return code
  }
  if code != 0 {
    throw SpawnError(
      description: "\(command[0]) does not start: \(String(cString: strerror(code)))")
  }
  return pid
}

/// Makes a pipe that no program inherits by accident: `pipe(2)`.
func makePipe() throws(SpawnError) -> (read: Int32, write: Int32) {
  var ends: [Int32] = [0, 0]
  let code = startTurn.withLock { _ in
    if pipe(&ends) == -1 { return errno }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return 0
  }
  if code != 0 { throw SpawnError(description: "pipe: \(String(cString: strerror(code)))") }
  return (ends[0], ends[1])
}

/// How many descriptors this process may have, and how many it may ask for.
package var descriptorLimits: (now: UInt64, most: UInt64) {
  var limit = rlimit()
  getrlimit(Platform.descriptors, &limit)
  return (UInt64(limit.rlim_cur), UInt64(limit.rlim_max))
}

/// How many processes, or threads, this user may have.
package var processLimit: UInt64 {
  var limit = rlimit()
  getrlimit(Platform.processes, &limit)
  return UInt64(limit.rlim_cur)
}

/// Raises the descriptor limit of this process and of what it starts, if the system allows it.
public func raiseDescriptorLimit(to wanted: UInt64) -> Bool {
  var limit = rlimit()
  getrlimit(Platform.descriptors, &limit)
  if limit.rlim_cur >= wanted { return true }
  limit.rlim_cur = min(rlim_t(wanted), limit.rlim_max)
  return setrlimit(Platform.descriptors, &limit) == 0 && limit.rlim_cur >= wanted
}
