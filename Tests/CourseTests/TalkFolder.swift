// `course talk` in a folder of programs that are built already, so a test of a talk builds nothing.

import Foundation
import GraderKit

/// A folder with the guide, the solutions, and instead of lab 01 a server that misbehaves when its
/// clients ask it to. The `swift` that the guide calls here does nothing.
struct TalkFolder: Sendable {
  static let shared = Result { try TalkFolder() }

  private let folder = Subject.products.appendingPathComponent("talks")
  private var command: [String] { [folder.appendingPathComponent("course").path, "talk"] }
  private var environment: [String: String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return testEnvironment(["PATH": "\(folder.path):\(path)"])
  }

  private init() throws {
    let files = FileManager.default
    try? files.removeItem(at: folder)
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["course"] + Lab.all.map(\.solution) {
      try files.linkItem(atPath: program(name), toPath: folder.appendingPathComponent(name).path)
    }
    try writeScript("exit 0", to: folder.appendingPathComponent("swift"))
    try server.write(
      to: folder.appendingPathComponent("main.swift"), atomically: true, encoding: .utf8)
    _ = try Lab.blockingEcho.build(in: folder, from: "the server in TalkFolder.swift")
  }

  /// Talks in a pipe, with the server or solution that these arguments choose.
  func talk(_ words: [String], _ lines: [String]) throws -> Child {
    let script = "printf '%s\\n' \(lines.map { "'\($0)'" }.joined(separator: " ")) | \"$0\" \"$@\""
    return try Child.run(
      ["/bin/sh", "-c", script] + command + words, environment: environment,
      within: Deadline(after: 60))
  }

  /// Begins a talk on a terminal.
  func terminal(_ words: [String], columns: Int = 80) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(command + words, environment: environment, columns: columns)
    try terminal.wait(for: "Your clients: a, b, c.")
    return terminal
  }
}

/// Serves one client after another: it sends back the first message of each, closes no connection, and
/// does what the message says.
private let server = """
  import Foundation
  import LabKit
  import Sockets

  func serve(_ arguments: Arguments) throws {
    let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
    try announce(listener)
    while true {
      let (client, _) = try listener.accept()
      let bytes = try client.recv(100)
      let word = String(decoding: bytes, as: UTF8.self)
      switch word {
      case "die\\n":
        log("good-bye")
        exit(7)
      case "ignore SIGTERM\\n": signal(SIGTERM, SIG_IGN)
      case "say it three times\\n": for _ in 1...3 { log("once more") }
      case "be late\\n": LabKit.sleep(seconds: 1)
      case "flood\\n":
        for count in 1... {
          log("and so on, \\(count)")
          try? client.sendAll([UInt8](repeating: 46, count: 10_000))
        }
      default: break
      }
      try client.sendAll(bytes)
      if word == "drop\\n" { client.close() }
    }
  }

  run(serve)
  """
