// Reads who is in a class, from a roster or from an LMS's export.

import Foundation

/// The people of a table, one per row.
package struct ClassList: Sendable {
  /// A row that names a person.
  package struct Person: Sendable {
    /// The row's number in the table, of which the header is 0.
    package let row: Int
    package let name: String
    /// What each column with numbers has, in the order of `numberColumns`.
    let numbers: [String]
    /// Names, logins, and addresses, as `ClassList.key` writes them.
    let keys: Set<String>
    /// When the person handed in, if the table says so.
    package let submitted: Date?

    /// The first number that's there.
    package var number: String? { numbers.first { !$0.isEmpty } }
  }

  package let people: [Person]

  private static let numberColumns = [
    "id", "identifier", "userid", "studentid", "studentnumber", "number", "idnumber", "sisuserid",
    "orgdefinedid",
  ]
  private static let nameColumns = ["student", "name", "fullname", "studentname", "displayname"]
  private static let loginColumns = [
    "login", "username", "loginid", "sisloginid", "email", "emailaddress", "githubusername",
  ]
  private static let firstNames = ["firstname", "givenname"]
  private static let lastNames = ["lastname", "surname", "familyname"]

  /// - Parameter title: what to call the table in an error, such as its file's name.
  package init(_ csv: CSV, title: String) throws(CourseError) {
    let columns = Dictionary(
      csv.header.enumerated().map { (ClassList.key($1), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    func cells(_ names: [String], _ row: [CSV.Field]) -> [String] {
      names.compactMap { columns[$0] }.map { column in
        let text = row.indices.contains(column) ? row[column].text : ""
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
      }
    }
    if !csv.header.contains(where: ClassList.identifies) {
      throw CourseError(
        description:
          "\(title) has no column Student, Name, Login, Email, or ID. Its first line has: "
          + ClassList.listed(csv.header))
    }
    var people: [Person] = []
    for (number, row) in csv.rows.enumerated().dropFirst() {
      let names = cells(ClassList.nameColumns, row)
      let parts = [ClassList.firstNames, ClassList.lastNames].map { cells($0, row).first ?? "" }
      let whole = parts.joined(separator: " ").trimmingCharacters(in: .whitespaces)
      let logins = cells(ClassList.loginColumns, row)
      let numbers = cells(ClassList.numberColumns, row).map(ClassList.number)
      let all = names + [whole] + logins
      // Canvas has a row with the points of each column.
      let isTotal = names.first?.lowercased() == "points possible"
      guard !isTotal, let name = (all + numbers).first(where: { !$0.isEmpty }) else { continue }
      let turned = names.map(ClassList.turned) + [parts.reversed().joined(separator: " ")]
      let submitted: Date?
      do {
        submitted = try cells(["submitted"], row).first.flatMap {
          try $0.isEmpty ? nil : Date(written: $0)
        }
      } catch let error as CourseError {
        throw CourseError(description: "\(title), line \(number + 1): \(error.description)")
      } catch { submitted = nil }
      people.append(
        Person(
          row: number, name: name, numbers: numbers,
          keys: Set((all + turned + numbers).map(ClassList.key)).subtracting([""]),
          submitted: submitted))
    }
    self.people = people
  }

  /// Whether a column with this header says who a row is about.
  static func identifies(_ header: String) -> Bool {
    [numberColumns, nameColumns, loginColumns, firstNames, lastNames].joined().contains(key(header))
  }

  /// A name without case, spaces, and punctuation: `Doe, Jane` is `doejane`, as in the names that
  /// Canvas gives to files. Addresses keep `@`.
  static func key(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "@" }
  }

  /// `Doe, Jane` is `Jane Doe`.
  private static func turned(_ name: String) -> String {
    let parts = name.split(separator: ",")
    return parts.count == 2 ? "\(parts[1]) \(parts[0])" : name
  }

  /// `Participant 12345`, as Moodle writes it in any language, is `12345`.
  private static func number(_ text: String) -> String {
    let last = text.split(separator: " ").last.map(String.init) ?? ""
    return !last.isEmpty && last.allSatisfy(\.isNumber) ? last : text
  }

  /// The columns of a table, for an error.
  static func listed(_ header: [String]) -> String {
    header.prefix(40).map { "\"\(printable($0.trimmingCharacters(in: .whitespaces)))\"" }
      .joined(separator: ", ")
  }
}
