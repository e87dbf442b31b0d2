// What a program has printed, within bounds.

import Foundation
import Libc

/// The output of a program on one of its streams.
public struct Output {
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private(set) var hasEnded = false
  /// How many bytes to keep of the beginning, and of the end.
  private let limit: Int

  init(keeping limit: Int = 1 << 18) {
    self.limit = limit
  }

  /// The whole output; nil if it was too much to keep.
  public var bytes: [UInt8]? { tail.isEmpty ? head : nil }

  var headCount: Int { head.count }

  public private(set) var count = 0

  /// The text. If there was too much of it: its beginning and its end.
  public var text: String {
    let middle = tail.count > limit ? "\n...\n" : ""
    return String(decoding: head, as: UTF8.self) + middle
      + String(decoding: tail.suffix(limit), as: UTF8.self)
  }

  public var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
  }

  /// The lines that contain these words, at most a thousand. Foundation searches fast enough for
  /// the output of an endless loop.
  func lines(with words: String) -> [String] {
    let text = Data(text.utf8)
    let newline = Data([10])
    var found: [String] = []
    var next = text.startIndex
    while found.count < 1000, let place = text.range(of: Data(words.utf8), in: next..<text.endIndex)
    {
      let before = text.range(of: newline, options: .backwards, in: next..<place.lowerBound)
      let after = text.range(of: newline, in: place.upperBound..<text.endIndex)
      let line = (before?.upperBound ?? next)..<(after?.lowerBound ?? text.endIndex)
      found.append(String(decoding: text[line], as: UTF8.self))
      next = line.upperBound
    }
    return found
  }

  func contains(_ words: String) -> Bool { !lines(with: words).isEmpty }

  /// The complete lines.
  var wholeLines: ArraySlice<String> { text.hasSuffix("\n") ? lines[...] : lines.dropLast() }

  /// Takes the bytes that were kept. `missing` counts the others.
  mutating func take() -> (bytes: [UInt8], missing: Int) {
    let bytes = head + tail
    defer {
      head = []
      tail = []
      taken = count
    }
    return (bytes, count - taken - bytes.count)
  }

  private var taken = 0

  mutating func read(from pipe: Int32) {
    // Not filled with zeros, which would take longer than reading.
    withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 16) { buffer in
      // A program can write as fast as this reads: stop after a few rounds.
      for _ in 0..<16 where !hasEnded {
        let count = Libc.read(pipe, buffer.baseAddress, buffer.count)
        if count == -1 { return }
        hasEnded = count == 0
        self.count += count
        let middle = min(count, limit - head.count)
        // Not slices, which a debug build copies byte by byte.
        head += UnsafeRawBufferPointer(rebasing: buffer[..<middle])
        tail += UnsafeRawBufferPointer(rebasing: buffer[middle..<count])
        if tail.count > 4 * limit { tail.removeFirst(tail.count - 2 * limit) }
      }
    }
  }
}
