// A launch: what the program may do, and how this process becomes the program.

import Libc

struct Launch {
  /// The program's working folder, the only one where it may write.
  var scratch = ""
  /// What it may read and execute besides the system: its own file, and those of its language.
  var readable: [String] = []
  /// Whether it connects to a port, rather than listening on one.
  var isClient = false
  var command: [String] = []

  /// The port that the program is given: the first word that is a number. nil if there's none.
  var port: UInt16? { command.dropFirst().lazy.compactMap { UInt16($0) }.first }

  /// Everything that the program may read and execute.
  var allReadable: [String] { Platform.systemPaths + Platform.runtimePaths + readable }

  /// Replaces this process. The PID stays.
  func becomeProgram() throws(Refusal) {
    guard let folder = realpath(scratch, nil) else { throw Refusal(call: "\(scratch)") }
    let scratch = String(cString: folder)
    if chdir(scratch) == -1 { throw Refusal(call: scratch) }
    // A core file would hold what the program had in memory, and take minutes to write.
    var none = rlimit()
    setrlimit(Platform.coreSize, &none)
    closeInherited()
    let variables = environment(in: scratch)
    let command = try Platform.confined(self, in: scratch)

    // execvp searches the PATH of this process, so that must be the program's.
    for variable in environmentVariables { unsetenv(String(variable.prefix { $0 != "=" })) }
    for variable in variables {
      if let copy = strdup(variable) { putenv(copy) }
    }
    let arguments = command.map { strdup($0) } + [nil]
    execvp(command[0], arguments)
    throw Refusal(call: command[0])
  }

  /// Closes every descriptor but the streams: the shell of the instructor may have left a file open,
  /// and the grader has its pipe. `/dev/null` stays, because graders use it to fill up low numbers.
  private func closeInherited() {
    guard let folder = opendir("/dev/fd") else { return }
    defer { closedir(folder) }
    var open: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if let number = Int32(name), number > 2, number != dirfd(folder) { open.append(number) }
    }
    var (null, status) = (stat(), stat())
    stat("/dev/null", &null)
    for descriptor in open where fstat(descriptor, &status) == 0 {
      if status.st_rdev != null.st_rdev || status.st_ino != null.st_ino { close(descriptor) }
    }
  }

  /// The variables that the program gets. The others may hold passwords and tokens.
  private func environment(in scratch: String) -> [String] {
    let names: Set = ["LANG", "LANGUAGE", "TZ", "TERM", "RES_OPTIONS", "SWIFT_BACKTRACE"]
    let prefixes = ["LC_", "SOCKETS_", "SOCKET_LABS_", "TSAN_OPTIONS", "PYTHON"]
    let kept = environmentVariables.filter { variable in
      names.contains(String(variable.prefix { $0 != "=" }))
        || prefixes.contains { variable.hasPrefix($0) }
    }
    // A shell takes the first program on the PATH that exists, even if it may not be read.
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = path.split(separator: ":").map(String.init).filter { folder in
      allReadable.contains { folder == $0 || folder.hasPrefix("\($0)/") }
    }
    return kept + [
      "PATH=\(folders.joined(separator: ":"))", "HOME=\(scratch)", "TMPDIR=\(scratch)",
      "PWD=\(scratch)",
    ]
  }
}
