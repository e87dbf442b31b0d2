// Where a socket is: a host and a port.

import Libc

/// The address of one end of a connection, such as `127.0.0.1:10001` or `[::1]:80`.
public struct Address: Hashable, Sendable, CustomStringConvertible {
  /// The kind of address: four bytes or sixteen.
  public enum Family: Sendable {
    /// IPv4: `AF_INET`.
    case inet
    /// IPv6: `AF_INET6`.
    case inet6

    var code: Int32 { self == .inet ? AF_INET : AF_INET6 }
  }

  /// The address as the kernel takes it; only its first `length` bytes count.
  private var storage = sockaddr_storage()
  private var length = socklen_t(0)

  /// Names a host by its number: `"127.0.0.1"` is this machine's loopback, `"0.0.0.0"` every
  /// address that this machine has: `getaddrinfo(3)` with `AI_NUMERICHOST`.
  ///
  /// For a host that has a name, use `lookup`.
  public init(_ host: String, _ port: UInt16) throws(SocketError) {
    do throws(SocketError) {
      self = try Address.resolve(host, port, flags: AI_NUMERICHOST)[0]
    } catch {
      let detail = "\"\(host)\" is not an address in numbers; Address.lookup asks for names"
      throw SocketError(error.call, error.code, detail: error.nameNotFound ? detail : nil)
    }
  }

  /// Asks for all addresses of a name, in the order in which to try them: `getaddrinfo(3)`.
  public static func lookup(_ host: String, _ port: UInt16) throws(SocketError) -> [Address] {
    try resolve(host, port, flags: 0)
  }

  public var family: Family { Int32(storage.ss_family) == AF_INET6 ? .inet6 : .inet }

  /// The host as a number, such as `127.0.0.1`: `getnameinfo(3)` with `NI_NUMERICHOST`.
  public var host: String { numeric.host }

  public var port: UInt16 { numeric.port }

  public var description: String {
    let (host, port) = numeric
    return family == .inet6 ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  public static func == (a: Address, b: Address) -> Bool { a.numeric == b.numeric }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(host)
    hasher.combine(port)
  }
}

extension Address {
  /// An address still to be filled in by the kernel.
  init() {}

  /// Lends the address to a system call that reads it.
  func withSockaddr<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// Lends the storage to a system call that writes an address, and keeps what it wrote.
  mutating func fill<Result>(
    _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
  ) -> Result {
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
  }

  /// Never empty: a name without an address is an error.
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

  private var numeric: (host: String, port: UInt16) {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let code = withSockaddr {
      getnameinfo(
        $0, $1, &host, socklen_t(host.count), &port, socklen_t(port.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
    // Only an address that was never filled in has no host.
    if code != 0 { return ("", 0) }
    return (Address.string(host), UInt16(Address.string(port)) ?? 0)
  }

  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
