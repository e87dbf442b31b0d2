// The fingerprints of a program, by winnowing (Schleimer, Wilkerson, Aiken: "Winnowing", 2003).

/// A choice of a program's hashes. Two programs that share a long run of tokens share some of them.
struct Fingerprints {
  /// Where a fingerprint was found.
  struct Place {
    let file: Int
    let lines: ClosedRange<Int>
  }

  /// Each fingerprint, with its first place.
  let places: [UInt64: Place]

  /// How many tokens are hashed together. A shorter run of equal tokens is a coincidence.
  static let length = 12
  /// One of this many neighboring hashes is kept.
  static let window = 4

  /// - Parameter given: the hashes of the starter, which every student has.
  init(_ files: [SourceTokens], without given: Set<UInt64> = []) {
    var places: [UInt64: Place] = [:]
    for (number, file) in files.enumerated() {
      let hashes = Fingerprints.hashes(file.codes)
      for index in Fingerprints.winnowed(hashes) {
        let hash = hashes[index]
        if given.contains(hash) || places[hash] != nil { continue }
        let end = file.lines[index + Fingerprints.length - 1]
        places[hash] = Place(file: number, lines: Int(file.lines[index])...Int(end))
      }
    }
    self.places = places
  }

  /// All hashes, of which a starter's must not count, wherever a window begins.
  static func all(_ files: [SourceTokens]) -> Set<UInt64> {
    Set(files.flatMap { hashes($0.codes) })
  }

  /// The hash of each run of `length` tokens. Each is computed from the one before it.
  private static func hashes(_ codes: [UInt64]) -> [UInt64] {
    guard codes.count >= length else { return [] }
    let base: UInt64 = 0x9e37_79b9_7f4a_7c15
    let highest = (0..<length).reduce(1) { power, _ in power &* base }
    var hash: UInt64 = 0
    var hashes: [UInt64] = []
    hashes.reserveCapacity(codes.count - length + 1)
    for index in codes.indices {
      hash = hash &* base &+ codes[index]
      if index >= length { hash = hash &- codes[index - length] &* highest }
      if index >= length - 1 {
        // Mixed, because the lowest bits of a product depend on the lowest bits only.
        hashes.append((hash ^ hash >> 32) &* 0xd6e8_feb8_6659_fd93)
      }
    }
    return hashes
  }

  /// The places of the smallest hash of each window; of equal ones, the last.
  private static func winnowed(_ hashes: [UInt64]) -> [Int] {
    guard hashes.count > window else { return Array(hashes.indices) }
    var chosen: [Int] = []
    var least = -1
    for end in (window - 1)..<hashes.count {
      if least <= end - window {
        least = end - window + 1
        for index in (least + 1)...end where hashes[index] <= hashes[least] { least = index }
      } else if hashes[end] <= hashes[least] {
        least = end
      } else {
        continue
      }
      chosen.append(least)
    }
    return chosen
  }
}
