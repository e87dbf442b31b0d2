// The attacks on a grader, and the place where they are tried.

import Foundation
import GraderKit
import Sockets

/// One way in which a program can do harm: see Tests/Attacks/attacks.swift.
struct Attack: CustomStringConvertible {
  let way: String
  let target: String
  /// Whether it can be tried without the launcher, as a check: it harms only what the test owns, and
  /// works for any user.
  let isHarmless: Bool
  /// The port that the launcher takes for the program's own.
  let port: UInt16

  init(_ way: String, _ target: String = "", isHarmless: Bool = false, port: UInt16 = 1) {
    self.way = way
    self.target = target
    self.isHarmless = isHarmless
    self.port = port
  }

  var description: String { "\(way) \(target)" }
}

/// A secret file, a process, and a server that an attack must not reach, and a folder for a program.
final class Site {
  static let text = "a secret\n"

  /// What an attack says if it was forbidden, rather than tried in vain.
  static let denials = Set(
    [EACCES, EPERM, EXDEV].map { "denied: \(String(cString: strerror($0)))" })

  let secret: URL
  let scratch: URL
  let victim: Child
  let freePort: UInt16
  private let folder: URL
  private let program: URL
  private let listener: Socket
  private let port: UInt16

  init(in folder: URL) throws {
    self.folder = folder
    secret = folder.appendingPathComponent("secret")
    scratch = folder.appendingPathComponent("scratch")
    program = folder.appendingPathComponent("attacks")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let source = Subject.root.appendingPathComponent("Tests/Attacks/attacks.swift").path
    let build = try compile([source], ["-o", program.path])
    if build.ending != .exited(0) { throw CourseError(description: build.errors.text) }
    listener = try Socket.createServer(Address("127.0.0.1", 0))
    port = try listener.localAddress.port
    let free = try Socket.createServer(Address("127.0.0.1", 0))
    freePort = try free.localAddress.port
    free.close()
    victim = try Child(["/bin/sleep", "600"])
    try restore()
  }

  deinit { listener.close() }

  /// Undoes what an attack without the launcher has done.
  func restore() throws {
    victim.send(SIGCONT)
    try? FileManager.default.removeItem(at: scratch)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    for name in ["secret", "secret.new", "secret.folder"] {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    try Site.text.write(to: secret, atomically: true, encoding: .utf8)
  }

  /// What the attack said: `worked`, or `denied: ` with a reason.
  func outcome(of attack: Attack, isConfined: Bool) throws -> String {
    let lab = attack.way.hasPrefix("connect") ? Lab.client : Lab.threads
    let confinement = Confinement(scratch: scratch, readable: [program.path], lab: lab)
    // The launcher takes the first number for the program's port.
    let script = "cd \"$1\" && exec \"$2\" \"$3\" \"$4\""
    let words = [
      "/bin/sh", "-c", script, "\(attack.port)", scratch.path, program.path, attack.way,
      attack.target,
    ]
    let run = try Child.run(
      isConfined ? confinement.command(words) : words, within: .patience)
    return run.output.lines.first ?? run.summary
  }

  var attacks: [Attack] {
    let secret = secret.path
    let solution = Subject.products.appendingPathComponent("solution01").path
    let root = Subject.root.path
    let pid = "\(victim.pid)"
    let grader = "\(getpid())"
    return [
      // A secret file of the grader's: a solution, another submission, results, the built graders.
      "read", "append", "append-through-link", "read-through-link", "truncate", "link", "chmod",
      "touch", "watch", "rename", "remove",
    ].map { Attack($0, secret, isHarmless: true) }
      + [
        Attack("list", folder.path, isHarmless: true),
        Attack("create", "\(secret).new", isHarmless: true),
        Attack("mkdir", "\(secret).folder", isHarmless: true),
        Attack("read", "\(root)/Solutions/lab01-blocking-echo/main.swift", isHarmless: true),
        Attack("list", "\(root)/Solutions", isHarmless: true),
        Attack("read", "\(root)/.git/HEAD"),
        Attack("append", "\(root)/Package.swift"),
        Attack("create", "\(root)/new"),
        Attack("create", "/tmp/socket-labs-attack"),
        Attack("create", "/var/tmp/socket-labs-attack"),
        Attack("create", "/dev/shm/socket-labs-attack"),
        Attack("append", Subject.products.appendingPathComponent("confine").path),
        Attack("execute", solution),
        Attack("read", solution, isHarmless: true),
        Attack("read", "/etc/shadow"),
        Attack("append", "/etc/hosts"),
        Attack("create", "/etc/ld.so.preload"),
        Attack("list", "/root"),
        Attack("list", "/home"),
        Attack("append", "/dev/tty"),
        Attack("append", "/dev/ptmx"),
        Attack("read", "/proc/1/environ"),
        Attack("handle", "/etc/shadow"),
        Attack("device", "2048"),
      ]
      // The grader's process, or a program of another submission.
      + ["environment", "descriptor", "memory", "ask", "stop", "limit", "slow-down"].map {
        Attack($0, pid, isHarmless: true)
      }
      + ["trace", "peek", "take-descriptor", "kill"].map { Attack($0, pid) }
      + ["environment", "descriptor", "memory", "trace", "peek", "stop", "kill", "limit"].map {
        Attack($0, grader)
      }
      + [
        Attack("bind", "\(freePort)", isHarmless: true),
        Attack("connect", "\(port)", isHarmless: true),
        Attack("connect-multipath", "\(port)"),
        Attack("bind-multipath", "\(freePort)"),
        Attack("udp", "53", isHarmless: true),
        Attack("connect-unix", "/run/systemd/journal/stdout"),
        Attack("connect-unix", "@/tmp/.X11-unix/X0"),
        Attack("netlink"),
        Attack("packet"),
        Attack("shared-memory"),
        Attack("named-memory"),
        Attack("messages"),
        Attack("keys"),
        Attack("unshare"),
        Attack("clone-namespace"),
        Attack("mount", scratch.path),
        Attack("chroot", scratch.path),
        Attack("raise-limit"),
        Attack("io-uring"),
        Attack("bpf"),
        Attack("host-name"),
      ]
  }
}
