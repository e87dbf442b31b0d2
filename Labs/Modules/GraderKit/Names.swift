// The names of hosts that a client is graded with. None of them leads off this machine.

import Sockets

/// Two names that a program can look up: one that has two addresses, and one that nobody has.
public struct Names: Sendable {
  /// A name with several addresses of this machine, and these; nil where there is none.
  public let double: (name: String, hosts: [String])?
  /// A name that nobody has.
  public let unknown: String
  /// What stands before the command of a program that is to know them.
  let wrapper: [String]
  /// Whether these are the grader's own names, and not what this machine happens to know.
  package var areOwn: Bool { !wrapper.isEmpty }
  /// What its environment has besides.
  let variables: [String: String]

  /// The grader's own names where the system lets it have some, else what this machine knows.
  public static let here = own ?? thisMachines

  /// A hosts file that the program alone sees, put over the machine's in a namespace of its own:
  /// `unshare(1)`. nil where that is missing or refused, or has no effect.
  private static let own: Names? = {
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
    return Names(
      double: ("two.test", hosts), unknown: "nowhere.test", wrapper: wrapper, variables: [:])
  }()

  private static let thisMachines: Names = {
    let hosts = ((try? Address.lookup("localhost", 0)) ?? []).map(\.host)
    // RFC 6761 promises that nobody has such a name; a resolver may ask its name server all the
    // same, which has one chance to answer.
    return Names(
      double: Set(hosts).count > 1 ? ("localhost", Array(Set(hosts)).sorted()) : nil,
      unknown: "nowhere.invalid", wrapper: [],
      variables: ["RES_OPTIONS": "timeout:1 attempts:1"])
  }()
}
