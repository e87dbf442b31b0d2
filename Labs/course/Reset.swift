// `course reset`: puts the starter back, and keeps what was there.

import Foundation
import GraderKit

extension Command {
  static let reset = Command(
    name: "reset", synopsis: "N",
    sentence: "puts the starter back, and keeps what you wrote"
  ) { words in
    let lab = words.labs[0]
    let starter = try lab.starter()
    if (try? text(of: lab.starterPath)) == starter {
      say("\(lab.starterPath) is the starter already.")
      return 0
    }
    let file = Subject.root.appendingPathComponent(lab.starterPath)
    do {
      if lab.hasFile {
        let path = try keep(file, of: lab)
        say("What you wrote is kept in \(path)\nBack again: cp \(path) \(lab.starterPath)")
      }
      try starter.write(to: file, atomically: true, encoding: .utf8)
    } catch {
      throw Complaint("Labs/\(lab.folder) cannot be written to: is it yours?", status: 1)
    }
    say("\(lab.starterPath) is the starter again.")
    return 0
  }

  /// Copies a file to a place where no build takes it for a part of the lab, and says where.
  private static func keep(_ file: URL, of lab: Lab) throws -> String {
    let clock = DateFormatter()
    clock.locale = Locale(identifier: "en_US_POSIX")
    clock.dateFormat = "yyyy-MM-dd-HHmmss"
    let name = clock.string(from: Date())
    let folder = "Labs/\(lab.folder)/.kept"
    try FileManager.default.createDirectory(
      at: Subject.root.appendingPathComponent(folder), withIntermediateDirectories: true)
    // Two in one second each have a place.
    var path = "\(folder)/\(name).swift"
    var number = 2
    while FileManager.default.fileExists(atPath: Subject.root.appendingPathComponent(path).path) {
      path = "\(folder)/\(name)-\(number).swift"
      number += 1
    }
    try FileManager.default.copyItem(at: file, to: Subject.root.appendingPathComponent(path))
    return path
  }
}
