// Where Linux and macOS differ. Every `#if` of this module stands here.

import Libc

enum Platform {
  #if canImport(Darwin)
    static let streamType = SOCK_STREAM
    static let stream = SOCK_STREAM
    static let tcp = IPPROTO_TCP
    /// `SO_LINGER` counts in clock ticks there.
    static let linger = SO_LINGER_SEC
    /// The socket itself is told instead, in `prepare`.
    static let noSignal: Int32 = 0
  #elseif canImport(Glibc)
    static let streamType = Int32(SOCK_STREAM.rawValue)
    static let stream = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    static let tcp = Int32(IPPROTO_TCP)
    static let linger = SO_LINGER
    static let noSignal = Int32(MSG_NOSIGNAL)
  #else
    static let streamType = SOCK_STREAM
    static let stream = SOCK_STREAM | SOCK_CLOEXEC
    static let tcp = Int32(IPPROTO_TCP)
    static let linger = SO_LINGER
    static let noSignal = Int32(MSG_NOSIGNAL)
  #endif

  /// Sets up a new descriptor: a program started later does not inherit it, and a send to a client
  /// that has left is an error, not the end of the process.
  static func prepare(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    #if canImport(Darwin)
      var on: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      // Without this, setting an option fails with EINVAL once the client has reset the connection.
      var late = so_np_extensions(
        npx_flags: UInt32(SONPX_SETOPTSHUT), npx_mask: UInt32(SONPX_SETOPTSHUT))
      let size = socklen_t(MemoryLayout<so_np_extensions>.size)
      setsockopt(descriptor, SOL_SOCKET, SO_NP_EXTENSIONS, &late, size)
    #endif
  }

  /// Whether a program that is started from here gets the descriptor as well.
  static func setInheritable(_ descriptor: Int32, _ on: Bool) {
    _ = fcntl(descriptor, F_SETFD, on ? 0 : FD_CLOEXEC)
  }

  /// The variables that this process was started with, as `NAME=VALUE`.
  static var environment: [String] {
    #if canImport(Darwin)
      var next = _NSGetEnviron().pointee
    #else
      // Swift sees no safe way to C's global variable of this name.
      typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
      var next = dlsym(nil, "environ")?.assumingMemoryBound(to: List?.self).pointee
    #endif
    var variables: [String] = []
    while let variable = next?.pointee {
      variables.append(String(cString: variable))
      next = next?.successor()
    }
    return variables
  }

  /// Where this program's own file is.
  static var programPath: String {
    get throws(SocketError) {
      var path = [CChar](repeating: 0, count: Int(PATH_MAX))
      #if canImport(Darwin)
        var size = UInt32(path.count)
        if _NSGetExecutablePath(&path, &size) != 0 {
          throw SocketError("_NSGetExecutablePath", ENAMETOOLONG)
        }
      #else
        if readlink("/proc/self/exe", &path, path.count - 1) == -1 {
          throw SocketError("readlink", errno)
        }
      #endif
      let name = String(
        decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      #if canImport(Darwin)
        return name
      #else
        // Built anew meanwhile, the file of that name is gone or another; this one is still the same.
        return access(name, X_OK) == 0 ? name : "/proc/self/exe"
      #endif
    }
  }

  /// Makes a socket that `accept` returned wait, whatever the listener does: Linux does so by
  /// itself, on macOS it begins with the listener's setting.
  static func makeAcceptedBlock(_ descriptor: Int32) {
    #if canImport(Darwin)
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    #endif
  }

  /// Makes `accept` keep the receive timeout: Linux does so by itself, macOS does not.
  static func waitToAccept(_ listener: Socket) throws(SocketError) {
    #if canImport(Darwin)
      // A descriptor that is none shows as such in accept itself.
      guard (try? listener.isBlocking) == true,
        let seconds = (try? listener.receiveTimeout).flatMap(\.self)
      else { return }
      guard try listener.wait(for: Int16(POLLIN), timeout: seconds) else {
        throw SocketError("accept", EAGAIN)
      }
    #endif
  }
}

extension timeval {
  /// A time to wait, in seconds; nil is "for ever", which the kernel writes as 0 and 0.
  ///
  /// A time too short for microseconds is rounded up: 0 would mean something else.
  init(timeout seconds: Double?) {
    guard let seconds else {
      self.init()
      return
    }
    let microseconds = Int((seconds > 0 ? min(seconds, 1e8) : 0) * 1e6 + 0.999_999)
    self.init()
    tv_sec = .init(microseconds / 1_000_000)
    tv_usec = .init(microseconds % 1_000_000)
  }

  /// The time in seconds, or nil for 0.
  var timeout: Double? {
    tv_sec == 0 && tv_usec == 0 ? nil : Double(tv_sec) + Double(tv_usec) / 1e6
  }
}
