// How a folder on disk is listed and a file is read: no link is followed, and nothing blocks.

import Foundation
import Libc

extension FileTree.Listing {
  /// Lists a folder on disk. What can't be listed is refused.
  init(folder root: String, _ limits: FileTree.Limits) {
    self.init()
    var folders = [(path: "", depth: 1)]
    while let folder = folders.popLast() {
      let prefix = folder.path.isEmpty ? "" : "\(folder.path)/"
      let location = folder.path.isEmpty ? root : "\(root)/\(folder.path)"
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: location) else {
        refuse(folder.path.isEmpty ? "." : folder.path, "its folder can't be read")
        continue
      }
      for name in names.sorted() where !FileTree.Listing.leavesOut(name) {
        if entries.count >= limits.entries {
          refuse(prefix + name, "there are more than \(grouped(limits.entries)) files")
          return
        }
        guard let entry = FileTree.Entry(file: "\(root)/\(prefix)\(name)", as: prefix + name) else {
          refuse(prefix + name, "it can't be read")
          continue
        }
        add(entry)
        if entry.kind != .folder { continue }
        if folder.depth < limits.depth {
          folders.append((entry.path, folder.depth + 1))
        } else if limits.depth > 1 {
          refuse(entry.path, "its path is too long")
        }
      }
    }
  }
}

extension FileTree.Entry {
  /// A file on disk, or nil if it is missing: `lstat(2)`.
  package init?(file: String, as path: String) {
    var status = stat()
    if lstat(file, &status) != 0 { return nil }
    let kind = FileTree.Entry.kind(ofMode: Int(status.st_mode))
    self.init(path: path, kind: kind, size: Int(status.st_size)) { limit throws(CourseError) in
      try bytes(ofFile: file, limit: limit)
    }
  }

  /// What the mode of a file says that it is.
  static func kind(ofMode mode: Int) -> Kind {
    switch mode & 0o170000 {
    case 0o100000: .file
    case 0o040000: .folder
    case 0o120000: .symlink
    default: .other
    }
  }
}

/// The bytes of a regular file. It doesn't follow a link, and doesn't wait for a pipe's writer.
private func bytes(ofFile path: String, limit: Int) throws(CourseError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
  if descriptor < 0 {
    throw CourseError(
      description: errno == ELOOP ? "it is a symbolic link" : "it can't be opened: \(reason())")
  }
  defer { close(descriptor) }
  // Another file may have taken its place since it was listed.
  var status = stat()
  if fstat(descriptor, &status) != 0 || FileTree.Entry.kind(ofMode: Int(status.st_mode)) != .file {
    throw CourseError(description: "it is not a regular file")
  }
  let size = Int(status.st_size)
  if size > limit { throw .tooLarge(limit) }
  var error: CourseError?
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    while count < size {
      let more = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
      if more < 0 && errno == EINTR { continue }
      if more < 0 { error = CourseError(description: "it can't be read: \(reason())") }
      if more <= 0 { return }
      count += more
    }
  }
  if let error { throw error }
  return bytes
}

private func reason() -> String { String(cString: strerror(errno)) }
