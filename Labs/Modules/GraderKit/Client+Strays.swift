// Sockets that a client has opened and left: they belong to no connection.

import Foundation

extension Client {
  /// Requires that the program has no TCP socket open that is no end of a connection, such as one on
  /// which connect has failed. Where one cannot look inside, nothing is found.
  public func expectNoStraySockets(else mistake: Mistake) throws {
    try expectFew("sockets without a connection", 0, else: mistake) { strays }
  }

  /// How many of its sockets the kernel lists nowhere; connected and listening ones it does list, and
  /// those that are not TCP.
  private var strays: Int {
    let kinds = ["tcp", "tcp6", "udp", "udp6", "unix", "netlink", "raw", "raw6", "packet", "icmp"]
    let listed = kinds.compactMap { Processes.text(of: "/proc/net/\($0)") }.joined(separator: " ")
    let words = Set(listed.split { $0 == " " || $0 == "\n" })
    return child.family.reduce(0) { count, member in
      let folder = "/proc/\(member)/fd"
      return count
        + Processes.list(folder).count { descriptor in
          let path = "\(folder)/\(descriptor)"
          let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
          guard let target, target.hasPrefix("socket:[") else { return false }
          return !words.contains(target.dropFirst(8).dropLast())
        }
    }
  }
}
