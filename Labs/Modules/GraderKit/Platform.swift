// Where Linux and macOS, and their CPUs, differ. Every `#if` of this module is here.

import Foundation
import Libc

package enum Platform {
  #if canImport(Darwin)
    static var noActions: posix_spawn_file_actions_t? { nil }
    static var noAttributes: posix_spawnattr_t? { nil }
    static let newSession: Int32 = 0x400  // POSIX_SPAWN_SETSID
    static let descriptors = RLIMIT_NOFILE
    static let processes = RLIMIT_NPROC
    static func process(of info: siginfo_t) -> pid_t { info.si_pid }
    static func status(of info: siginfo_t) -> Int32 { info.si_status }
  #elseif canImport(Glibc)
    static var noActions: posix_spawn_file_actions_t { .init() }
    static var noAttributes: posix_spawnattr_t { .init() }
    static let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
    static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    static let processes = __rlimit_resource_t(6)  // RLIMIT_NPROC
    static func process(of info: siginfo_t) -> pid_t { info._sifields._sigchld.si_pid }
    static func status(of info: siginfo_t) -> Int32 { info._sifields._sigchld.si_status }
  #else
    static var noActions: posix_spawn_file_actions_t { .init() }
    static var noAttributes: posix_spawnattr_t { .init() }
    static let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID
    static let descriptors = RLIMIT_NOFILE
    static let processes: Int32 = 6  // RLIMIT_NPROC
    static func process(of info: siginfo_t) -> pid_t {
      info.__si_fields.__si_common.__first.__piduid.si_pid
    }
    static func status(of info: siginfo_t) -> Int32 {
      info.__si_fields.__si_common.__second.__sigchld.si_status
    }
  #endif

  /// Makes this process the parent of its descendants' orphans: `PR_SET_CHILD_SUBREAPER`.
  static func becomeSubreaper() -> Bool { control(36, 1) }

  /// Keeps other processes of this user from reading this one's memory and environment, and from
  /// opening its files: `PR_SET_DUMPABLE`.
  static func hideMemory() { _ = control(4, 0) }

  /// `prctl(2)`, which C declares with variable arguments, so Swift can't call it. False on macOS.
  private static func control(_ option: Int32, _ value: UInt) -> Bool {
    #if canImport(Darwin)
      return false
    #else
      typealias Function = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
      guard let symbol = dlsym(nil, "prctl") else { return false }
      return unsafeBitCast(symbol, to: Function.self)(option, value, 0, 0, 0) == 0
    #endif
  }

  /// The folder of the built programs and of the test bundle.
  static var products: URL {
    #if canImport(Darwin)
      // In the test bundle, or in a program beside it.
      let home = Bundle(for: Child.self).bundleURL
      return home.pathExtension == "xctest" ? home.deletingLastPathComponent() : home
    #else
      Bundle.main.bundleURL
    #endif
  }

  /// The command that runs some of the tests in the test bundle.
  package static func testRunner(_ tests: String) -> [String] {
    let bundle = products.appendingPathComponent("SocketLabsPackageTests.xctest").path
    #if canImport(Darwin)
      return ["/usr/bin/xcrun", "xctest", "-XCTest", tests, bundle]
    #else
      return [bundle, tests]
    #endif
  }

  /// Whether this process is a test runner that was asked for all tests.
  package static var runsAllTests: Bool {
    let arguments = CommandLine.arguments
    #if canImport(Darwin)
      return arguments.count == 2 && arguments[1].hasSuffix(".xctest")
    #else
      return arguments.count == 1 && arguments[0].hasSuffix(".xctest")
    #endif
  }

  /// The system, its version and its processor: `Linux 6.1.0 x86_64`, `macOS 15.5 arm64`.
  static var name: String {
    var names = utsname()
    uname(&names)
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    #if canImport(Darwin)
      let version = ProcessInfo.processInfo.operatingSystemVersion
      let system = "macOS \(version.majorVersion).\(version.minorVersion)"
    #else
      let system = "\(text(names.sysname)) \(text(names.release))"
    #endif
    return "\(system) \(text(names.machine))"
  }

  #if canImport(Darwin)
    package static let swiftc = ["/usr/bin/xcrun", "swiftc"]
  #else
    package static let swiftc = ["swiftc"]
  #endif

  /// How many seconds ago the last bytes arrived on a connection; nil if the system doesn't say.
  static func ageOfLastBytes(on descriptor: Int32) -> Double? {
    #if canImport(Darwin)
      return nil
    #elseif canImport(Glibc)
      // The beginning of Linux's tcp_info: number 13 is tcpi_last_data_recv, in milliseconds.
      var info = [UInt32](repeating: 0, count: 14)
      var size = socklen_t(info.count * 4)
      let result = getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size)
      return result == 0 && size == info.count * 4 ? Double(info[13]) / 1000 : nil
    #else
      return nil
    #endif
  }

  /// Opens a netlink socket to ask Linux about single connections, or returns -1.
  static func openDiagnosis() -> Int32 {
    #if canImport(Darwin)
      return -1
    #elseif canImport(Glibc)
      let protocolNumber: Int32 = 4  // NETLINK_SOCK_DIAG
      let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), protocolNumber)
      // Answers come at once or never.
      if descriptor >= 0 { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    #else
      return -1
    #endif
  }

  /// The system calls in which a program waits, by their numbers on this CPU.
  #if arch(x86_64)
    static let calls = [
      0: "read", 1: "write", 7: "poll", 19: "read", 20: "write", 23: "select", 34: "pause",
      35: "sleep", 42: "connect", 43: "accept", 44: "send", 45: "recv", 46: "send", 47: "recv",
      61: "wait", 128: "a wait for a signal", 130: "a wait for a signal", 202: "a lock",
      230: "sleep", 232: "epoll_wait", 247: "wait", 270: "select", 271: "poll", 281: "epoll_wait",
      288: "accept", 441: "epoll_wait",
    ]
  #else
    static let calls = [
      22: "epoll_wait", 63: "read", 64: "write", 65: "read", 66: "write", 72: "select", 73: "poll",
      95: "wait", 98: "a lock", 101: "sleep", 115: "sleep", 133: "a wait for a signal",
      137: "a wait for a signal", 202: "accept", 203: "connect", 206: "send", 207: "recv",
      211: "send", 212: "recv", 242: "accept", 260: "wait", 441: "epoll_wait",
    ]
  #endif
}
