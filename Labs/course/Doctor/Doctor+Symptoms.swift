// The checks of `course doctor`.

import Foundation
import GraderKit
import Sockets

extension Symptom {
  /// In the order in which they are printed.
  static let all: [(name: String, look: @Sendable () -> Symptom)] = [
    // What every lab needs.
    ("course", { .good("\(course)") }), ("Swift", swift), ("loopback", loopback), ("ports", ports),
    // What few labs need.
    ("descriptors", descriptors), ("processes", processes), ("disk", disk), (".build", folder),
    // What graders can see.
    ("/proc", proc), ("sock_diag", connections), ("names", names),
    // What is convenient.
    ("python3", python), ("nc", netcat), ("UTF-8", characters),
  ]

  private static let course = CourseVersion()

  private static func swift() -> Symptom {
    guard let version = course.toolchain else {
      return .bad("the command swift is not there: https://www.swift.org/install")
    }
    if Int(version.prefix { $0 != "." }) ?? 0 >= 6 { return .good(version) }
    return .bad("\(version), and the course needs 6.0: https://www.swift.org/install")
  }

  private static func loopback() -> Symptom {
    do throws(SocketError) {
      let server = try Socket.createServer(Address("127.0.0.1", 0))
      defer { server.close() }
      try Socket.createConnection("127.0.0.1", server.localAddress.port, timeout: 2).close()
      return .good("a client and a server talk on 127.0.0.1, on any free port")
    } catch {
      return .bad(
        "programs can't talk on 127.0.0.1: \(error). Is the interface lo up, or does a sandbox or "
          + "a firewall forbid it?")
    }
  }

  private static func ports() -> Symptom {
    let taken = Lab.all.compactMap { lab in lab.defaultPort.map { (lab, $0) } }
      .filter { !isFree($0.1) && !isLeft($0.1) }
    guard let (lab, port) = taken.first else {
      return .good("the labs' ports, from 10001 on, are free")
    }
    let owners = taken.map { "\($0.1)" + (listener(on: $0.1).map { ", by \($0)" } ?? "") }
    return .lacking(
      "taken: \(owners.joined(separator: "; ")). Stop the program that has \(port), or choose "
        + "another port: swift run \(lab.name) 0")
  }

  private static func disk() -> Symptom {
    let facts = try? FileManager.default.attributesOfFileSystem(forPath: Subject.root.path)
    guard let free = (facts?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return .lacking(
        "this system doesn't say how much disk space is free; the course needs 300 MB")
    }
    let room = "\(grouped(Int(free / 1_000_000))) MB free"
    // Measured: a full build with tests takes 120 MB, or 190 MB with the copy for the tests.
    if free > 1_000_000_000 { return .good(room) }
    let advice =
      "\(room), but the course needs 300 MB: delete something, or the build, rm -r .build"
    return free > 100_000_000 ? .lacking(advice) : .bad(advice)
  }

  private static func folder() -> Symptom {
    FileManager.default.isWritableFile(atPath: Subject.products.path)
      ? .good("can be written to")
      : .bad("can't be written to: is \(Subject.root.path) yours? chown -R helps")
  }

  private static func descriptors() -> Symptom {
    let (now, most) = descriptorLimits
    // Lab 05 shows that select can't watch descriptor 1,024 or higher.
    if most >= 2048 {
      let more = now < most ? ", and \(limit(most)) when a program asks for them" : ""
      return .good(limit(now) + more)
    }
    return .lacking(
      "\(limit(most)), but lab 05 needs 2,048 to test select's limit, so that test is skipped. "
        + "The limit is ulimit -H -n")
  }

  private static func processes() -> Symptom {
    if processLimit >= 1000 { return .good(limit(processLimit)) }
    return .lacking(
      "\(limit(processLimit)) including threads, but lab 04 starts hundreds: ulimit -u 2000")
  }

  private static func limit(_ limit: UInt64) -> String {
    limit > UInt64(Int32.max) ? "unlimited" : grouped(Int(limit))
  }

  private static func proc() -> Symptom {
    Inspection.isPossible
      ? .good("graders see what a program is doing")
      : .lacking(
        "missing: graders wait longer, and can't say where a program is stuck")
  }

  private static func connections() -> Symptom {
    Connection.canBeAsked
      ? .good("graders can ask the kernel about one connection")
      : .lacking("the kernel doesn't report single connections, so graders take longer")
  }

  private static func names() -> Symptom {
    if HostNames.here.areOwn { return .good("lab 08 can use its own host names (unshare)") }
    if HostNames.here.double != nil {
      return .good("lab 08 uses localhost, which has two addresses here")
    }
    return .lacking(
      "no name has two addresses: a test of lab 08 is skipped. Add to /etc/hosts: ::1 localhost")
  }

  private static func python() -> Symptom {
    let output = Child.output(of: ["python3", "--version"])
    guard let words = output.firstMatch(of: #/Python (\d+\.(\d+)\S*)/#) else {
      return .lacking("isn't installed; some handouts use it, but no lab needs it")
    }
    if Int(words.2) ?? 0 >= 8 { return .good("\(words.1)") }
    return .lacking("\(words.1): the handouts' Python needs 3.8")
  }

  private static func netcat() -> Symptom {
    switch Netcat.tried() {
    case .works: .good("the command-line client that handouts use")
    case .differs:
      .lacking("doesn't support -N and -C as handouts use them: use course talk instead")
    case .isMissing: .lacking("isn't installed: use course talk instead")
    }
  }

  private static func characters() -> Symptom {
    let variables = ProcessInfo.processInfo.environment
    let language = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }
      .first { !$0.isEmpty }
    if let language, language.lowercased().contains(#/utf-?8/#) {
      return .good("\(printable(language))")
    }
    return .lacking(
      "the language of this terminal is \(printable(language ?? "not set")): an é of lab 06 may look "
        + "odd. export LANG=C.UTF-8")
  }
}
