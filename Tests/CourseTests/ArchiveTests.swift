// Archives are read in memory: right ones as Python made them, and damaged ones without a crash.

import Foundation
import GraderKit
import Libc
import XCTest

final class ArchiveTests: XCTestCase {
  /// The file that both archives hold.
  private let program = (0..<40).map { "line \($0 * $0) of a program\n" }.joined()

  func testAZipArchiveIsListedAndUnpacked() throws {
    let listing = try tree(zipArchive).listing(.student)

    XCTAssertEqual(
      try contents(listing),
      [
        "stored.txt": "stored\n", "fixed.txt": "aaaaaaaaaa\n", "größe/main.swift": program,
        "zeros": String(repeating: "\0", count: 60_000), "link": "it is a symbolic link",
      ])
    XCTAssertEqual(
      listing.refused.map { "\($0.path): \($0.reason)" },
      ["../up: its path contains `..`", "/top: its path is absolute"])
  }

  func testATarArchiveIsListedAndUnpacked() throws {
    let listing = try tree(tarArchive).listing(.student)

    XCTAssertEqual(
      try contents(listing),
      [
        "größe/main.swift": program, folder("p", "q") + "/pax": "pax",
        folder("g", "h") + "/gnu": "gnu", "link": "it is a symbolic link",
        "pipe": "it is not a regular file",
      ])
    XCTAssertEqual(listing.refused.map(\.path), ["../up"])
  }

  func testNoMoreIsUnpackedThanAsked() throws {
    var zip = try bytes(zipArchive)
    let tar = try bytes(tarArchive)
    let zeros = try XCTUnwrap(
      tree(zipArchive).listing(.student).entries.first { $0.size == 60_000 })

    XCTAssertEqual(error { try zeros.read(limit: 59_999) }, "it is larger than 59999 bytes")
    XCTAssertEqual(error { try gunzip(tar, limit: 1 << 10) }, "it is larger than 1 KiB")

    // The archive says that the file with 60,000 bytes has 200.
    let size = try XCTUnwrap(zip.indices.last { zip[$0...].starts(with: [0x60, 0xea, 0, 0]) })
    zip.replaceSubrange(size..<size + 2, with: [200, 0])
    let liar = try FileTree(archive: zip, name: "").listing(.student).entries.filter {
      $0.size == 200
    }
    XCTAssertEqual(error { try liar[0].read(limit: 1 << 20) }, "it is larger than 200 bytes")
  }

  func testDamageIsAnError() throws {
    for archive in [try bytes(zipArchive), try bytes(tarArchive)] {
      for index in archive.indices {
        var damaged = archive
        damaged[index] ^= 1 << (index % 8)
        readAll(damaged)
        readAll(Array(archive[..<index]))
      }
    }
  }

  func testOtherFilesAreNoArchives() throws {
    for (bytes, expected) in [
      ([], "it is not a .zip, .tar or .tar.gz archive"),
      (Array("hello".utf8), "it is not a .zip, .tar or .tar.gz archive"),
      (Array("PK\u{3}\u{4}".utf8), "it is damaged: the end of the archive is missing"),
      ([0x1f, 0x8b], "it is damaged"),
    ] as [([UInt8], String)] {
      XCTAssertEqual(error { try FileTree(archive: bytes, name: "") }, expected)
    }
  }

  func testAFolderIsListedWithoutFollowingALinkOrWaiting() throws {
    try withTemporaryFolder { folder in
      let path = folder.path
      for name in [".git", "lab04", "lab04/main.swift"] {
        try FileManager.default.createDirectory(
          atPath: "\(path)/\(name)", withIntermediateDirectories: true)
      }
      try "text".write(toFile: "\(path)/lab04/a.swift", atomically: true, encoding: .utf8)
      try "x".write(toFile: "\(path)/.git/config", atomically: true, encoding: .utf8)
      XCTAssertEqual(symlink("..", "\(path)/lab04/loop"), 0)
      XCTAssertEqual(mkfifo("\(path)/pipe", 0o600), 0)

      let listing = FileTree(folder: path, name: "").listing(.student)

      XCTAssertEqual(
        try contents(listing),
        [
          "lab04/a.swift": "text", "lab04/loop": "it is a symbolic link",
          "lab04/main.swift": "it is a folder", "pipe": "it is not a regular file",
          "lab04": "it is a folder",
        ])
      // What was a file when it was listed is something else when it's read.
      let file = try XCTUnwrap(listing.entries.first { $0.kind == .file })
      for replace in [
        { symlink("/etc/passwd", $0) }, { mkfifo($0, 0o600) }, { mkdir($0, 0o700) },
      ] as [(String) -> Int32] {
        XCTAssertEqual(remove("\(path)/lab04/a.swift"), 0)
        XCTAssertEqual(replace("\(path)/lab04/a.swift"), 0)
        XCTAssertNotNil(error { try file.read(limit: 100) })
      }
    }
  }

  /// The files of a listing with their text, or with what they are instead.
  private func contents(_ listing: FileTree.Listing) throws -> [String: String] {
    let contents = try listing.entries.map { entry in
      let text = { String(decoding: try entry.read(limit: 1 << 20), as: UTF8.self) }
      return (entry.path, try entry.whatElse ?? text())
    }
    return Dictionary(uniqueKeysWithValues: contents)
  }

  /// Reads all of an archive that may be damaged. It must not crash.
  private func readAll(_ archive: [UInt8]) {
    guard let tree = try? FileTree(archive: archive, name: "") else { return }
    for entry in tree.listing(.student).entries { _ = try? entry.read(limit: 1 << 10) }
  }

