// What `course doctor` looks at, one thing after another.

import Foundation
import GraderKit
import Sockets

extension Symptom {
  /// In the order in which they are told.
  static let all = [
    version, swift, loopback, ports, descriptors, processes, disk, folder, proc, connections, names,
    python, netcat, characters,
  ]

  // MARK: What every lab needs

  private static let course = CourseVersion()

  private static func version() -> Symptom { Symptom(.good, "course", "\(course)") }

  private static func swift() -> Symptom {
    guard let version = course.toolchain else {
      return Symptom(.bad, "Swift", "the command swift is not there: https://www.swift.org/install")
    }
    let major = version.prefix { $0 != "." }
    if Int(major) ?? 0 >= 6 { return Symptom(.good, "Swift", version) }
    return Symptom(
      .bad, "Swift", "\(version), and the course needs 6.0: https://www.swift.org/install")
  }

  private static func loopback() -> Symptom {
    do throws(SocketError) {
      let server = try Socket.createServer(Address("127.0.0.1", 0))
      defer { server.close() }
      let client = try Socket(.inet)
      defer { client.close() }
      try client.connect(server.localAddress, timeout: 2)
      let (visitor, _) = try server.accept()
      defer { visitor.close() }
      try visitor.sendAll([42])
      _ = try client.recv(1)
      return Symptom(.good, "loopback", "a client and a server talk on 127.0.0.1, on any free port")
    } catch {
      return Symptom(
        .bad, "loopback",
        "programs cannot talk on 127.0.0.1: \(error). Is the interface lo up, or does a sandbox or "
          + "a firewall forbid it?")
    }
  }

  private static func ports() -> Symptom {
    let taken = Lab.all.compactMap { lab in lab.defaultPort.map { (lab, $0) } }
      .filter { !isFree($0.1) && !isLeft($0.1) }
    guard let (lab, port) = taken.first else {
      return Symptom(.good, "ports", "those of the labs, from 10001 on, are free")
    }
    let owners = taken.map { "\($0.1)" + (listener(on: $0.1).map { ", by \($0)" } ?? "") }
    return Symptom(
      .lacking, "ports",
      "taken: \(owners.joined(separator: "; ")). End who has \(port), or choose another port: "
        + "swift run \(lab.name) 0")
  }

  private static func disk() -> Symptom {
    let facts = try? FileManager.default.attributesOfFileSystem(forPath: Subject.root.path)
    guard let free = (facts?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return Symptom(.lacking, "disk", "nobody says how much room is free; the course takes 300 MB")
    }
    let room = "\(grouped(Int(free / 1_000_000))) MB free"
    // Measured: a build of all, with tests, is 120 MB, and with a copy for the tests 190.
    if free > 1_000_000_000 { return Symptom(.good, "disk", room) }
    return Symptom(
      free > 100_000_000 ? .lacking : .bad, "disk",
      "\(room), and the course takes 300 MB: delete something, or what was built, rm -r .build")
  }

  private static func folder() -> Symptom {
    let folder = Subject.root.appendingPathComponent(".build")
    let file = folder.appendingPathComponent("doctor-\(getpid())")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: file)
      try FileManager.default.removeItem(at: file)
      return Symptom(.good, ".build", "can be written to")
    } catch {
      return Symptom(
        .bad, ".build", "cannot be written to: is \(Subject.root.path) yours? chown -R helps")
    }
  }

  // MARK: What few labs want

  private static func descriptors() -> Symptom {
    let (now, most) = descriptorLimits
    // Lab 05 meets the end of select, which is at 1,024.
    if most >= 2048 {
      let more = now < most ? ", and \(count(most)) when a program asks for them" : ""
      return Symptom(.good, "descriptors", count(now) + more)
    }
    return Symptom(
      .lacking, "descriptors",
      "\(count(most)), and lab 05 wants 2,048 to see where select ends: its test is skipped. "
        + "The limit is ulimit -H -n")
  }

  private static func processes() -> Symptom {
    if processLimit >= 1000 { return Symptom(.good, "processes", "\(count(processLimit))") }
    return Symptom(
      .lacking, "processes",
      "\(count(processLimit)) with all threads, and lab 04 starts hundreds: ulimit -u 2000")
  }

  // MARK: What graders see

  private static func proc() -> Symptom {
    if Inspection.isPossible {
      return Symptom(
        .good, "/proc", "graders see what a program is doing")
    }
    return Symptom(
      .lacking, "/proc",
      "there is none: graders wait longer, and do not say where a program is stuck. On Linux they do"
    )
  }

  private static func connections() -> Symptom {
    if Connection.canBeAsked {
      return Symptom(.good, "sock_diag", "graders can ask the kernel about one connection")
    }
    return Symptom(
      .lacking, "sock_diag", "the kernel tells nothing of single connections: graders take longer")
  }

  private static func names() -> Symptom {
    if HostNames.here.areOwn {
      return Symptom(.good, "names", "lab 08 gets names of its own (unshare)")
    }
    if HostNames.here.double != nil {
      return Symptom(.good, "names", "lab 08 uses localhost, which has two addresses here")
    }
    return Symptom(
      .lacking, "names",
      "no name has two addresses: a test of lab 08 is skipped. Add to /etc/hosts: ::1 localhost")
  }

  // MARK: What is of use

  private static func python() -> Symptom {
    let said = Child.output(of: ["python3", "--version"])
    guard let words = said.firstMatch(of: #/Python (\d+\.(\d+)\S*)/#) else {
      return Symptom(
        .lacking, "python3", "is not there; handouts use it now and then, no lab needs it")
    }
    if Int(words.2) ?? 0 >= 8 { return Symptom(.good, "python3", "\(words.1)") }
    return Symptom(.lacking, "python3", "\(words.1): what handouts say of Python wants 3.8")
  }

  private static func netcat() -> Symptom {
    switch Netcat.tried() {
    case .works: Symptom(.good, "nc", "a client for the command line, as handouts use it")
    case .differs:
      Symptom(
        .lacking, "nc", "does not take -N and -C as handouts use them: use course talk instead")
    case .isMissing: Symptom(.lacking, "nc", "is not installed: use course talk instead")
    }
  }

  private static func characters() -> Symptom {
    let variables = ProcessInfo.processInfo.environment
    let language = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }
      .first { !$0.isEmpty }
    if let language, language.lowercased().contains(#/utf-?8/#) {
      return Symptom(.good, "UTF-8", "\(printable(language))")
    }
    return Symptom(
      .lacking, "UTF-8",
      "the language of this terminal is \(printable(language ?? "not set")): an é of lab 06 may look "
        + "odd. export LANG=C.UTF-8")
  }

  // MARK: How

  /// A limit, in words.
  private static func count(_ limit: UInt64) -> String {
    limit > UInt64(Int32.max) ? "as many as there is room for" : grouped(Int(limit))
  }
}
