// A program that tries to do harm in one way, and says whether it could: `attacks WAY TARGET`.
// It's for Linux alone: ConfinementTests runs it inside the launcher, and outside as a check.

#if !canImport(Darwin)

  import Glibc

  let way = CommandLine.arguments[1]
  let target = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : ""
  /// A process or a port.
  let number = Int(target) ?? 0

  /// Prints the outcome of a system call, and ends the program.
  func report(_ result: Int) -> Never {
    print(result < 0 ? "denied: \(String(cString: strerror(errno)))" : "worked")
    exit(0)
  }

  /// Any system call, by its number.
  func call(
    _ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0,
    _ f: Int = 0
  ) -> Int {
    typealias Function = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    guard let symbol = dlsym(nil, "syscall") else { return -1 }
    return unsafeBitCast(symbol, to: Function.self)(number, a, b, c, d, e, f)
  }

  /// The number of a system call on this processor.
  func code(_ x86: Int, _ arm: Int) -> Int {
    #if arch(x86_64)
      x86
    #else
      arm
    #endif
  }

  func open(_ path: String, _ flags: Int32) -> Int { Int(Glibc.open(path, flags, 0o644)) }

  /// Opens a file for reading, and reads a byte: some files of /proc refuse only that.
  func read(_ path: String) -> Int {
    let file = open(path, O_RDONLY)
    var byte: UInt8 = 0
    return file < 0 ? file : Glibc.read(Int32(file), &byte, 1)
  }

  /// Binds or connects a TCP socket, or one of another protocol.
  func useSocket(
    _ action: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32,
    kind: __socket_type = SOCK_STREAM, proto: Int32 = 0
  ) -> Int {
    let descriptor = socket(AF_INET, Int32(kind.rawValue), proto)
    if descriptor < 0 { return -1 }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(truncatingIfNeeded: number)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Int(action(descriptor, $0, size))
      }
    }
  }

  /// Connects to a Unix-domain socket. A name that begins with `@` is abstract.
  func connectUnix(_ name: String) -> Int {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    if descriptor < 0 { return -1 }
    var bytes = [UInt8](repeating: 0, count: 110)
    bytes[0] = UInt8(AF_UNIX)
    for (index, byte) in name.utf8.enumerated() { bytes[2 + index] = byte == 64 ? 0 : byte }
    let size = socklen_t(2 + name.utf8.count)
    return bytes.withUnsafeBytes { bytes in
      Int(connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, size))
    }
  }

  var buffer = [UInt8](repeating: 0, count: 4096)
  let space = buffer.withUnsafeMutableBytes { Int(bitPattern: $0.baseAddress) }
  let own = "attack-\(getpid())"

  switch way {
  // Files
  case "read": report(read(target))
  case "list": report(opendir(target) == nil ? -1 : 0)
  case "append": report(open(target, O_WRONLY | O_APPEND))
  case "create": report(open(target, O_WRONLY | O_CREAT))
  case "append-through-link":
    symlink(target, own)
    report(open(own, O_WRONLY | O_APPEND))
  case "read-through-link":
    symlink(target, own)
    report(read(own))
  case "truncate": report(Int(truncate(target, 0)))
  case "remove": report(Int(unlink(target)))
  case "rename": report(Int(rename(target, own)))
  case "link": report(Int(link(target, own)))
  case "mkdir": report(Int(mkdir(target, 0o755)))
  case "chmod": report(Int(chmod(target, 0o600)))
  case "touch": report(Int(utimes(target, nil)))
  case "execute":
    report(Int(execv(target, [strdup(target), strdup("--version"), nil])))
  case "watch":
    let watcher = inotify_init1(0)
    report(watcher < 0 ? -1 : Int(inotify_add_watch(watcher, target, 0xfff)))
  case "handle":
    // struct file_handle begins with the size of what follows.
    buffer[0] = 128
    let mount = space + 2048
    let name = strdup(target)
    let at = Int(bitPattern: name)
    if call(code(303, 264), Int(AT_FDCWD), at, space, mount, 0) < 0 { report(-1) }
    let folder = open("/", O_RDONLY)
    report(call(code(304, 265), folder, space, Int(O_RDONLY)))
  case "device": report(Int(mknod(own, S_IFBLK | 0o600, dev_t(number))))

  // Processes
  case "environment": report(read("/proc/\(number)/environ"))
  case "descriptor": report(open("/proc/\(number)/fd/0", O_RDONLY))
  case "memory": report(open("/proc/\(number)/mem", O_RDWR))
  case "trace": report(call(code(101, 117), 16, number))  // PTRACE_ATTACH
  case "peek":
    var piece = [space, 8]
    let pointer = piece.withUnsafeMutableBytes { Int(bitPattern: $0.baseAddress) }
    // Whether the address exists doesn't matter: EFAULT means that it was looked up.
    let result = call(code(310, 270), number, pointer, 1, pointer, 1)
    report(result < 0 && errno == EFAULT ? 0 : result)
  case "take-descriptor":
    let process = call(434, number)
    report(process < 0 ? -1 : call(438, process, 0))
  case "ask": report(Int(kill(pid_t(number), 0)))
  case "stop": report(Int(kill(pid_t(number), SIGSTOP)))
  case "kill": report(Int(kill(pid_t(number), SIGKILL)))
  case "limit":
    var limit = rlimit(rlim_cur: 64, rlim_max: 4096)
    let pointer = withUnsafePointer(to: &limit) { Int(bitPattern: $0) }
    report(call(code(302, 261), number, Int(RLIMIT_NOFILE.rawValue), pointer))
  case "slow-down": report(call(code(141, 140), 0, number, 19))  // setpriority

  // Network
  case "bind": report(useSocket(bind))
  case "connect": report(useSocket(connect))
  case "connect-multipath": report(useSocket(connect, proto: 262))
  case "bind-multipath": report(useSocket(bind, proto: 262))
  case "udp": report(useSocket(connect, kind: SOCK_DGRAM))
  case "connect-unix": report(connectUnix(target))
  case "netlink": report(Int(socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 4)))
  case "packet": report(Int(socket(17, Int32(SOCK_RAW.rawValue), 768)))

  // Memory and messages that outlive a process
  case "shared-memory": report(call(code(29, 194), 0, 4096, 0o1600))
  case "named-memory": report(Int(shm_open("/\(own)", O_RDWR | O_CREAT, 0o600)))
  case "messages": report(call(code(68, 186), 0, 0o1600))
  case "keys": report(call(code(250, 219), 0, -3, 1))

  // The kernel
  case "unshare": report(call(code(272, 97), 0x1000_0000))
  case "clone-namespace":
    let process = call(code(56, 220), 0x1000_0000 | Int(SIGCHLD))
    if process == 0 { _exit(0) }
    report(process)
  case "mount":
    report(Int(mount("none", target, "tmpfs", 0, nil)))
  case "chroot": report(Int(chroot(target)))
  case "raise-limit":
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_max += 1
    report(Int(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)))
  case "io-uring": report(call(425, 8, space))
  case "bpf": report(call(code(321, 280), 0, space, 64))
  case "host-name": report(Int(sethostname(own, own.utf8.count)))
  default: print("unknown")
  }
#endif
