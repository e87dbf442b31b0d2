// What `course see` recorded: who was connected, who waited, who was served, and when.

import Foundation
import GraderKit

/// What happened in a scenario. All times are in milliseconds since it started.
struct Timeline: Codable {
  let title: String
  /// The command that shows it.
  let command: String
  var length = 0
  /// The clients of a server, or the servers that a client was sent to.
  var cast: [Lane] = []
  /// The processes of the program. The state of a span is what the process was blocked in: `recv A`.
  var program: [Lane] = []
  /// For each tenth of a second: how often the program woke, and for how many milliseconds it computed.
  var wakes: [Int] = []
  var computed: [Int] = []
  /// While no client did anything: how long that was, how often it woke, and how long it computed.
  var quiet = 0
  var quietWakes = 0
  var quietComputed = 0
  var threads = 1
  /// How many processes it had in all. Only the first few have a lane.
  var processes = 1
  /// The clients that have closed, but whose connection the program still has; nil if there are none.
  var held: [String]?
  /// If the program exited too soon, a sentence that says so.
  var ending: String?

  struct Lane: Codable {
    let name: String
    var manner = ""
    var spans: [Span] = []
    var events: [Event] = []
  }

  struct Span: Codable {
    var state: String
    let from: Int
    var to = Int.max

    /// The states of the cast.
    static let here = "here"
    static let waits = "waits"
    static let piece = "piece"
    static let deaf = "deaf"
  }

  struct Event: Codable {
    let kind: Kind
    let at: Int
    var text: String?

    enum Kind: String, Codable { case comes, leaves, piece, answer, told, dropped, killed }
  }

  /// What the program did while there was nothing to do.
  enum Rest: Int {
    case sleeps = 1
    case sweeps, busy
  }

  var rest: Rest {
    if quiet < 300 { return .sleeps }
    if quietComputed * 4 > quiet { return .busy }
    return quietWakes * 1000 > 20 * quiet ? .sweeps : .sleeps
  }
}

extension Timeline.Lane {
  /// Ends the current state, and begins another one, if any.
  mutating func enter(_ state: String?, at time: Int) {
    if let last = spans.indices.last, spans[last].to == .max {
      if spans[last].state == state { return }
      spans[last].to = time
    }
    if let state { spans.append(Timeline.Span(state: state, from: time)) }
  }

  mutating func add(_ kind: Timeline.Event.Kind, at time: Int, _ text: String? = nil) {
    events.append(Timeline.Event(kind: kind, at: time, text: text))
  }
}

func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1000).rounded()) }

// MARK: In a picture

extension Timeline {
  /// The timeline as one line, for a picture's metadata.
  var data: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Reads the timeline from a picture.
  init(inPicture path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CourseError(description: "There is no file \(printable(path))")
    }
    let picture = String(decoding: data, as: UTF8.self)
    let json = picture.firstMatch(of: #/<metadata>(.*)</metadata>/#)?.1
      .replacing("&quot;", with: "\"").replacing("&gt;", with: ">").replacing("&lt;", with: "<")
      .replacing("&amp;", with: "&")
    let timeline = try? JSONDecoder().decode(Timeline.self, from: Data((json ?? "").utf8))
    guard let timeline, timeline.isSound else {
      throw CourseError(description: "\(printable(path)) isn't a picture drawn by course see")
    }
    self = timeline
  }

  /// Whether it can be drawn. The file may come from anywhere.
  private var isSound: Bool {
    let lanes = cast + program
    let texts = lanes.flatMap { lane in
      [lane.name, lane.manner] + lane.spans.map(\.state) + lane.events.compactMap(\.text)
    }
    let numbers = [quiet, quietWakes, quietComputed, threads, processes] + wakes + computed
    return ([title, command, ending ?? ""] + texts).allSatisfy { printable($0) == $0 }
      && numbers.allSatisfy((0...1_000_000_000).contains)
      && (0...1_000_000).contains(length) && lanes.count < 100
      && lanes.flatMap(\.spans).allSatisfy { 0 <= $0.from && $0.from <= $0.to && $0.to <= length }
      && lanes.flatMap(\.events).allSatisfy { (0...length + 1000).contains($0.at) }
      && wakes.count <= 10_000 && wakes.count == computed.count
  }
}

/// Text that is safe in XML.
func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