  private func error(_ body: () throws -> some Any) -> String? {
    do {
      _ = try body()
      return nil
    } catch { return "\(error)" }
  }

  private func folder(_ names: String...) -> String {
    names.map { String(repeating: $0, count: 60) }.joined(separator: "/")
  }

  private func tree(_ archive: String) throws -> FileTree {
    try FileTree(archive: try bytes(archive), name: "")
  }

  private func bytes(_ archive: String) throws -> [UInt8] {
    [UInt8](try XCTUnwrap(Data(base64Encoded: archive)))
  }
}

// Made by Python's zipfile, with files that are stored, or compressed with a fixed or dynamic code.
private let zipArchive =
  "UEsDBBQAAAAAAAAAIVzinFOlBwAAAAcAAAAKAAAAc3RvcmVkLnR4dHN0b3JlZApQSwMEFAAAAAgAAAAhXELlJo8GAAAA"
  + "CwAAAAkAAABmaXhlZC50eHRLTIQBLgBQSwMEFAAACAgAAAAhXMQ82PSLAAAAagMAABIAAABncsO2w59lL21haW4uc3dp"
  + "ZnRtkrsNgDAMRHumyAixYzvJOBSAkMJH7F8gWvTa0+VyH4/9XFJO15rmdD/X9szHND5MADPAOr0NANUBLMQ00gz6vJFL"
  + "yZhHkWuG/jFVx1iYSx25jXSLGjaDC2A2M+Q20nUlD17Jb2C2QG5F3YoeGvrtmK0Hb4ylScaGRXAO4e1EcWgpfBXGJ+T/"
  + "e3sBUEsDBBQAAAAAAAAAIVwKuR8pCwAAAAsAAAAEAAAAbGluay9ldGMvcGFzc3dkUEsDBBQAAAAAAAAAIVyDFtyMAQAA"
  + "AAEAAAAFAAAALi4vdXB4UEsDBBQAAAAAAAAAIVyDFtyMAQAAAAEAAAAEAAAAL3RvcHhQSwMEFAAAAAAAAAAhXIMW3IwB"
  + "AAAAAQAAAAsAAAAuZ2l0L2NvbmZpZ3hQSwMEFAAAAAgAAAAhXAWqJ1FLAAAAYOoAAAUAAAB6ZXJvc+3BMQEAAADCoPVP"
  + "bQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC+DFBLAQIU"
  + "AxQAAAAAAAAAIVzinFOlBwAAAAcAAAAKAAAAAAAAAAAAAACkgQAAAABzdG9yZWQudHh0UEsBAhQDFAAAAAgAAAAhXELl"
  + "Jo8GAAAACwAAAAkAAAAAAAAAAAAAAKSBLwAAAGZpeGVkLnR4dFBLAQIUAxQAAAgIAAAAIVzEPNj0iwAAAGoDAAASAAAA"
  + "AAAAAAAAAACkgVwAAABncsO2w59lL21haW4uc3dpZnRQSwECFAMUAAAAAAAAACFcCrkfKQsAAAALAAAABAAAAAAAAAAA"
  + "AAAA/6EXAQAAbGlua1BLAQIUAxQAAAAAAAAAIVyDFtyMAQAAAAEAAAAFAAAAAAAAAAAAAACkgUQBAAAuLi91cFBLAQIU"
  + "AxQAAAAAAAAAIVyDFtyMAQAAAAEAAAAEAAAAAAAAAAAAAACkgWgBAAAvdG9wUEsBAhQDFAAAAAAAAAAhXIMW3IwBAAAA"
  + "AQAAAAsAAAAAAAAAAAAAAKSBiwEAAC5naXQvY29uZmlnUEsBAhQDFAAAAAgAAAAhXAWqJ1FLAAAAYOoAAAUAAAAAAAAA"
  + "AAAAAKSBtQEAAHplcm9zUEsFBgAAAAAIAAgAsgEAACMCAAAAAA=="

// Made by its tarfile and gzip: paths of pax and of GNU tar.
private let tarArchive =
  "H4sIAAAAAAACA+2XTW7CMBCFs+YUPkHs8S9ZVHTZBYtewSohoJaQJiC4TW/RC3CxBli0TR9CVZQUNf42QSNjz/jlxeOY"
  + "x/z+0e8fUj9Ly6gTxJlLTyGU+vx9jJOQRBHbRz2wrTa+rJePhol0rPCbxV1WHt4Pbylf+WUeV7vlfDOKAv+frJxMvqre"
  + "lf+t1pf8T8bIpv+dNBETwf+d87LMUybYes48K8p1VvrV6BQjENMglqD/WhCUBgQVGqnRnBYtPkZZkoD1SDhWa5g/rCqB"
  + "ZcG6pIFjx2heJTXcGagArE1rOHaM5jUS5WAcytfC2iwc6+C8DuYwhvkmsLbEYo3hppGAO0wE5SCsHUkoNCn8Vmj8Cpnm"
  + "+3ab/o9voP+Twv3s/3To//qAlDk3gEUL+GsLeOH3odf8K/qQ/Ur/d7wAfve/UlbY0P/1or/fBxMMmLpZee56jev+F83z"
  + "3zqKmOTp5qk+HqpqNwv+78j/yyK9Of2FtbLW34bvf/f9f8y3xZ/rT039DYXzvxfC6T9sTvf/6TrPpt01Atfu/+Rsw//O"
  + "2fr7P+3N/4wNVf+sBXzRAp7l22C/Qej/+/s/OaP6PP8H7P/gwkAgEBgkH2lA/r0AJgAA"
