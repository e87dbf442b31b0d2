// `course reset`: puts the starter back, and keeps what was there.

import Foundation
import GraderKit

extension Command {
  static let reset = Command(
    name: "reset", labs: .one, summary: "puts the starter back, and keeps what you wrote"
  ) { labs, _ in
    let lab = labs[0]
    let starter = try lab.starter()
    if (try? text(of: lab.starterPath)) == starter {
      say("\(lab.starterPath) is the starter already.")
      return 0
    }
    let file = Subject.root.appendingPathComponent(lab.starterPath)
    do {
      if lab.hasFile {
        let clock = DateFormatter()
        clock.locale = Locale(identifier: "en_US_POSIX")
        clock.dateFormat = "yyyy-MM-dd-HHmmss-SSS"
        // A hidden folder, because the build compiles all others.
        let folder = "Labs/\(lab.folder)/.kept"
        let path = "\(folder)/\(clock.string(from: Date())).swift"
        try FileManager.default.createDirectory(
          at: Subject.root.appendingPathComponent(folder), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: file, to: Subject.root.appendingPathComponent(path))
        say("Your file is kept in \(path)\nTo get it back: cp \(path) \(lab.starterPath)")
      }
      try starter.write(to: file, atomically: true, encoding: .utf8)
    } catch {
      throw CourseError(description: "Labs/\(lab.folder) can't be written to: is it yours?")
    }
    say("\(lab.starterPath) is the starter again.")
    return 0
  }
}
