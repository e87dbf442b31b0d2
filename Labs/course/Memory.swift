// What the guide remembers of a lab, by the content of its files. It is no database: whoever removes
// `.build` loses some seconds.

import Foundation
import GraderKit

extension Lab {
  /// What its files say, as one word: another content has another one.
  var content: String {
    var print = Fingerprint()
    print.add(folder: "Labs/\(folder)")
    return print.description
  }

  /// Whether the file that the student edits is there.
  var hasFile: Bool {
    FileManager.default.fileExists(atPath: Subject.root.appendingPathComponent(starterPath).path)
  }

  /// The file that remembers what these files came to.
  var memory: URL {
    var print = Lab.printOfGraders
    print.add(folder: "Labs/\(folder)")
    return Memory.file("\(name)-\(print)")
  }

  /// What a verdict rests on beside the lab itself.
  private static let printOfGraders: Fingerprint = {
    var print = Fingerprint()
    for module in ["Libc", "Sockets", "LabKit", "GraderKit", "GraderKit/Labs"] {
      print.add(folder: "Labs/Modules/\(module)")
    }
    print.add(folder: "Tests/Graders")
    return print
  }()
}

/// Where the guide remembers something: each in a file.
enum Memory {
  static func file(_ name: String) -> URL {
    folder.appendingPathComponent("\(name).json")
  }

  static func read<Value: Decodable>(_ file: URL) -> Value? {
    FileManager.default.contents(atPath: file.path).flatMap {
      try? JSONDecoder().decode(Value.self, from: $0)
    }
  }

  /// Where nothing can be written it is forgotten: no verdict is lost for that.
  static func write(_ value: some Encodable, to file: URL) {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? JSONEncoder().encode(value).write(to: file, options: .atomic)
    forget()
  }

  /// Forgets the oldest, once it is more than a student goes back to.
  private static func forget() {
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

  private static let folder = Subject.products.appendingPathComponent("course-memory")
}

/// The content of files as one number: another content has another one, but for a chance in 2^64.
private struct Fingerprint: CustomStringConvertible {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  var description: String { String(hash, radix: 16) }

  /// Adds all Swift files of a folder, with their names.
  mutating func add(folder: String) {
    let folder = Subject.root.appendingPathComponent(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.filter({ $0.hasSuffix(".swift") }).sorted() {
      add(Data(name.utf8))
      add(FileManager.default.contents(atPath: folder.appendingPathComponent(name).path) ?? Data())
    }
  }

  private mutating func add(_ data: Data) {
    data.withUnsafeBytes { bytes in
      var next = 0
      while next + 8 <= bytes.count {
        add(bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self))
        next += 8
      }
      for byte in bytes[next...] { add(UInt64(byte)) }
    }
    add(UInt64(data.count))
  }

  /// As FNV-1a does with bytes. What a product moves up is brought down again: without that, the
  /// last byte of each word would touch no other bits than its own.
  private mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 32
  }
}
