// Lists a tar archive: ustar, the paths and sizes of pax, and the long names of GNU tar.

import Foundation

extension FileTree.Listing {
  /// Lists a tar archive. The error is a clause: `it is damaged`.
  init(tar bytes: [UInt8], _ limits: FileTree.Limits) throws(CourseError) {
    self.init()
    var position = 0
    // What a record said about the file that follows it.
    var (path, size) = (nil as String?, nil as Int?)
    while position + 512 <= bytes.count, bytes[position] != 0 {
      guard Tar.isHeader(bytes, position), let own = Tar.number(bytes, position + 124, 12) else {
        throw .damaged
      }
      let type = bytes[position + 156]
      let isRecord = [UInt8(ascii: "L"), UInt8(ascii: "K"), UInt8(ascii: "x"), UInt8(ascii: "g")]
        .contains(type)
      // Links and folders have no bytes, whatever their size says.
      let hasBytes = !(UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type)
      let length = isRecord ? own : hasBytes ? size ?? own : 0
      let start = position + 512
      guard length <= bytes.count - start else { throw .damaged }
      let end = start + length
      switch type {
      case UInt8(ascii: "L"): path = Tar.text(bytes, start, length)
      case UInt8(ascii: "x"):
        for (key, value) in try Tar.records(Array(bytes[start..<end])) {
          if key == "path" { path = value }
          if key == "size" { size = Int(value).flatMap { $0 >= 0 ? $0 : nil } }
        }
      case UInt8(ascii: "K"), UInt8(ascii: "g"): break
      default:
        let name = path ?? Tar.name(bytes, position)
        let kind = Tar.kind(type, name)
        add(
          FileTree.Entry(path: name, kind: kind, size: kind == .file ? length : 0) { _ in
            Array(bytes[start..<end])
          })
        try check(limits)
        (path, size) = (nil, nil)
      }
      position = end + (512 - length % 512) % 512
    }
  }
}

enum Tar {
  /// Whether bytes begin as a tar archive does.
  static func isTar(_ bytes: [UInt8]) -> Bool { bytes.count >= 512 && isHeader(bytes, 0) }

  /// Whether there's a header with the right sum of its bytes.
  static func isHeader(_ bytes: [UInt8], _ position: Int) -> Bool {
    var sum = 0
    var index = 0
    while index < 512 {
      // The sum itself counts as spaces.
      sum += 148 <= index && index < 156 ? 32 : Int(bytes[position + index])
      index += 1
    }
    return number(bytes, position + 148, 8) == sum
  }

  /// A number in octal digits or, if the first bit is set, in binary.
  static func number(_ bytes: [UInt8], _ position: Int, _ size: Int) -> Int? {
    if bytes[position] == 0x80 {
      let value = bytes[position + 1..<position + size]
      if value.dropLast(7).contains(where: { $0 != 0 }) { return nil }
      return value.suffix(7).reduce(0) { $0 << 8 | Int($1) }
    }
    let digits = text(bytes, position, size).trimmingCharacters(in: .whitespaces)
    if digits.isEmpty { return 0 }
    return digits.utf8.allSatisfy { 48...55 ~= $0 } ? Int(digits, radix: 8) : nil
  }

  /// The text of a field, up to its first zero byte.
  static func text(_ bytes: [UInt8], _ position: Int, _ size: Int) -> String {
    String(decoding: bytes[position..<position + size].prefix { $0 != 0 }, as: UTF8.self)
  }

  static func name(_ bytes: [UInt8], _ position: Int) -> String {
    let name = text(bytes, position, 100)
    // GNU tar has other fields there, and another mark.
    let isPosix = bytes[position + 257..<position + 263].elementsEqual(Array("ustar\0".utf8))
    let prefix = isPosix ? text(bytes, position + 345, 155) : ""
    return prefix.isEmpty ? name : "\(prefix)/\(name)"
  }

  static func kind(_ type: UInt8, _ name: String) -> FileTree.Entry.Kind {
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): name.hasSuffix("/") ? .folder : .file
    case UInt8(ascii: "5"): .folder
    case UInt8(ascii: "2"): .symlink
    default: .other
    }
  }

  /// The records of a pax header: `30 path=lab04/main.swift` and a line feed each, which the length
  /// includes.
  static func records(_ bytes: [UInt8]) throws(CourseError) -> [(key: String, value: String)] {
    var records: [(String, String)] = []
    var rest = bytes[...]
    while let space = rest.prefix(20).firstIndex(of: 32) {
      guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
        length <= rest.count, length > space - rest.startIndex + 1
      else { throw .damaged }
      let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      let parts = record.split(separator: UInt8(ascii: "="), maxSplits: 1)
      if parts.count == 2 {
        records.append(
          (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self)))
      }
      rest = rest.dropFirst(length)
    }
    return records
  }
}
