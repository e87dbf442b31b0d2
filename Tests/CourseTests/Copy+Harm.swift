// A server that does harm in the manner asked for, in the place of lab 01, for those who talk with it.

import GraderKit
import XCTest

extension Copy {
  /// A copy whose lab 01 is a server that harms, in the manner that its environment names.
  static func harmful(_ manner: String) throws -> Copy {
    let copy = try Copy.fresh()
    let lab = Lab.blockingEcho
    try copy.write(server, to: lab.starterPath)
    try copy.build(lab.name)
    return copy
  }

  private static let server = """
    import Foundation
    import LabKit
    import Sockets

    func serve(_ arguments: Arguments) throws {
      let manner = ProcessInfo.processInfo.environment["MANNER"] ?? ""
      if manner == "stays" { signal(SIGTERM, SIG_IGN) }
      let listener = try Socket.createServer(Address("127.0.0.1", arguments.port))
      try announce(listener)
      while true {
        let (client, _) = try listener.accept()
        let bytes = try client.recv(100)
        if manner == "dies" {
          log("good-bye")
          exit(7)
        }
        if manner == "repeats" { for _ in 1...3 { log("once more") } }
        if manner == "is late" { LabKit.sleep(seconds: 1) }
        var count = 0
        while manner == "floods" {
          count += 1
          log("and so on, \\(count)")
          try? client.sendAll([UInt8](repeating: 46, count: 10_000))
        }
        try client.sendAll(bytes)
        if manner == "drops" { client.close() }
      }
    }

    run(serve)
    """
}
