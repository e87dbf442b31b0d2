// The host names a client is graded with. All of them stay on this machine.

import Sockets

/// Two names for a program to look up: one with two addresses, and one that doesn't exist.
public struct HostNames: Sendable {
  /// A name with several addresses on this machine, and those addresses in no order; nil if
  /// there's none.
  public let double: (name: String, hosts: [String])?
  /// A name that doesn't exist.
  public let unknown: String
  /// The words before a program's command that let the program look up these names.
  let wrapper: [String]
  /// Whether these are the grader's own names, rather than what this machine happens to have.
  package var areOwn: Bool { !wrapper.isEmpty }
  /// Extra variables in the program's environment.
  let variables: [String: String]

  /// Addresses of that name in the resolver's order, looked up as the program does it.
  public var order: [String] {
    guard let name = double?.name else { return [] }
    if !areOwn { return ((try? Address.lookup(name, 0)) ?? []).map(\.host) }
    let lines = Child.output(of: wrapper + ["getent", "ahosts", name]).split(separator: "\n")
    return lines.compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// The grader's own names if the system allows that, otherwise what this machine has.
  public static let here = own ?? thisMachines

  /// A hosts file that only the program sees, mounted over the machine's in a separate namespace:
  /// `unshare(1)`. nil if that is missing or refused, or has no effect.
  private static let own: HostNames? = {
    let script = """
      for file in hosts nsswitch.conf resolv.conf; do
        [ ! -e "/etc/$file" ] || mount --bind "$0/$file" "/etc/$file" || exit 1
      done
      exec "$@"
      """
    let folder = Subject.root.appendingPathComponent("Tests/Names").path
    let wrapper = [
      "unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", script, folder,
    ]
    let hosts = ["127.0.0.1", "127.0.0.2"]
    let look = try? Child.run(wrapper + ["getent", "ahosts", "two.test"], within: .patience)
    guard let look, hosts.allSatisfy(look.output.text.contains) else { return nil }
    return HostNames(
      double: ("two.test", hosts), unknown: "nowhere.test", wrapper: wrapper, variables: [:])
  }()

  private static let thisMachines: HostNames = {
    let hosts = ((try? Address.lookup("localhost", 0)) ?? []).map(\.host)
    // RFC 6761 reserves `.invalid`, but a resolver may still ask its name server: let it ask once.
    return HostNames(
      double: Set(hosts).count > 1 ? ("localhost", Array(Set(hosts)).sorted()) : nil,
      unknown: "nowhere.invalid", wrapper: [],
      variables: ["RES_OPTIONS": "timeout:1 attempts:1"])
  }()
}
