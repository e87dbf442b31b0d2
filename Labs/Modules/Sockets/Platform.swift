// Every difference between Linux and macOS: no other file of this module has an `#if`.

import Libc

enum Platform {
  #if canImport(Darwin)
    static let streamType = SOCK_STREAM
    static let stream = SOCK_STREAM
    static let tcp = IPPROTO_TCP
    /// On macOS `SO_LINGER` counts in clock ticks, not in seconds.
    static let linger = SO_LINGER_SEC
    /// macOS has no such flag; `prepare` sets an option on the socket instead.
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

  /// Sets close-on-exec on a new descriptor, and on macOS also `SO_NOSIGPIPE`: `fcntl(2)`.
  ///
  /// With that option, a send to a disconnected client fails instead of killing the process.
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

  /// Lets the programs that this process starts inherit the descriptor, or not: `FD_CLOEXEC`.
  static func setInheritable(_ descriptor: Int32, _ on: Bool) {
    _ = fcntl(descriptor, F_SETFD, on ? 0 : FD_CLOEXEC)
  }

  /// The path of this program's executable file.
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
        // After a rebuild, the name is gone or a different file; this link still works.
        return access(name, X_OK) == 0 ? name : "/proc/self/exe"
      #endif
    }
  }

  /// Makes an accepted socket blocking: on macOS it would inherit `O_NONBLOCK` from its listener.
  static func makeAcceptedBlock(_ descriptor: Int32) {
    #if canImport(Darwin)
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    #endif
  }

  /// Applies the receive timeout to `accept`, which ignores it on macOS: `poll(2)`.
  static func waitToAccept(_ listener: Socket) throws(SocketError) {
    #if canImport(Darwin)
      // If the descriptor is bad, accept itself fails.
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
  /// Converts a timeout in seconds; nil means no timeout, which the kernel writes as 0: `timeval`.
  ///
  /// It rounds up to whole microseconds, so that a very short timeout doesn't become 0.
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

  /// The timeout in seconds, or nil for 0.
  var timeout: Double? {
    tv_sec == 0 && tv_usec == 0 ? nil : Double(tv_sec) + Double(tv_usec) / 1e6
  }
}
