// What a program said, kept within bounds however much it says.

import Libc

/// What a program said on one of its streams.
public struct Output {
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private(set) var hasEnded = false
  /// How much is kept of the beginning, and of the end.
  private let limit: Int

  init(keeping limit: Int = 1 << 18) {
    self.limit = limit
  }

  /// All that was said, byte for byte; nil when it was more than is kept.
  public var bytes: [UInt8]? { tail.isEmpty ? head : nil }

  /// How much was said.
  public private(set) var count = 0

  /// The text; when there was too much of it, the beginning and the end.
  public var text: String {
    let middle = tail.count > limit ? "\n...\n" : ""
    return String(decoding: head, as: UTF8.self) + middle
      + String(decoding: tail.suffix(limit), as: UTF8.self)
  }

  public var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
  }

  /// The lines that are complete: the last one may still be under way.
  var wholeLines: ArraySlice<String> { text.hasSuffix("\n") ? lines[...] : lines.dropLast() }

  mutating func read(from pipe: Int32) {
    guard !hasEnded else { return }
    var buffer = [UInt8](repeating: 0, count: 65536)
    // A program can write as fast as this reads: a few rounds are enough for one turn.
    for _ in 0..<16 where !hasEnded {
      let count = Libc.read(pipe, &buffer, buffer.count)
      if count == -1 { return }
      hasEnded = count == 0
      self.count += count
      let room = limit - head.count
      head += buffer[..<min(count, room)]
      tail += buffer[..<count].dropFirst(room)
      if tail.count > 4 * limit { tail.removeFirst(tail.count - 2 * limit) }
    }
  }
}
