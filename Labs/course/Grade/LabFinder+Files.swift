// Takes the files of a lab, and says which ones it doesn't take.

import Foundation
import GraderKit

extension LabFinder {
  /// How many files of a lab are taken, and how large they may be.
  private static let (files, fileSize, labSize) = (200, 1 << 20, 8 << 20)

  /// The files of a lab, or nil if there are none.
  mutating func files(of lab: Lab) -> LabFiles? {
    var found: (files: LabFiles, path: String)?
    for candidate in candidates where candidate.number == lab.number {
      let path = candidate.entry.path
      if let found {
        if !taken.contains(path) { ignore(path, "\(found.path) is graded instead") }
      } else if let files = take(candidate, lab) {
        found = (files, path)
      }
    }
    return found?.files
  }

  private mutating func take(_ candidate: Candidate, _ lab: Lab) -> LabFiles? {
    let entry = candidate.entry
    guard let bytes = read(entry) else { return nil }
    switch candidate.kind {
    case .file:
      return LabFiles(lab: lab, files: [.init(name: "main.swift", bytes: bytes)], command: nil)
    case .folder:
      let main = LabFiles.File(name: "main.swift", bytes: bytes)
      return LabFiles(lab: lab, files: [main] + others(than: candidate), command: nil)
    case .command:
      let line = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first
      let command = (line ?? "").trimmingCharacters(in: .whitespaces)
      if command.isEmpty || command.count > 1000 || printable(command) != command {
        ignore(entry.path, "its first line is not a command")
        return nil
      }
      let subject = LabFiles.File(name: entry.name, bytes: bytes)
      return LabFiles(lab: lab, files: [subject] + others(than: candidate), command: command)
    }
  }

  private mutating func read(_ entry: FileTree.Entry) -> [UInt8]? {
    do throws(CourseError) {
      let bytes = try entry.read(limit: LabFinder.fileSize)
      taken.insert(entry.path)
      return bytes
    } catch {
      ignore(entry.path, error.description)
      return nil
    }
  }

  /// The files in the same folder that belong to the lab too.
  private mutating func others(than main: Candidate) -> [LabFiles.File] {
    let isCommand = main.kind == .command
    let folder = main.entry.folder
    let prefix = folder.isEmpty ? "" : folder + "/"
    var (files, size) = ([] as [LabFiles.File], main.entry.size)
    var names: Set = [main.entry.name.lowercased()]
    for entry in entries {
      guard entry.kind != .folder, entry.path.hasPrefix(prefix), entry.path != main.entry.path,
        isCommand || entry.name.hasSuffix(".swift")
      else { continue }
      let name = entry.name
      // The files of another lab, and descriptions of packages, don't belong to it.
      let number = LabName(file: name)?.number ?? main.number
      if !isCommand && (name.hasPrefix("Package.") || name.hasPrefix("Package@")) { continue }
      if number != main.number { continue }
      if entry.folder != folder {
        // Other folders with a lab have a candidate of their own.
        let isOwn = !folder.isEmpty && !candidates.contains { $0.entry.folder == entry.folder }
        if isOwn { ignore(entry.path, "it is in a folder within the lab's folder") }
      } else if let reason = entry.whatElse ?? defect(of: name) {
        ignore(entry.path, reason)
      } else if !names.insert(name.lowercased()).inserted {
        ignore(entry.path, "another file has the same name, but for upper and lower case")
      } else if files.count + 1 >= LabFinder.files {
        ignore(entry.path, "only \(LabFinder.files) files of a lab are taken")
      } else if entry.size > LabFinder.labSize - size {
        ignore(entry.path, "the files of a lab are larger than \(bytes(LabFinder.labSize))")
      } else if let content = read(entry) {
        size += content.count
        files.append(.init(name: name, bytes: content))
      }
    }
    return files
  }

  /// Why a file can't be written, or given to a compiler, under its name.
  private func defect(of name: String) -> String? {
    if name.utf8.count > 200 { return "its name is too long" }
    // An accent after the first byte would hide it from a comparison of characters.
    let isPlain =
      !"-@.".utf8.contains(name.utf8.first ?? 45) && printable(name) == name
      && !name.utf8.contains(UInt8(ascii: "\\"))
    return isPlain ? nil : "a compiler could take its name for something else"
  }
}
