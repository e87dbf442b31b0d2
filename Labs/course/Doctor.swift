// `course doctor`: what this machine has for the course, and what it lacks.

import Foundation
import GraderKit
import Sockets

extension Command {
  static let doctor = Command(
    name: "doctor", synopsis: "",
    sentence: "what this machine has for the course, and lacks"
  ) { _ in
    var signs: Set<Fact.Sign> = []
    for find in Fact.all {
      let fact = find()
      signs.insert(fact.sign)
      say(fact.line)
    }
    let isBad = signs.contains(.bad)
    say(
      isBad
        ? "\nThe course cannot be taken here yet: see what stands behind !!"
        : signs.contains(.lacking)
          ? "\nThe course can be taken here. What stands behind -- is missed now and then."
          : "\nThe course can be taken here.")
    return isBad ? 1 : 0
  }
}

/// Something about this machine that bears on the course.
private struct Fact {
  enum Sign: String {
    case good = "ok"
    /// The course can do without.
    case lacking = "--"
    case bad = "!!"
  }

  let sign: Sign
  let name: String
  /// What is so, and if it is not good, what to do.
  let text: String

  init(_ sign: Sign, _ name: String, _ text: String) {
    self.sign = sign
    self.name = name
    self.text = text
  }

  /// As it is printed: in 80 columns, more text under its beginning.
  var line: String {
    let style: Style = sign == .good ? .good : sign == .bad ? .bad : .doubtful
    var lines = [""]
    for word in text.split(separator: " ") {
      let isNew = lines[lines.count - 1].count + 1 + word.count > 60
      if isNew { lines.append("") }
      lines[lines.count - 1] += lines[lines.count - 1].isEmpty ? word : " \(word)"
    }
    let margin = "\n" + String(repeating: " ", count: 19)
    let start = "  \(sign.rawValue.styled(style))  \(name.padded(to: 13))"
    return start + lines.joined(separator: margin)
  }

  static let all = [
    swift, loopback, ports, descriptors, processes, disk, folder, proc, connections, names,
    python, netcat, characters,
  ]

  // MARK: What nobody can do without

  private static func swift() -> Fact {
    let said = output(of: ["swift", "--version"])
    guard let words = said.firstMatch(of: #/Swift version ((\d+)\.\d+(\.\d+)?)/#) else {
      return Fact(.bad, "Swift", "the command swift is not there: https://www.swift.org/install")
    }
    if Int(words.2) ?? 0 >= 6 { return Fact(.good, "Swift", "\(words.1)") }
    return Fact(
      .bad, "Swift", "\(words.1), and the course wants 6.0: https://www.swift.org/install")
  }

