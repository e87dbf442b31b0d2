// What every lab needs and no lab is about: starting, saying where it listens, steps to write.

import Libc
import Sockets

/// Runs a lab: reads its arguments, calls `serve`, and turns an error into one sentence.
///
/// This must be the last statement of a lab's top-level code: it never returns, so nothing declared
/// below it is ever initialized. An error thrown from top-level code would print a stack trace.
///
/// - Parameter places: the positional arguments; most labs take a port.
public func run(
  _ serve: (Arguments) throws -> Void, places: Argument..., options: Argument...
) -> Never {
  let program = Program()
  let places = places.isEmpty ? [.port(default: program.port)] : places
  do throws(SocketError) {
    try Weather.check()
  } catch {
    log("\(program.lab): \(error)")
    exit(64)  // EX_USAGE of sysexits(3)
  }
  do throws(UsageError) {
    let arguments = try Arguments(
      CommandLine.arguments.dropFirst(), positional: places, options: options)
    if let extra = arguments.rest.first { throw UsageError("\(extra) is one argument too many") }
    do {
      try serve(arguments)
      exit(0)
    } catch let error as SocketError where error.addressInUse {
      log(
        """
        \(program.lab): port \(arguments.port) is in use, or rests after its last owner \
        (SO_REUSEADDR): stop the program that has it, or choose another, as in: \(program.lab) 0
        """)
    } catch {
      log("\(program.lab): \(error)")
    }
    exit(1)
  } catch {
    let usage = Arguments.usage(positional: places, options: options)
    log("\(program.lab): \(error)\nusage: \(program.lab) \(usage)")
    exit(64)
  }
}

/// Says on standard output that the program takes connections now, and where.
///
/// A grader waits for this line, so it goes out at once, into a pipe too (`print` would hold it).
public func announce(_ listener: Socket) throws(SocketError) {
  write("\(Program().lab) listening on \(try listener.localAddress)", to: STDOUT_FILENO)
}

/// Says something on standard error, at once: what a server does is nobody's input.
public func log(_ message: String) {
  write(message, to: STDERR_FILENO)
}

/// Writes bytes on standard output, all of them and nothing else. Where that cannot be, on a full
/// disk, it ends the program with a sentence and status 1.
public func output(_ bytes: [UInt8]) {
  if write(bytes, to: STDOUT_FILENO) { return }
  log("\(Program().lab): standard output: \(String(cString: strerror(errno)))")
  exit(1)
}

/// Stands where a step is still to be written: says which, and ends the program with status 78.
public func todo(
  _ step: Int, _ task: String, file: String = #filePath, line: Int = #line
) -> Never {
  log("\(location(file, line)): step \(step) is not written yet: \(task)")
  exit(78)  // EX_CONFIG of sysexits(3): graders know a step to be written by it
}

/// Does nothing for a while: `nanosleep(2)`.
public func sleep(seconds: Double) {
  let nanoseconds = Int((seconds > 0 ? min(seconds, 1e9) : 0) * 1e9)
  var wanted = timespec()
  wanted.tv_sec = nanoseconds / 1_000_000_000
  wanted.tv_nsec = nanoseconds % 1_000_000_000
  var left = timespec()
  // A signal interrupts it: then sleep what is left.
  while nanosleep(&wanted, &left) == -1, errno == EINTR { wanted = left }
}

/// One line, whole: `print` into a pipe keeps it back until the end, and loses it in a crash.
private func write(_ line: String, to descriptor: Int32) {
  _ = write(Array((line + "\n").utf8), to: descriptor)
}

/// Says whether all was written; if not, `errno` says why.
private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes {
      Libc.write(descriptor, $0.baseAddress, $0.count)
    }
    if count == -1, errno != EINTR { return false }
    written += max(count, 0)
  }
  return true
}
