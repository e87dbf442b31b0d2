// Lists a zip archive by its central directory: APPNOTE.TXT of PKWARE, without zip64.

import Foundation

extension FileTree.Listing {
  /// Lists a zip archive. The error is a clause: `it is damaged`.
  init(zip bytes: [UInt8], _ limits: FileTree.Limits) throws(CourseError) {
    self.init()
    let end = try Zip.end(of: bytes)
    let count = littleEndian(bytes, end + 10, 2)
    let size = littleEndian(bytes, end + 12, 4)
    let offset = littleEndian(bytes, end + 16, 4)
    if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff { throw .zip64 }
    if offset + size > end { throw .damaged }
    var position = offset
    for _ in 0..<count {
      guard position + 46 <= end, littleEndian(bytes, position, 4) == 0x0201_4b50 else {
        throw .damaged
      }
      let lengths = [28, 30, 32].map { littleEndian(bytes, position + $0, 2) }
      let next = position + 46 + lengths.reduce(0, +)
      if next > end { throw .damaged }
      add(Zip.Member(bytes, position, nameLength: lengths[0]).entry(in: bytes))
      try check(limits)
      position = next
    }
    // The number of files has only 16 bits.
    if position + 4 <= end && littleEndian(bytes, position, 4) == 0x0201_4b50 { throw .zip64 }
  }
}

extension CourseError {
  fileprivate static let zip64 = CourseError(
    description: "it is a zip64 archive, which can't be read here: pack fewer or smaller files")
}

private enum Zip {
  /// Where the end record begins. Only a comment may follow it.
  static func end(of bytes: [UInt8]) throws(CourseError) -> Int {
    var position = bytes.count - 22
    let first = max(0, position - 0xffff)
    while position >= first {
      if bytes[position] == 0x50 && littleEndian(bytes, position, 4) == 0x0605_4b50
        && position + 22 + littleEndian(bytes, position + 20, 2) <= bytes.count
      {
        return position
      }
      position -= 1
    }
    throw CourseError(description: "it is damaged: the end of the archive is missing")
  }

  /// What the central directory says about a file.
  struct Member {
    let path: String
    let kind: FileTree.Entry.Kind
    let flags: Int
    let method: Int
    let crc: Int
    let packed: Int
    let size: Int
    let header: Int

    init(_ bytes: [UInt8], _ position: Int, nameLength: Int) {
      flags = littleEndian(bytes, position + 8, 2)
      method = littleEndian(bytes, position + 10, 2)
      crc = littleEndian(bytes, position + 16, 4)
      packed = littleEndian(bytes, position + 20, 4)
      size = littleEndian(bytes, position + 24, 4)
      header = littleEndian(bytes, position + 42, 4)
      let name = text(bytes[position + 46..<position + 46 + nameLength])
      // Old programs for Windows write `lab04\main.swift`.
      path = name.contains("/") ? name : name.replacing("\\", with: "/")
      let mode = littleEndian(bytes, position + 40, 2)
      let isUnix = [3, 19].contains(bytes[position + 5])
      if path.hasSuffix("/") {
        kind = .folder
      } else {
        kind = isUnix && mode & 0o170000 != 0 ? FileTree.Entry.kind(ofMode: mode) : .file
      }
    }

    func entry(in bytes: [UInt8]) -> FileTree.Entry {
      FileTree.Entry(path: path, kind: kind, size: size) { limit throws(CourseError) in
        try read(from: bytes, limit: limit)
      }
    }

    /// The bytes of the file. Never are more than `limit` unpacked, whatever the archive says.
    private func read(from bytes: [UInt8], limit: Int) throws(CourseError) -> [UInt8] {
      if flags & 1 != 0 { throw CourseError(description: "it is encrypted") }
      if size == 0xffff_ffff || packed == 0xffff_ffff { throw .zip64 }
      guard header + 30 <= bytes.count, littleEndian(bytes, header, 4) == 0x0403_4b50 else {
        throw .damaged
      }
      let start =
        header + 30 + littleEndian(bytes, header + 26, 2) + littleEndian(bytes, header + 28, 2)
      // Deflate makes data at most a little larger.
      guard start + packed <= bytes.count, packed <= size + size / 8 + 1024 else { throw .damaged }
      let content: [UInt8]
      switch method {
      case 0: content = Array(bytes[start..<start + packed])
      case 8:
        content = try bytes.withUnsafeBufferPointer { buffer throws(CourseError) -> [UInt8] in
          let input = UnsafeBufferPointer(rebasing: buffer[start..<start + packed])
          return try inflate(input, limit: min(limit, size), guess: size).bytes
        }
      default:
        throw CourseError(description: "its compression method (\(method)) isn't deflate")
      }
      if content.count != size || Int(checksum(content)) != crc { throw .damaged }
      return content
    }
  }
}

/// A file's name: UTF-8 or, from old programs, the characters of the IBM PC.
private func text(_ bytes: ArraySlice<UInt8>) -> String {
  if let text = String(validating: bytes, as: UTF8.self) { return text }
  return String(
    String.UnicodeScalarView(
      bytes.map { $0 < 128 ? Unicode.Scalar($0) : codePage437[Int($0) - 128] }))
}

private let codePage437 = Array(
  ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
    + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}").unicodeScalars)
