// Opens an archive by its content: zip, tar, or gzip-compressed tar.

import Foundation

extension FileTree {
  /// Lists an archive that's in memory. The error is a clause: `it is damaged`.
  package init(
    archive bytes: [UInt8], name: String, limits: Limits = .student
  ) throws(CourseError) {
    let listing: Listing
    if bytes.starts(with: [0x50, 0x4b, 3, 4]) || bytes.starts(with: [0x50, 0x4b, 5, 6]) {
      listing = try .init(zip: bytes, limits)
    } else if bytes.starts(with: [0x1f, 0x8b]) {
      let unpacked = try gunzip(bytes, limit: limits.unpacked)
      guard Tar.isTar(unpacked) else {
        throw CourseError(description: "it is compressed, but it's not a tar archive")
      }
      listing = try .init(tar: unpacked, limits)
    } else if Tar.isTar(bytes) {
      listing = try .init(tar: bytes, limits)
    } else {
      throw CourseError(description: "it is not a .zip, .tar or .tar.gz archive")
    }
    self.init(name: name, listing)
  }

  /// The name of an archive without its ending; nil if it isn't one that can be read.
  package static func baseName(ofArchive name: String) -> String? {
    guard ["zip", "tar", "gz", "tgz"].contains(ending(of: name)) else { return nil }
    let low = name.lowercased()
    return [".zip", ".tar", ".tar.gz", ".tgz"].first { low.hasSuffix($0) && low.count > $0.count }
      .map { String(name.dropLast($0.count)) }
  }

  /// Whether it's the name of an archive that can't be read.
  package static func isOtherArchive(_ name: String) -> Bool {
    let others = ["rar", "7z", "gz", "bz2", "xz", "zst", "tbz", "txz", "zipx", "dmg"]
    return others.contains(ending(of: name)) && baseName(ofArchive: name) == nil
  }

  private static func ending(of name: String) -> String {
    name.utf8.lastIndex(of: UInt8(ascii: ".")).map { name[$0...].dropFirst().lowercased() } ?? ""
  }
}

extension CourseError {
  static let damaged = CourseError(description: "it is damaged")

  static func tooLarge(_ limit: Int) -> CourseError {
    CourseError(description: "it is larger than \(bytes(limit))")
  }
}

/// `1 MiB`: a limit of bytes.
package func bytes(_ limit: Int) -> String {
  if limit >= 1 << 30 && limit % (1 << 30) == 0 { return "\(limit >> 30) GiB" }
  if limit >= 1 << 20 && limit % (1 << 20) == 0 { return "\(limit >> 20) MiB" }
  return limit >= 1 << 10 && limit % (1 << 10) == 0 ? "\(limit >> 10) KiB" : "\(limit) bytes"
}

/// A number of a few bytes, lowest first. The bytes must be there.
func littleEndian(_ bytes: [UInt8], _ position: Int, _ size: Int) -> Int {
  var value = 0
  var index = size
  while index > 0 {
    index -= 1
    value = value << 8 | Int(bytes[position + index])
  }
  return value
}
