// Where Linux and macOS differ: every `#if canImport` of this program is here.

import Libc

enum Platform {
  /// The folder of Swift's runtime, as the dynamic linker found it for this program: `dladdr(3)`.
  /// None if this program contains its runtime.
  static let runtimePaths: [String] = {
    typealias Function = @convention(c) (UnsafeRawPointer, UnsafeMutablePointer<Int>) -> Int32
    // The first of four pointers is the name of the library's file.
    var info = [0, 0, 0, 0]
    guard let dladdr = dlsym(anyLibrary, "dladdr"),
      let symbol = dlsym(anyLibrary, "swift_retain"),
      unsafeBitCast(dladdr, to: Function.self)(symbol, &info) != 0,
      let name = UnsafePointer<CChar>(bitPattern: info[0])
    else { return [] }
    let file = String(cString: name)
    guard file.hasSuffix(".so") || file.hasSuffix(".dylib"), let end = file.lastIndex(of: "/"),
      let folder = realpath(String(file[..<end]), nil)
    else { return [] }
    defer { free(folder) }
    return [String(cString: folder)]
  }()

  #if canImport(Darwin)
    static let coreSize = RLIMIT_CORE
    static let pathOnly = O_EVTONLY
    private static var anyLibrary: UnsafeMutableRawPointer? { .init(bitPattern: -2) }
    static let systemPaths = SandboxProfile.systemPaths

    static let rung =
      access(SandboxProfile.program, X_OK) == 0 ? "sandbox-exec" : "limits"

    static func call(_: Int, _: Int, _: Int, _: Int = 0, _: Int = 0) -> Int { -1 }
    static func control(_: Int32, _: UInt, _: UInt = 0) -> Int32 { -1 }

    /// The command to run instead of the program's.
    static func confined(_ launch: Launch, in scratch: String) throws(Refusal) -> [String] {
      rung == "limits"
        ? launch.command
        : [SandboxProfile.program, "-p", SandboxProfile(launch, scratch).text] + launch.command
    }
  #else
    #if canImport(Glibc)
      static let coreSize = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    #else
      static let coreSize = RLIMIT_CORE
    #endif
    static let pathOnly: Int32 = 0x20_0000  // O_PATH
    private static var anyLibrary: UnsafeMutableRawPointer? { nil }
    static let systemPaths = SystemPaths.all

    static var rung: String {
      Landlock.version >= 6 ? "landlock" : Landlock.version > 0 ? "landlock-files" : "limits"
    }

    /// Any system call: `syscall(2)`. C declares it with variable arguments, which Swift can't call.
    static func call(_ number: Int, _ a: Int, _ b: Int, _ c: Int = 0, _ d: Int = 0) -> Int {
      typealias Function = @convention(c) (Int, Int, Int, Int, Int) -> Int
      guard let symbol = dlsym(nil, "syscall") else { return -1 }
      return unsafeBitCast(symbol, to: Function.self)(number, a, b, c, d)
    }

    /// `prctl(2)`, with all five arguments: some options fail if the last ones aren't 0.
    static func control(_ option: Int32, _ a: UInt, _ b: UInt = 0) -> Int32 {
      typealias Function = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
      guard let symbol = dlsym(nil, "prctl") else { return -1 }
      return unsafeBitCast(symbol, to: Function.self)(option, a, b, 0, 0)
    }

    static func confined(_ launch: Launch, in scratch: String) throws(Refusal) -> [String] {
      try launch.giveUpRights(in: scratch)
      return launch.command
    }
  #endif
}
