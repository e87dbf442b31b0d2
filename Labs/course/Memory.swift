// What the guide remembers about a lab, keyed by the content of its files. You can delete it.

import Foundation
import GraderKit

extension Lab {
  /// Whether the file that the student edits is there.
  var hasFile: Bool { (try? text(of: starterPath)) != nil }

  /// The file with the status of the lab. Its name changes whenever the lab's files change.
  var memory: URL {
    var fingerprint = Lab.graderFingerprint
    fingerprint.add(folder: "Labs/\(folder)")
    return Memory.file("\(name)-\(String(fingerprint.hash, radix: 16))")
  }

  /// What a verdict depends on besides the lab itself.
  private static let graderFingerprint: Fingerprint = {
    var fingerprint = Fingerprint()
    for module in ["Libc", "Sockets", "LabKit", "GraderKit", "GraderKit/Labs"] {
      fingerprint.add(folder: "Labs/Modules/\(module)")
    }
    fingerprint.add(folder: "Tests/Graders")
    return fingerprint
  }()
}

/// What the guide remembers, each value in a JSON file.
enum Memory {
  private static let folder = Subject.products.appendingPathComponent("course-memory")

  static func file(_ name: String) -> URL { folder.appendingPathComponent("\(name).json") }

  static func read<Value: Decodable>(_ file: URL) -> Value? {
    FileManager.default.contents(atPath: file.path).flatMap {
      try? JSONDecoder().decode(Value.self, from: $0)
    }
  }

  /// Writes a value if possible. If not, it's computed again the next time.
  static func write(_ value: some Encodable, to file: URL) {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? JSONEncoder().encode(value).write(to: file, options: .atomic)
    removeOldFiles()
  }

  private static func removeOldFiles() {
    let key = URLResourceKey.contentModificationDateKey
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [key])
    let dated = (files ?? []).map { file in
      (file, (try? file.resourceValues(forKeys: [key]))?.contentModificationDate ?? .distantPast)
    }
    for (file, _) in dated.sorted(by: { $0.1 > $1.1 }).dropFirst(200) {
      try? FileManager.default.removeItem(at: file)
    }
  }
}

/// A hash of the content of files: FNV-1a.
private struct Fingerprint {
  private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Adds all Swift files of a folder, with their names.
  mutating func add(folder: String) {
    let folder = Subject.root.appendingPathComponent(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.filter({ $0.hasSuffix(".swift") }).sorted() {
      let path = folder.appendingPathComponent(name).path
      let data = FileManager.default.contents(atPath: path) ?? Data()
      add(Data("\(name) \(data.count) ".utf8))
      add(data)
    }
  }

  private mutating func add(_ data: Data) {
    data.withUnsafeBytes { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
  }
}
