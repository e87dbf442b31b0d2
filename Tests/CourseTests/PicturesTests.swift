// Every lab's picture is up to date: `course see` draws it the same way, and the solution still does the same.

import Foundation
import GraderKit
import XCTest

final class PicturesTests: XCTestCase {
  func testEveryPictureIsDrawnAsItWouldBeDrawnToday() throws {
    let again = try draw(Lab.all) { lab in
      ["--from", Subject.root.appendingPathComponent(lab.picturePath).path]
    }

    for (lab, again) in zip(Lab.all, again) {
      let picture = try text(of: lab.picturePath)
      XCTAssertTrue(try again.get() == picture, "\(lab.picturePath) is not drawn so: \(lab.remedy)")
    }
  }

  func testEveryPictureTellsWhatItsSolutionDoes() throws {
    if !Inspection.isPossible { throw XCTSkip("what a server is blocked in cannot be seen here") }
    let news = try draw(Lab.all) { lab in
      ["--command", shellCommand(lab.solution)]
    }

    for (lab, new) in zip(Lab.all, news) {
      let told = try Timeline(in: text(of: lab.picturePath))
      let seen = try Timeline(in: new.get())
      XCTAssertEqual(seen.events, told.events, "\(lab.picturePath): \(lab.remedy)")
      // A busy machine may miss some of it, and invents nothing.
      let invented = seen.states.subtracting(told.states)
      XCTAssertEqual(invented, [], "\(lab.picturePath): \(lab.remedy)")
      XCTAssertFalse(seen.program.allSatisfy(\.spans.isEmpty), lab.name)
    }
  }

  func testTheStoryOfTheCourseIsInItsPictures() throws {
    let timelines = try Lab.all.prefix(5).map { try Timeline(in: text(of: $0.picturePath)) }

    let waiting = timelines.map { timeline in
      timeline.cast.filter { $0.spans.contains { $0.state == "waits" } }.map(\.name)
    }
    XCTAssertEqual(waiting, [["B", "C"], ["B", "C"], [], [], []])
    XCTAssertEqual(timelines.map(\.isRestless), [false, false, true, false, false])
    XCTAssertEqual(timelines.map { $0.threads > 1 }, [false, false, false, true, false])
    XCTAssertTrue(timelines[1].events.contains("A: comes told dropped"), "lab 02 drops nobody")
  }

  func testEveryHandoutShowsItsPictureAndTheCommand() throws {
    for lab in Lab.all {
      let handout = try text(of: lab.handoutPath)
      XCTAssertTrue(handout.contains("](picture.svg)"), lab.handoutPath)
      XCTAssertTrue(
        handout.contains("`swift run course see \(lab.number) --solution`"), lab.handoutPath)
    }
  }

  /// Has each lab drawn with these words behind its number, and returns the pictures.
  private func draw(
    _ labs: [Lab], _ words: @escaping @Sendable (Lab) -> [String]
  ) throws -> [Result<String, any Error>] {
    let course = Subject.products.appendingPathComponent("course").path
    return try withTemporaryFolder { folder in
      concurrently(labs) { lab in
        Result {
          let file = folder.appendingPathComponent("\(lab.name).svg").path
          let run = try Child.run(
            [course, "see", "\(lab.number)", "--svg", file] + words(lab),
            within: Deadline(after: 60))
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

/// What a picture tells, as far as it does not depend on the machine: what came after what, and not
/// when.
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

  /// What the connections told: `A: comes answer leaves`, a line for each of the cast.
  var events: [String] {
    let lanes = cast.map { lane in
      "\(lane.name): " + lane.events.map(\.kind).joined(separator: " ")
    }
    return lanes + [isRestless ? "restless" : "at rest"]
  }

  /// What looks at the program have found: who waited, `B: waits`, and what it was blocked in.
  var states: Set<String> {
    let cast = cast.flatMap { lane in lane.spans.map { "\(lane.name): \($0.state)" } }
    return Set(cast + program.flatMap(\.spans).map(\.state))
  }

  /// Whether it wakes often with nothing to do.
  var isRestless: Bool { quietWakes * 1000 > 20 * quiet }
}
