// What all labs share: startup, messages, and marks for the steps that students write.

import Libc
import Sockets

/// Runs a lab: parses its arguments, calls `serve`, and prints an error as one sentence.
///
/// Make this the last statement of the top-level code. It never returns, so Swift never initializes
/// a variable declared below it.
///
/// - Parameter places: the positional arguments; by default, the port.
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
    if let extra = arguments.rest.first { throw UsageError("unexpected argument \(extra)") }
    do {
      try serve(arguments)
      exit(0)
    } catch let error as SocketError where error.addressInUse {
      log(
        """
        \(program.lab): port \(arguments.port) is in use, or in TIME_WAIT because SO_REUSEADDR isn't \
        set; stop the program that uses it, or let the kernel pick a free port: \(program.lab) 0
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

/// Prints the listener's address on standard output, as in `lab01 listening on 127.0.0.1:10001`.
///
/// Call it after `listen`. The graders connect as soon as they read this line.
public func announce(_ listener: Socket) throws(SocketError) {
  write("\(Program().lab) listening on \(try listener.localAddress)", to: STDOUT_FILENO)
}

/// Prints a line on standard error.
public func log(_ message: String) {
  write(message, to: STDERR_FILENO)
}

/// Writes exactly these bytes to standard output.
///
/// If it can't, for example because the disk is full, it prints why and exits with status 1.
public func output(_ bytes: [UInt8]) {
  if write(bytes, to: STDOUT_FILENO) { return }
  log("\(Program().lab): standard output: \(String(cString: strerror(errno)))")
  exit(1)
}

/// Marks a step that you haven't written yet: prints the step, and exits with status 78.
public func todo(
  _ step: Int, _ task: String, file: String = #filePath, line: Int = #line
) -> Never {
  log("\(location(file, line)): step \(step) is not written yet: \(task)")
  exit(78)  // EX_CONFIG of sysexits(3): it tells graders that a step isn't written
}

/// Pauses the calling thread: `nanosleep(2)`.
public func sleep(seconds: Double) {
  let nanoseconds = Int((seconds > 0 ? min(seconds, 1e9) : 0) * 1e9)
  var wanted = timespec()
  wanted.tv_sec = nanoseconds / 1_000_000_000
  wanted.tv_nsec = nanoseconds % 1_000_000_000
  var left = timespec()
  // If a signal interrupts it, sleep for the time that's left.
  while nanosleep(&wanted, &left) == -1, errno == EINTR { wanted = left }
}

/// Writes a line at once; `print` to a pipe would buffer it, and lose it in a crash.
private func write(_ line: String, to descriptor: Int32) {
  _ = write(Array((line + "\n").utf8), to: descriptor)
}

/// Writes all bytes; returns false and sets `errno` if it can't.
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
