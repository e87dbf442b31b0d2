// What Gradescope's export says about the students, read without a library for YAML.

import Foundation

/// The file `submission_metadata.yml` of an export. Only its fixed layout is understood.
enum Gradescope {
  static let file = "submission_metadata.yml"

  /// The students of each folder such as `submission_123456`, by the folder's name.
  ///
  /// What students wrote is in the file too, but always further to the right than the keys that are
  /// read here.
  static func students(in text: String) -> [String: [Student]] {
    var folders: [String: [Student]] = [:]
    var (folder, isInSubmitters, dates) = ("", false, [:] as [String: Date])
    for line in text.split(whereSeparator: \.isNewline) {
      if !line.hasPrefix(" ") {
        let key = line.hasSuffix(":") ? line.dropLast() : ""
        folder = key.hasPrefix("submission_") ? String(key) : ""
        isInSubmitters = false
        continue
      }
      if folder.isEmpty { continue }
      let indent = line.prefix { $0 == " " }.count
      let item = line.dropFirst(indent)
      guard let match = item.firstMatch(of: #/^(- )?:?(\w+):(?: +(.*))?$/#) else { continue }
      let (isNext, key, value) = (match.1 != nil, match.2, plain(match.3 ?? ""))
      if indent == 2 && !isNext {
        isInSubmitters = key == "submitters"
        if key == "created_at" && dates[folder] == nil { dates[folder] = date(value) }
      } else if isInSubmitters && indent <= 6 {
        if isNext { folders[folder, default: []].append(Student(name: shown(""))) }
        guard let last = folders[folder]?.popLast() else { continue }
        folders[folder]?.append(last.with(key, value))
      }
    }
    for (folder, date) in dates {
      folders[folder] = folders[folder]?.map { student in
        var student = student
        student.submitted = date
        return student
      }
    }
    return folders
  }

  /// A value without quotes.
  private static func plain(_ value: Substring) -> String {
    let value = value.trimmingCharacters(in: .whitespaces)
    for quote in ["'", "\""]
    where value.count > 1 && value.hasPrefix(quote) && value.hasSuffix(quote) {
      let inner = String(value.dropFirst().dropLast())
      return quote == "'"
        ? inner.replacing("''", with: "'")
        : inner.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }
    return value
  }

  /// `2026-01-15 10:00:00.000000000 Z`, or with a zone such as `-08:00`.
  private static func date(_ text: String) -> Date? {
    let pattern = #/(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|[+-]\d\d:\d\d)?/#
    guard let match = text.wholeMatch(of: pattern) else { return nil }
    return ISO8601DateFormatter().date(from: "\(match.1)T\(match.2)\(match.3 ?? "Z")")
  }
}

extension Student {
  /// This student with another value that Gradescope gives. The number is the student ID if there's
  /// one, which rosters have, and otherwise the address.
  fileprivate func with(_ key: Substring, _ value: String) -> Student {
    var student = self
    switch key {
    case "name": student = Student(name: shown(value), number: number, email: email)
    case "sid" where !value.isEmpty: student.number = value
    case "email" where !value.isEmpty:
      student.email = value
      student.number = student.number ?? value
    default: break
    }
    return student
  }
}
