// Finds which submission belongs to which person of a list. It never guesses.

/// The submissions of a class, and the people of a list.
///
/// The rules are exact. First, numbers are compared with one column of the list: the one in which
/// the most numbers are found, if it has at least half of them. A submission with a number is then
/// matched by number only, so that no namesake gets its mark. Others are matched by name, login, or address, without case, spaces,
/// and punctuation. A name that two people share matches neither.
package struct Matching: Sendable {
  /// The index of the submission of each person, by the person's index.
  package private(set) var submissions: [Int: Int] = [:]
  /// The indices of people without a submission, and why.
  package private(set) var people: [(index: Int, reason: String)] = []
  /// The indices of submissions of no one on the list, and why.
  package private(set) var others: [(index: Int, reason: String)] = []

  /// - Parameter students: the name and the number of each submission.
  package init(_ students: [(name: String, number: String?)], to list: ClassList) {
    let column = Matching.usualColumn(students, list)
    let numbers = students.map { $0.number.flatMap { $0.isEmpty ? nil : $0 } }
    let keys = students.map { ClassList.key($0.name) }
    var byNumber: [String: [Int]] = [:]
    var byKey: [String: [Int]] = [:]
    for (index, person) in list.people.enumerated() {
      if let column, !person.numbers[column].isEmpty {
        byNumber[person.numbers[column], default: []].append(index)
      }
      for key in person.keys { byKey[key, default: []].append(index) }
    }
    let sameNumber = Dictionary(grouping: numbers.indices, by: { numbers[$0] ?? "" })
    let sameKey = Dictionary(grouping: keys.indices, by: { keys[$0] })
    // By person, those with the same number, and those with the same name.
    var found: [Int: (numbered: [Int], named: [Int])] = [:]
    var reasons: [Int: String] = [:]
    for index in students.indices {
      let isNumbered = column != nil && numbers[index] != nil
      let number = numbers[index] ?? ""
      let there = isNumbered ? byNumber[number] ?? [] : byKey[keys[index]] ?? []
      let same = isNumbered ? sameNumber[number] ?? [] : sameKey[keys[index]] ?? []
      let what = isNumbered ? "number" : "name"
      if there.isEmpty || keys[index].isEmpty && !isNumbered {
        reasons[index] = "no row has this \(what)"
      } else if there.count > 1 {
        reasons[index] = "\(there.count) rows have this \(what)"
      } else if same.count > 1 {
        reasons[index] = "\(same.count) submissions have this \(what)"
      } else if isNumbered {
        found[there[0], default: ([], [])].numbered.append(index)
      } else {
        found[there[0], default: ([], [])].named.append(index)
      }
    }
    for (person, all) in found {
      let candidates = all.numbered.isEmpty ? all.named : all.numbered
      if candidates.count == 1 { submissions[person] = candidates[0] }
      for index in all.named where submissions[person] != index {
        reasons[index] =
          all.numbered.isEmpty
          ? "\(candidates.count) submissions fit its row"
          : "its row has another submission's number"
      }
    }
    others = reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    people = list.people.indices.filter { submissions[$0] == nil }.map { index in
      (index, found[index] == nil ? "no submission" : "more than one submission fits")
    }
  }

  /// The column of numbers in which the most submissions are found; nil if it's none.
  private static func usualColumn(
    _ students: [(name: String, number: String?)], _ list: ClassList
  ) -> Int? {
    let numbers = Set(students.compactMap(\.number))
    let counts = (0..<(list.people.first?.numbers.count ?? 0)).map { column in
      list.people.count { numbers.contains($0.numbers[column]) }
    }
    // A few equal numbers are a coincidence: the column numbers something else.
    let half = (min(numbers.count, list.people.count) + 1) / 2
    guard let most = counts.max(), most >= max(1, half) else { return nil }
    return counts.firstIndex(of: most)
  }
}