  private static func loopback() -> Fact {
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
      return Fact(.good, "loopback", "a client and a server talk on 127.0.0.1, on any free port")
    } catch {
      return Fact(
        .bad, "loopback",
        "programs cannot talk on 127.0.0.1: \(error). Is the interface lo up, or does a sandbox or "
          + "a firewall forbid it?")
    }
  }

  private static func ports() -> Fact {
    let labs = Lab.all.filter { Wire(of: $0) != nil }
    let taken = labs.map { ($0, UInt16(10_000 + $0.number)) }.filter {
      !isFree($0.1) && !isLeft($0.1)
    }
    guard let (lab, port) = taken.first else {
      return Fact(.good, "ports", "those of the labs, from 10001 on, are free")
    }
    let owners = taken.map { "\($0.1)" + (listener(on: $0.1).map { ", by \($0)" } ?? "") }
    return Fact(
      .lacking, "ports",
      "taken: \(owners.joined(separator: "; ")). End who has \(port), or choose another port: "
        + "swift run \(lab.name) 0")
  }

  private static func disk() -> Fact {
    let facts = try? FileManager.default.attributesOfFileSystem(forPath: Subject.root.path)
    guard let free = (facts?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return Fact(.lacking, "disk", "nobody says how much room is free; the course takes 300 MB")
    }
    let room = "\(grouped(Int(free / 1_000_000))) MB free"
    // Measured: a build of all, with tests, is 120 MB, and with a copy for the tests 190.
    if free > 1_000_000_000 { return Fact(.good, "disk", room) }
    return Fact(
      free > 100_000_000 ? .lacking : .bad, "disk",
      "\(room), and the course takes 300 MB: delete something, or what was built, rm -r .build")
  }

  private static func folder() -> Fact {
    let folder = Subject.root.appendingPathComponent(".build")
    let file = folder.appendingPathComponent("doctor-\(getpid())")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: file)
      try FileManager.default.removeItem(at: file)
      return Fact(.good, ".build", "can be written to")
    } catch {
      return Fact(
        .bad, ".build", "cannot be written to: is \(Subject.root.path) yours? chown -R helps")
    }
  }

  // MARK: What few labs want

  private static func descriptors() -> Fact {
    let (now, most) = descriptorLimits
    // Lab 05 meets the end of select, which is at 1,024.
    if most >= 2048 {
      let more = now < most ? ", and \(count(most)) when a program asks for them" : ""
      return Fact(.good, "descriptors", count(now) + more)
    }
    return Fact(
      .lacking, "descriptors",
      "\(count(most)), and lab 05 wants 2,048 to see where select ends: its test is skipped. "
        + "The limit is ulimit -H -n")
  }

  private static func processes() -> Fact {
    if processLimit >= 1000 { return Fact(.good, "processes", "\(count(processLimit))") }
    return Fact(
      .lacking, "processes",
      "\(count(processLimit)) with all threads, and lab 04 starts hundreds: ulimit -u 2000")
  }

  // MARK: What graders see

  private static func proc() -> Fact {
    if Inspection.isPossible {
      return Fact(
        .good, "/proc", "graders see what a program is doing")
    }
    return Fact(
      .lacking, "/proc",
      "there is none: graders wait longer, and do not say where a program is stuck. On Linux they do"
    )
  }

  private static func connections() -> Fact {
    if Connection.canBeAsked {
      return Fact(.good, "sock_diag", "graders can ask the kernel about one connection")
    }
    return Fact(
      .lacking, "sock_diag", "the kernel tells nothing of single connections: graders take longer")
  }

  private static func names() -> Fact {
    if Names.here.areOwn { return Fact(.good, "names", "lab 08 gets names of its own (unshare)") }
    if Names.here.double != nil {
      return Fact(.good, "names", "lab 08 uses localhost, which has two addresses here")
    }
    return Fact(
      .lacking, "names",
      "no name has two addresses: a test of lab 08 is skipped. Add to /etc/hosts: ::1 localhost")
  }

  // MARK: What is of use

  private static func python() -> Fact {
    let said = output(of: ["python3", "--version"])
    guard let words = said.firstMatch(of: #/Python (\d+\.(\d+)\S*)/#) else {
      return Fact(
        .lacking, "python3", "is not there; handouts use it now and then, no lab needs it")
    }
    if Int(words.2) ?? 0 >= 8 { return Fact(.good, "python3", "\(words.1)") }
    return Fact(.lacking, "python3", "\(words.1): what handouts say of Python wants 3.8")
  }

  private static func netcat() -> Fact {
    let help = output(of: ["/bin/sh", "-c", "nc -h 2>&1; true"])
    if help.contains("-N") && help.contains("-C") {
      return Fact(.good, "nc", "a client for the command line, as handouts use it")
    }
    let isThere = help.contains("usage") || help.contains("-l")
    return Fact(
      .lacking, "nc",
      (isThere ? "this one knows no -N or no -C, which handouts use" : "is not there")
        + ": course talk does it all without")
  }

  private static func characters() -> Fact {
    let variables = ProcessInfo.processInfo.environment
    let language = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }
      .first { !$0.isEmpty }
    if let language, language.lowercased().contains(#/utf-?8/#) {
      return Fact(.good, "UTF-8", "\(printable(language))")
    }
    return Fact(
      .lacking, "UTF-8",
      "the language of this terminal is \(printable(language ?? "not set")): an é of lab 06 may look "
        + "odd. export LANG=C.UTF-8")
  }

  // MARK: How

  /// What a command says on standard output; nothing if there is no such.
  private static func output(of command: [String]) -> String {
    (try? Child.run(command, within: .patience))?.output.text ?? ""
  }

  /// A limit, in words.
  private static func count(_ limit: UInt64) -> String {
    limit > UInt64(Int32.max) ? "as many as there is room for" : grouped(Int(limit))
  }
}
