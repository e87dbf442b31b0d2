// A program that the launcher has confined can't read, write, signal or connect where it shouldn't.

import Foundation
import GraderKit
import Sockets
import XCTest

final class ConfinementTests: XCTestCase {
  func testAConfinedProgramCanDoNoHarm() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let site = try Site(in: folder)
      defer { site.victim.end() }
      var wrong: [String] = []

      for attack in site.attacks {
        // A denial proves something only if the attack works without the launcher.
        if attack.isHarmless {
          let open = try site.outcome(of: attack, isConfined: false)
          if open != "worked" { wrong.append("\(attack): \(open) even without the launcher") }
          try site.restore()
        }
        let confined = try site.outcome(of: attack, isConfined: true)
        if !Site.denials.contains(confined) { wrong.append("\(attack): \(confined)") }
      }

      XCTAssertEqual(wrong, [])
      XCTAssertFalse(site.victim.hasEnded())
      XCTAssertFalse(site.victim.isStopped)
      XCTAssertEqual(try String(contentsOf: site.secret, encoding: .utf8), Site.text)
    }
  }

  func testAConfinedProgramCanDoItsWork() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let site = try Site(in: folder)
      defer { site.victim.end() }
      let own = site.scratch.path

      for (way, target) in [
        ("read", "/etc/hosts"), ("read", "/dev/urandom"), ("append", "/dev/null"),
        ("read", "/proc/self/maps"), ("create", "\(own)/new"), ("append", "\(own)/new"),
        ("rename", "\(own)/new"), ("mkdir", "\(own)/folder"), ("execute", "/bin/sh"),
        ("bind", "0"), ("bind", "\(site.freePort)"),
      ] {
        let outcome = try site.outcome(
          of: Attack(way, target, port: site.freePort), isConfined: true)
        XCTAssertTrue(outcome == "worked" || way == "execute", "\(way) \(target): \(outcome)")
        XCTAssertFalse(outcome.hasPrefix("denied"), "\(way) \(target): \(outcome)")
      }
    }
  }

  /// Variables may hold passwords, and the paths of what is hidden.
  func testAConfinedProgramGetsACleanEnvironment() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let confinement = Confinement(scratch: folder, readable: [], lab: .client)
      let run = try Child.run(
        confinement.command(["/usr/bin/env"]),
        environment: [
          "PATH": "\(Subject.root.path):/usr/bin:/bin", "TOKEN": "secret", "SOCKETS_WEATHER": "x",
          "LD_PRELOAD": "", "LC_ALL": "C",
        ], within: .patience)

      let names = run.output.lines.compactMap { $0.split(separator: "=").first.map(String.init) }
      XCTAssertEqual(
        names.sorted(),
        ["HOME", "LC_ALL", "PATH", "PWD", "SOCKETS_WEATHER", "SOCKET_LABS_RUN", "TMPDIR"])
      assertPrints(run, "PATH=/usr/bin:/bin\n")
    }
  }

  /// Of an open file, the launcher's rules say nothing.
  func testAConfinedProgramInheritsNoFile() throws {
    try withTemporaryFolder { folder in
      let secret = folder.appendingPathComponent("secret")
      try Site.text.write(to: secret, atomically: true, encoding: .utf8)
      let file = try FileHandle(forReadingFrom: secret)
      let words = ["/bin/sh", "-c", "cat <&3"]
      let confinement = Confinement(scratch: folder, readable: [], lab: .threads)

      for (command, isOpen) in [(words, true), (confinement.command(words), false)] {
        try file.seek(toOffset: 0)
        let child = try Child(command, extra: file.fileDescriptor)
        while !child.hasEnded() { usleep(1000) }
        child.end()
        XCTAssertEqual(child.output.text, isOpen ? Site.text : "", child.summary)
      }
    }
  }

  func testTheCheckSaysWhatIsOpen() throws {
    try requireLandlock()
    try withTemporaryFolder { folder in
      let scratch = folder.appendingPathComponent("scratch")
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      let confinement = Confinement(scratch: scratch, readable: [], lab: .threads)

      try confinement.check(closed: [
        Subject.root.appendingPathComponent(Lab.threads.solutionPath).path, folder.path,
      ])
      XCTAssertThrowsError(try confinement.check(closed: ["/etc/hosts"])) { error in
        XCTAssertEqual("\(error)", "a graded program could open /etc/hosts")
      }
    }
  }

  func testABadCommandLineIsToldWithItsUsage() throws {
    for words in [[], ["--scratch"], ["--scratch", "/tmp", "--"], ["--allow", "all", "--", "x"]] {
      let run = try Child.run([program("confine")] + words, within: .patience)

      XCTAssertEqual(run.ending, .exited(64))
      XCTAssertTrue(run.errors.text.contains("usage: confine --scratch FOLDER"), run.errors.text)
    }
  }
}

/// Skips a test on a system without Landlock, or with too old a version of it.
func requireLandlock() throws {
  if Confinement.rung != .landlock {
    throw XCTSkip("this system's isolation is \(Confinement.rung.rawValue), not landlock")
  }
}
