// What `course see` has seen, as facts with times.

import Foundation
import GraderKit

/// Who was connected, who waited, who was served, and what the program did meanwhile. All times are
/// in milliseconds since the scenario started.
struct Timeline: Codable {
  let title: String
  /// What to type to see it.
  let command: String
  var length = 0
  /// Those who talked to the program.
  var cast: [Lane] = []
  /// Each process of the program. The state of a span is what it was blocked in: `recv A`.
  var program: [Lane] = []
  /// For each tenth of a second: how often the program woke, and how many milliseconds it computed.
  var wakes: [Int] = []
  var computed: [Int] = []
  /// While no client did anything: how long that was, how often it woke, and how long it computed.
  var quiet = 0
  var quietWakes = 0
  var quietComputed = 0
  var threads = 1
  /// How many processes it had, one after another or at once. The first of them have a lane.
  var processes = 1
  /// The clients that have closed, but whose connection the program still has; nil if there are none.
  var held: [String]?
  /// Why there is no more to see, in a sentence, if the program exited too soon.
  var ending: String?

  struct Lane: Codable {
    let name: String
    var manner = ""
    var spans: [Span] = []
    var marks: [Mark] = []
  }

  struct Span: Codable {
    let state: String
    let from: Int
    var to: Int

    /// The states of those who talk.
    static let here = "here"
    static let waits = "waits"
    static let piece = "piece"
    static let deaf = "deaf"
  }

  struct Mark: Codable {
    let kind: Kind
    let at: Int
    var text: String?

    enum Kind: String, Codable { case comes, leaves, piece, answer, told, dropped, killed }
  }

  /// How the program passed the time in which there was nothing to do.
  enum Rest { case sleeps, sweeps, burns }

  var rest: Rest {
    if quiet < 300 { return .sleeps }
    if quietComputed * 4 > quiet { return .burns }
    return quietWakes * 1000 > 20 * quiet ? .sweeps : .sleeps
  }
}

// MARK: In a picture

extension Timeline {
  /// As it is in a picture, one line.
  var data: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Reads it from a picture.
  init(of picture: String, at path: String) throws(Complaint) {
    guard let match = picture.firstMatch(of: #/<metadata>(.*)</metadata>/#),
      let timeline = try? JSONDecoder().decode(
        Timeline.self, from: Data(unescaped(String(match.1)).utf8)), timeline.isSound
    else { throw Complaint("\(printable(path)) is no picture of \"course see\"", status: 1) }
    self = timeline
  }

  /// Whether it can be drawn. Anybody may have written it, including bytes that control a terminal.
  private var isSound: Bool {
    let lanes = cast + program
    let texts = lanes.flatMap { lane in
      [lane.name, lane.manner] + lane.spans.map(\.state) + lane.marks.compactMap(\.text)
    }
    let numbers = [quiet, quietWakes, quietComputed, threads, processes] + wakes + computed
    return ([title, command, ending ?? ""] + texts).allSatisfy { printable($0) == $0 }
      && numbers.allSatisfy((0...1_000_000_000).contains)
      && (0...1_000_000).contains(length) && lanes.count < 100
      && lanes.flatMap(\.spans).allSatisfy { 0 <= $0.from && $0.from <= $0.to && $0.to <= length }
      && lanes.flatMap(\.marks).allSatisfy { (0...length + 1000).contains($0.at) }
      && wakes.count <= 10_000 && wakes.count == computed.count
  }
}

/// Text that is safe in XML.
func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}

private func unescaped(_ text: String) -> String {
  text.replacing("&quot;", with: "\"").replacing("&gt;", with: ">").replacing("&lt;", with: "<")
    .replacing("&amp;", with: "&")
}
