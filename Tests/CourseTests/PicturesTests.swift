// Every lab's picture is up to date: `course see` draws it the same way, and the solution still behaves
// the same way.

import Foundation
import GraderKit
import XCTest

final class PicturesTests: XCTestCase {
  func testEveryPictureIsDrawnAsToday() throws {
    let again = try draw { ["--from", Subject.root.appendingPathComponent($0.picturePath).path] }

    for (lab, again) in zip(Lab.all, again) {
      let picture = try text(of: lab.picturePath)
      XCTAssertTrue(try again.get() == picture, "\(lab.picturePath): \(lab.remedy)")
    }
  }

  func testEveryPictureShowsWhatItsSolutionDoes() throws {
    if !Inspection.isPossible { throw XCTSkip("this system has no /proc") }
    let news = try draw { ["--command", shellCommand($0.solution)] }

    for (lab, new) in zip(Lab.all, news) {
      let told = try Timeline(in: text(of: lab.picturePath))
      let seen = try Timeline(in: new.get())
      XCTAssertEqual(seen.events, told.events, "\(lab.picturePath): \(lab.remedy)")
      // A busy machine may miss some states, but it adds none.
      let added = seen.states.subtracting(told.states)
      XCTAssertEqual(added, [], "\(lab.picturePath): \(lab.remedy)")
      XCTAssertFalse(seen.program.allSatisfy(\.spans.isEmpty), lab.name)
    }
  }

  func testThePicturesShowTheStoryOfTheCourse() throws {
    let timelines = try Lab.all.prefix(5).map { try Timeline(in: text(of: $0.picturePath)) }

    let waiting = timelines.map { timeline in
      timeline.cast.filter { $0.spans.contains { $0.state == "waits" } }.map(\.name)
    }
    XCTAssertEqual(waiting, [["B", "C"], ["B", "C"], [], [], []])
    XCTAssertEqual(timelines.map(\.isRestless), [false, false, true, false, false])
    XCTAssertEqual(timelines.map { $0.threads > 1 }, [false, false, false, true, false])
    XCTAssertTrue(timelines[1].events.contains("A: comes told dropped"), "lab 02 drops no client")
  }

  /// Draws each lab with these extra arguments, and returns the pictures.
  private func draw(
    _ arguments: @escaping @Sendable (Lab) -> [String]
  ) throws -> [Result<String, any Error>] {
    try withTemporaryFolder { folder in
      concurrently(Lab.all) { lab in
        Result {
          let file = folder.appendingPathComponent("\(lab.name).svg").path
          let run = try course(["see", "\(lab.number)", "--svg", file] + arguments(lab))
          if run.ending != .exited(0) { throw CourseError(description: run.summary) }
          return try String(contentsOfFile: file, encoding: .utf8)
        }
      }
    }
  }
}

extension Lab {
  fileprivate var remedy: String {
    "swift run course see \(number) --solution --svg \(picturePath)"
  }
}

/// The part of a picture that doesn't depend on the machine: the order of events, not their times.
private struct Timeline: Decodable {
  let cast: [Lane]
  let program: [Lane]
  let threads: Int
  let quiet: Int
  let quietWakes: Int

  struct Lane: Decodable {
    let name: String
    let spans: [Span]
    let events: [Event]
  }

  struct Span: Decodable { let state: String }
  struct Event: Decodable { let kind: String }

  init(in picture: String) throws {
    let data = picture.firstMatch(of: #/<metadata>(.*)</metadata>/#)?.1
      .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&gt;", with: ">")
    self = try JSONDecoder().decode(Timeline.self, from: Data((data ?? "").utf8))
  }

  /// The events of each connection, such as `A: comes answer leaves`.
  var events: [String] {
    let lanes = cast.map { lane in
      "\(lane.name): " + lane.events.map(\.kind).joined(separator: " ")
    }
    return lanes + [isRestless ? "restless" : "at rest"]
  }

  /// The states that were seen: which client waited, `B: waits`, and what the program was blocked in.
  var states: Set<String> {
    let cast = cast.flatMap { lane in lane.spans.map { "\(lane.name): \($0.state)" } }
    return Set(cast + program.flatMap(\.spans).map(\.state))
  }

  /// Whether it wakes up often with nothing to do.
  var isRestless: Bool { quietWakes * 1000 > 20 * quiet }
}
