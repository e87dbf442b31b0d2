// Names the files that a student may take for a lab, but that can't be graded.

import GraderKit

extension LabFinder {
  private static let otherLanguages: Set = [
    "py", "c", "h", "cc", "cpp", "cs", "go", "java", "js", "kt", "rb", "rs", "sh", "ts", "txt",
    "rtf", "pdf", "doc", "docx",
  ]

  /// Ignores links to labs, files in other languages, and folders of labs without `main.swift`.
  mutating func ignoreLookalikes(_ wanted: Set<Int>, in top: String) {
    let found = Set(candidates.map(\.number))
    for entry in entries where entry.kind != .folder {
      let name = entry.name
      if let reason = entry.whatElse {
        let number = LabName(folder: name)?.number
        if name == "Labs" || number.map(wanted.contains) == true { ignore(entry.path, reason) }
        continue
      }
      let ending = name.split(separator: ".").last?.lowercased() ?? ""
      guard ending == "swift" || LabFinder.otherLanguages.contains(ending) else { continue }
      let around =
        [name.prefix { $0 != "." }] + entry.parts.dropLast().reversed() + [Substring(top)]
      guard let number = around.lazy.compactMap({ LabName(folder: $0)?.number }).first,
        wanted.contains(number), !found.contains(number)
      else { continue }
      if ending == "swift" {
        ignore(entry.path, "there is no main.swift in its folder")
      } else {
        ignore(entry.path, "it is not a Swift file, and there is no subject.txt in its folder")
      }
    }
  }

  /// Ignores some of the other files, so that a submission without labs isn't a riddle.
  mutating func ignoreOthers() {
    for entry in entries.filter({ $0.kind == .file }).prefix(10) {
      ignore(entry.path, "it belongs to none of the labs that are graded")
    }
  }
}
