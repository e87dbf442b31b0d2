// Labs 06 and 07 provide the server that students write in lab 05.

import GraderKit
import XCTest

final class GivenServerTests: XCTestCase {
  func testTheGivenServerIsTheSolutionExceptForItsAnswers() throws {
    let written = try functions(of: "Solutions/lab05-select-queues/main.swift")
    let given = try functions(of: "Labs/Modules/LabKit/SelectServer.swift")

    let other = Set(written.keys.filter { written[$0] != given[$0] })

    XCTAssertEqual(other, ["serve", "receive", "acceptNewcomer"], "in lab 05 and in SelectServer")
    XCTAssertEqual(
      given["acceptNewcomer"]?.replacingOccurrences(of: ", newcomer())", with: ")"),
      written["acceptNewcomer"])
    XCTAssertEqual(
      given["receive"]?.replacingOccurrences(
        of: "answer(client, buffer[..<count])",
        with: "client.queue.append(buffer[..<count])\n      flush(client)"),
      written["receive"])
  }

  /// The body of each function in a file, without comments, by its name.
  private func functions(of path: String) throws -> [String: String] {
    let pattern = /(?ms)^( *)(?:private )?(?:public )?(?:mutating )?func (\w+)(.*?)^\1}$/
    let code = try text(of: path).replacing(/(?m)^ *\/\/.*\n/, with: "")
    let found = code.matches(of: pattern).map { (String($0.2), String($0.3)) }
    return Dictionary(found, uniquingKeysWith: { $0 + $1 })
  }
}
