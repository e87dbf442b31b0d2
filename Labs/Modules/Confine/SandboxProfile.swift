// macOS's sandbox: `sandbox-exec(1)`. This has only been type-checked, and never been run.

/// A profile that denies everything but what a graded program needs.
struct SandboxProfile {
  static let program = "/usr/bin/sandbox-exec"
  let text: String

  static let systemPaths = [
    "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec", "/usr/share", "/System",
    "/Library/Developer/CommandLineTools", "/Library/Frameworks", "/private/etc/hosts",
    "/private/etc/resolv.conf", "/private/etc/services", "/private/etc/protocols",
    "/private/var/db/dyld", "/private/var/db/timezone", "/dev/null", "/dev/zero", "/dev/urandom",
    "/dev/random",
  ]

  init(_ launch: Launch, _ scratch: String) {
    func paths(_ paths: [String]) -> String {
      paths.map { "(subpath \(SandboxProfile.quoted($0)))" }.joined(separator: " ")
    }
    let port = launch.port.map { $0 == 0 ? "*" : "\($0)" } ?? "*"
    let network =
      launch.isClient
      ? "(allow network-outbound (remote tcp \"localhost:\(port)\"))"
      : "(allow network-bind network-inbound (local tcp \"*:\(port)\"))"
    text = """
      (version 1)
      (deny default)
      (import "system.sb")
      (allow process-fork process-exec sysctl-read file-read-metadata)
      (allow signal (target same-sandbox))
      (allow file-read* \(paths(launch.allReadable + [scratch])))
      (allow file-map-executable \(paths(launch.allReadable + [scratch])))
      (allow file-write* \(paths([scratch])) (literal "/dev/null") (literal "/dev/zero"))
      \(network)
      """
  }

  /// A path as a string of the profile's language.
  private static func quoted(_ path: String) -> String {
    var text = "\""
    for character in path {
      if character == "\"" || character == "\\" { text += "\\" }
      text.append(character)
    }
    return text + "\""
  }
}
