// Finds where two programs resemble each other.

extension Similarity.Entry {
  /// The longest places that two programs share, in the order of the first program's lines.
  func places(sharedWith other: Self) -> [SimilarPair.Place] {
    let shared = prints.places.compactMap { print, place in
      other.prints.places[print].map { (place, $0) }
    }.sorted { Self.order($0.0, $0.1) < Self.order($1.0, $1.1) }
    var places: [SimilarPair.Place] = []
    for (mine, its) in shared {
      var place = SimilarPair.Place(first: lines(mine), second: other.lines(its))
      // Neighbors in both programs are one place.
      if let last = places.last, last.first.touches(place.first), last.second.touches(place.second)
      {
        place = SimilarPair.Place(
          first: last.first.joined(with: place.first),
          second: last.second.joined(with: place.second))
        places.removeLast()
      }
      places.append(place)
    }
    let longest = places.sorted { $0.first.to - $0.first.from > $1.first.to - $1.first.from }
    return longest.prefix(5).sorted {
      ($0.first.file, $0.first.from) < ($1.first.file, $1.first.from)
    }
  }

  private static func order(
    _ a: Fingerprints.Place, _ b: Fingerprints.Place
  ) -> (Int, Int, Int, Int, Int) {
    (a.file, a.lines.lowerBound, a.lines.upperBound, b.file, b.lines.lowerBound)
  }

  private func lines(_ place: Fingerprints.Place) -> SimilarPair.Lines {
    SimilarPair.Lines(
      file: files[place.file], from: place.lines.lowerBound, to: place.lines.upperBound)
  }
}

extension SimilarPair.Lines {
  fileprivate func touches(_ other: Self) -> Bool {
    file == other.file && other.from <= to + 2 && from <= other.to + 2
  }

  fileprivate func joined(with other: Self) -> Self {
    SimilarPair.Lines(file: file, from: min(from, other.from), to: max(to, other.to))
  }
}
