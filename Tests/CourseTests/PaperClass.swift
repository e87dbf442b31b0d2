// A made-up class whose names and outputs try to become HTML, Markdown, and terminal commands.

import Foundation
import GraderKit
import XCTest

/// The pages of a made-up class of five, made from files of results alone.
final class PaperClass {
  /// What a hostile submission writes wherever it can. The pages must show it as it is.
  static let hostile =
    "</pre></title><script>document.title='injected'</script>"
    + "<img src=x onerror=\"document.title='injected'\"> ```` ![x](https://evil.example/x.png) \u{1b}[31m"

  static let names = [
    "Ada Lovelace", "ada lovelace", "Zoë Müller", "=HYPERLINK(\"https://evil.example\")", hostile,
  ]

  let pages: URL
  private let folder: URL

  /// - Parameter isolation: what kept the programs from doing harm.
  init(isolation: String = "landlock") throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("socket-labs-\(UUID().uuidString)")
    pages = folder.appendingPathComponent("pages")
    for (index, name) in PaperClass.names.enumerated() {
      let results = folder.appendingPathComponent("results/student-\(index)")
      try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
      let statuses = [PaperClass.failing(passed: index), index == 0 ? .passing : .notCompiling]
      for (lab, status) in zip(["lab01", "lab04"], statuses) {
        let mark: [String: Any] = [
          "student": ["name": name, "isLate": index == 2], "lab": lab, "key": "0",
          "state": status.state, "status": status.json,
          "ignored": [["path": PaperClass.hostile, "reason": "it is a symbolic link"]],
          "audit": [
            "course": "1.0.0", "graders": "0", "toolchain": "6.3.1", "platform": "Linux",
            "isolation": isolation, "seed": index == 0 && lab == "lab04" ? "18" : "17",
            "date": "2026-11-27T06:42:00Z", "seconds": 4.5,
            "times": [:],
          ],
        ]
        try JSONSerialization.data(withJSONObject: mark)
          .write(to: results.appendingPathComponent("\(lab).json"))
      }
    }
    try JSONSerialization.data(withJSONObject: ["pairs": PaperClass.pairs])
      .write(to: folder.appendingPathComponent("results/similar"))
    let run = try course([
      "grade", "--collect", folder.path, "--out", pages.path,
    ])
    XCTAssertEqual(run.ending, .exited(2), run.summary)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The paths of the pages, relative to their folder.
  func paths(_ extension: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: pages.path)
      .filter { $0.hasSuffix(".\(`extension`)") && !$0.hasPrefix("results/") }.sorted()
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: pages.appendingPathComponent(path), encoding: .utf8)
  }

  // MARK: Results

  private static var pairs: [[String: Any]] {
    let lines: [String: Any] = ["file": hostile, "from": 3, "to": 40]
    return [("lab01", 80), ("lab04", 93)].map { lab, percent in
      let pair: [String: Any] = [
        "first": [names[2]], "second": [names[3], hostile], "percent": percent,
        "places": [["first": lines, "second": lines]],
      ]
      return ["lab": lab, "pair": pair]
    }
  }

  /// The state of a mark, and the JSON of its status.
  private struct Status {
    let state: String
    let json: [String: Any]

    init(_ state: String, passed: Int, results: [Any] = [], remarks: [Any] = []) {
      self.state = state
      json = [
        "state": state, "passed": passed, "of": 20, "results": results, "remarks": remarks,
      ]
    }

    static var passing: Status { Status("passes", passed: 20) }

    static var notCompiling: Status {
      let text = "main.swift:3:1: error: \(hostile)\n```\n````\n# A heading\n\u{2028}<b>bold</b>"
      let error: [String: Any] = ["kind": "error", "line": 3, "message": hostile, "text": text]
      return Status("does not compile", passed: 0, remarks: [error])
    }
  }

  private static func failing(passed: Int) -> Status {
    let name = Mistake.hangsUp.name
    let evidence: [String: Any] = [
      "detail": hostile, "conversation": ["entries": [["note": ["_0": 0.5, "_1": hostile]]]],
      "program": [hostile], "words": [hostile],
    ]
    let observation: [String: Any] = [
      "suspicion": name, "came": ["fact": [:]], "signs": [], "evidence": evidence,
    ]
    let failure: [String: Any] = [
      "version": "1.0.0", "lab": "lab01", "requirement": "testEchoesALine", "verdict": "failed",
      "isFirst": false,
      "report": ["mistake": name, "sentence": "", "nextStep": "", "observation": observation],
    ]
    let names = Lab.blockingEcho.requirements.map(\.name).sorted().filter {
      $0 != "testEchoesALine"
    }
    let successes: [[String: Any]] = names.prefix(passed).map { requirement in
      [
        "version": "1.0.0", "lab": "lab01", "requirement": requirement, "verdict": "passed",
        "isFirst": false,
      ]
    }
    let warning: [String: Any] = [
      "kind": "warning", "line": 5, "message": hostile, "text": hostile,
    ]
    return Status("fails", passed: passed, results: [failure] + successes, remarks: [warning])
  }
}
