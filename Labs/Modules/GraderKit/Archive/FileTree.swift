// A tree of files, listed but not read: a folder on disk, or an archive in memory.

import Foundation

/// The files that someone handed in. Their names and bytes come from outside: trust neither.
///
/// Nothing of an archive is ever written to disk. A file is read or unpacked only if it's asked for.
package struct FileTree: Sendable {
  /// The name of the folder, or of the archive with its extension.
  package let name: String
  private let place: Place

  private enum Place {
    /// The path of a folder.
    case disk(String)
    case archive(Listing)
  }

  package struct Entry: Sendable {
    /// The path below the tree's top: `lab04-threads/main.swift`.
    package var path: String
    package let kind: Kind
    package let size: Int
    let content: @Sendable (Int) throws(CourseError) -> [UInt8]

    package enum Kind: Sendable {
      case file
      case folder
      case symlink
      case other
    }

    /// The bytes of the file. The error is a clause that says what's wrong: `it is damaged`.
    package func read(limit: Int) throws(CourseError) -> [UInt8] {
      if let whatElse { throw CourseError(description: whatElse) }
      if size > limit { throw .tooLarge(limit) }
      return try content(limit)
    }

    /// `it is a symbolic link`: what it is if it isn't a file.
    package var whatElse: String? {
      switch kind {
      case .file: nil
      case .folder: "it is a folder"
      case .symlink: "it is a symbolic link"
      case .other: "it is not a regular file"
      }
    }

    /// The parts of its path.
    package var parts: [Substring] { Entry.parts(of: path) }
    package var name: String {
      path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[$0...].dropFirst()) } ?? path
    }

    /// The parts of a path. A slash counts even if an accent follows it, as the system sees it.
    static func parts(of path: String) -> [Substring] {
      path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init)
    }
  }

  /// A folder on disk. It must not be a symbolic link.
  package init(folder path: String, name: String) {
    self.init(name: name, place: .disk(path))
  }

  package init(name: String, _ listing: Listing) {
    self.init(name: name, place: .archive(listing))
  }

  /// The same tree under another name.
  package func renamed(_ name: String) -> FileTree { FileTree(name: name, place: place) }

  private init(name: String, place: Place) {
    self.name = name
    self.place = place
  }

  /// Lists everything in it, at any depth.
  package func listing(_ limits: Limits) -> Listing {
    switch place {
    case .disk(let path): Listing(folder: path, limits)
    case .archive(let listing): listing
    }
  }

  /// What is directly in it. Folders become trees of their own.
  package func children() -> (files: [Entry], folders: [FileTree]) {
    let listing: Listing
    let folders: [FileTree]
    switch place {
    case .disk(let path):
      listing = Listing(folder: path, .oneLevel)
      folders = listing.entries.filter { $0.kind == .folder }
        .map { FileTree(folder: "\(path)/\($0.path)", name: $0.path) }
    case .archive(let all):
      listing = all
      folders = all.byFolder().map { FileTree(name: $0, $1) }
    }
    let files = listing.entries.filter { $0.kind != .folder && !$0.path.contains("/") }
    return (files, folders.sorted { $0.name < $1.name })
  }

  /// How much is listed and read.
  package struct Limits: Sendable {
    package var entries: Int
    /// The bytes of an archive.
    package var packed: Int
    /// The bytes of an archive within another one, or of a compressed tar archive.
    package var unpacked: Int
    var depth = 64

    /// For what one student hands in.
    package static let student = Limits(entries: 20_000, packed: 256 << 20, unpacked: 64 << 20)
    /// For an archive of a whole class.
    package static let course = Limits(entries: 200_000, packed: 1 << 30, unpacked: 512 << 20)
    static let oneLevel = Limits(entries: 200_000, packed: 0, unpacked: 0, depth: 1)
  }
}
