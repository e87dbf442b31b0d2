// What a program keeps of its rights on Linux.

import Libc

extension Launch {
  /// Restricts this process, in the order in which each step is still allowed.
  func giveUpRights(in scratch: String) throws(Refusal) {
    giveUpCapabilities()
    // PR_SET_NO_NEW_PRIVS: from now on, no program that this process runs gains rights.
    if Platform.control(38, 1) != 0 { throw Refusal(call: "PR_SET_NO_NEW_PRIVS") }
    if Landlock.version > 0 {
      let rules = try Landlock()
      for path in allReadable { try rules.allow(.use, path) }
      for path in SystemPaths.devices { try rules.allow([.read, .write], path) }
      try rules.allow([.use, .write, .change], scratch)
      // Port 0 is any free port, which the kernel chooses.
      try rules.allow(.bind, 0)
      if let port { try rules.allow(isClient ? .connect : .bind, port) }
      try rules.enforce()
    }
    // PR_GET_SECCOMP fails if the kernel has no filters.
    if Calls.isKnown && Platform.control(21, 0) == 0 {
      try CallFilter(allowsDatagrams: isClient).enforce()
    }
  }

  /// Root without capabilities is a user like any other. Fails for other users, who have none.
  private func giveUpCapabilities() {
    // PR_SET_SECUREBITS: root gets none when it runs a program, and this can't be undone.
    _ = Platform.control(28, 0b1100_1111)
    // PR_CAP_AMBIENT_CLEAR_ALL, PR_CAPBSET_DROP.
    _ = Platform.control(47, 4)
    for capability: UInt in 0..<64 { _ = Platform.control(24, capability) }
  }
}

/// What every program may read. Not all of `/etc`: some of it is secret, and root could read it. Not
/// all of `/usr`: a course may be in `/usr/src` or `/usr/local`.
enum SystemPaths {
  static let all =
    programs + names + process + [
      "/dev/zero", "/dev/urandom", "/dev/random", "/sys/devices/system/cpu",
    ]

  static let devices = ["/dev/null", "/dev/zero"]

  private static let programs = [
    "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/usr/bin", "/usr/sbin", "/usr/lib",
    "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/share", "/usr/local/bin", "/usr/local/lib",
    "/usr/local/lib64", "/usr/local/share", "/etc/alternatives",
  ]

  private static let names = [
    "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ld.so.preload", "ld-musl-x86_64.path",
    "ld-musl-aarch64.path", "hosts", "host.conf", "nsswitch.conf", "resolv.conf", "gai.conf",
    "services", "protocols", "passwd", "group", "localtime", "timezone", "locale.conf",
    "mime.types", "os-release", "ssl/openssl.cnf", "ssl/certs", "python3",
  ].map { "/etc/\($0)" }

  /// `self` is the program's first process alone, because the link is followed now.
  private static let process = [
    "self", "cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems",
    "sys/vm/overcommit_memory", "sys/kernel/osrelease", "sys/kernel/cap_last_cap",
    "sys/net/core/somaxconn", "sys/net/ipv4/ip_local_port_range",
  ].map { "/proc/\($0)" }
}
