// Bytes that programs often lose or change, and random bytes that are new in each run.

import Foundation
import GraderKit

/// Zero, LF, CR, a space, the last ASCII byte, and the last byte value.
let awkwardBytes: [UInt8] = [0, 10, 13, 32, 127, 255]

/// A SplitMix64 generator with the seed of this run: a new one, or GRADER_SEED.
struct Draw: RandomNumberGenerator {
  private static let seed =
    ProcessInfo.processInfo.environment["GRADER_SEED"].flatMap { UInt64($0) }
    ?? .random(in: 0..<1_000_000)

  private var state = Draw.seed

  /// Starts from the seed again, and notes it in the conversation.
  init(for program: Program) {
    program.note("the bytes from here on are random: GRADER_SEED=\(Draw.seed) repeats them")
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// Between one and `count` elements, each drawn independently.
  mutating func some<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    (0..<Int.random(in: 1...count, using: &self)).compactMap { _ in
      elements.randomElement(using: &self)
    }
  }

  /// The same bytes in pieces of random sizes.
  mutating func pieces(of bytes: [UInt8], atMost count: Int) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      pieces.append(Array(bytes[start...].prefix(.random(in: 1...count, using: &self))))
      start += pieces.last?.count ?? 0
    }
    return pieces
  }
}
