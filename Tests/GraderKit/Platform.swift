// Where Linux and macOS, and their processors, differ. Every `#if` of this module stands here.

import Foundation
import Libc

enum Platform {
  #if canImport(Darwin)
    static var noActions: posix_spawn_file_actions_t? { nil }
    static var noAttributes: posix_spawnattr_t? { nil }
    static let descriptors = RLIMIT_NOFILE
    static func process(of info: siginfo_t) -> pid_t { info.si_pid }
    static func status(of info: siginfo_t) -> Int32 { info.si_status }
  #elseif canImport(Glibc)
    static var noActions: posix_spawn_file_actions_t { .init() }
    static var noAttributes: posix_spawnattr_t { .init() }
    static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    static func process(of info: siginfo_t) -> pid_t { info._sifields._sigchld.si_pid }
    static func status(of info: siginfo_t) -> Int32 { info._sifields._sigchld.si_status }
  #else
    static var noActions: posix_spawn_file_actions_t { .init() }
    static var noAttributes: posix_spawnattr_t { .init() }
    static let descriptors = RLIMIT_NOFILE
    static func process(of info: siginfo_t) -> pid_t {
      info.__si_fields.__si_common.__first.__piduid.si_pid
    }
    static func status(of info: siginfo_t) -> Int32 {
      info.__si_fields.__si_common.__second.__sigchld.si_status
    }
  #endif

  /// The folder of the built programs, where the test bundle is as well.
  static var products: URL {
    #if canImport(Darwin)
      Bundle(for: Child.self).bundleURL.deletingLastPathComponent()
    #else
      Bundle.main.bundleURL
    #endif
  }

  /// The numbers of the system calls in which a program waits, on this processor.
  #if arch(x86_64)
    static let calls = (0, 1, 43, 288, 45, 44, 23, 270, 7, 271, 232, 281, 35, 230, 202, 61, 42, 247)
  #else
    static let calls = (
      63, 64, 202, 242, 207, 206, -1, 72, -2, 73, -3, 22, 101, 115, 98, 260, 203, 95
    )
  #endif
}
