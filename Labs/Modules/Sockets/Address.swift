// The address of a socket: a host and a port, or the path of a Unix-domain socket.

import Libc

/// The address of one end of a connection, such as `127.0.0.1:10001` or `[::1]:80`: `sockaddr`.
public struct Address: Hashable, Sendable, CustomStringConvertible {
  /// The kind of address.
  public enum Family: Sendable {
    /// IPv4: `AF_INET`.
    case inet
    /// IPv6: `AF_INET6`.
    case inet6
    /// Unix-domain sockets, for programs on one machine: `AF_UNIX`.
    case unix

    var code: Int32 {
      switch self {
      case .inet: AF_INET
      case .inet6: AF_INET6
      case .unix: AF_UNIX
      }
    }
  }

  /// The address in the kernel's form; only its first `length` bytes count.
  private var storage = sockaddr_storage()
  private var length = socklen_t(0)

  /// Makes an address from a numeric host and a port: `getaddrinfo(3)` with `AI_NUMERICHOST`.
  ///
  /// `"127.0.0.1"` is this machine's loopback address, and `"0.0.0.0"` means all of its addresses.
  /// To look up a name, call `lookup`.
  public init(_ host: String, _ port: UInt16) throws(SocketError) {
    do throws(SocketError) {
      self = try Address.resolve(host, port, flags: AI_NUMERICHOST)[0]
    } catch {
      let detail = "\"\(host)\" isn't a numeric address; use Address.lookup for names"
      throw SocketError(error.call, error.code, detail: error.nameNotFound ? detail : nil)
    }
  }

  /// Makes the address of a Unix-domain socket: `unix(7)`.
  ///
  /// `bind` creates the file, and throws `addressInUse` if there is one. Closing the socket doesn't
  /// remove it.
  public init(path: String) throws(SocketError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    guard (1...room).contains(bytes.count), !bytes.contains(0) else {
      let detail = "a path has 1 to \(room) bytes, none of them 0, and this one has \(bytes.count)"
      throw SocketError("Address", bytes.count > room ? ENAMETOOLONG : EINVAL, detail: detail)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    withUnsafeMutableBytes(of: &storage) { storage in
      withUnsafeBytes(of: &address) { storage.copyMemory(from: $0) }
    }
    length = socklen_t(Address.pathOffset + bytes.count + 1)
  }

  /// Returns all addresses of a name, in the order to try them: `getaddrinfo(3)`.
  ///
  /// It blocks until the name server answers or the system gives up; you can't set a timeout.
  public static func lookup(_ host: String, _ port: UInt16) throws(SocketError) -> [Address] {
    try resolve(host, port, flags: 0)
  }

  public var family: Family {
    switch Int32(storage.ss_family) {
    case AF_INET6: .inet6
    case AF_UNIX: .unix
    default: .inet
    }
  }

  /// The numeric host, such as `127.0.0.1`, or the path: `getnameinfo(3)` with `NI_NUMERICHOST`.
  public var host: String { numeric.host }

  /// The port; 0 for a path.
  public var port: UInt16 { numeric.port }

  public var description: String {
    let (host, port) = numeric
    switch family {
    case .inet: return "\(host):\(port)"
    case .inet6: return "[\(host)]:\(port)"
    // A client that isn't bound has no path.
    case .unix: return host.isEmpty ? "a Unix-domain socket" : host
    }
  }

  public static func == (a: Address, b: Address) -> Bool { a.numeric == b.numeric }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(host)
    hasher.combine(port)
  }
}

extension Address {
  /// Makes an empty address, for `fill`.
  init() {}

  /// Passes the address to a system call that reads it.
  func withSockaddr<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// Passes the storage to a system call that writes an address into it.
  mutating func fill<Result>(
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
  ) -> Result {
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
  }

  /// Returns at least one address; a name that has none is an error.
  private static func resolve(
    _ host: String, _ port: UInt16, flags: Int32
  ) throws(SocketError) -> [Address] {
    var hints = addrinfo()
    hints.ai_flags = flags
    hints.ai_socktype = Platform.streamType
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    if code != 0 { throw SocketError("getaddrinfo", code) }
    defer { freeaddrinfo(list) }

    var addresses: [Address] = []
    var next = list
    while let entry = next?.pointee {
      var address = Address()
      address.length = entry.ai_addrlen
      withUnsafeMutableBytes(of: &address.storage) {
        $0.copyMemory(
          from: UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen)))
      }
      addresses.append(address)
      next = entry.ai_next
    }
    if addresses.isEmpty { throw SocketError("getaddrinfo", EAI_NONAME) }
    return addresses
  }

  private static let pathOffset = MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2

  private var numeric: (host: String, port: UInt16) {
    if family == .unix {
      let path = withUnsafeBytes(of: storage) { storage in
        storage[..<Int(length)].dropFirst(Address.pathOffset).prefix { $0 != 0 }.map(\.self)
      }
      return (String(decoding: path, as: UTF8.self), 0)
    }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let code = withSockaddr {
      getnameinfo(
        $0, $1, &host, socklen_t(host.count), &port, socklen_t(port.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
    // This fails only for an address that was never filled in.
    if code != 0 { return ("", 0) }
    return (Address.string(host), UInt16(Address.string(port)) ?? 0)
  }

  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
