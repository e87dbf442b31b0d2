// The archives that a student handed in, perhaps within another one.

import GraderKit

extension FileTree.Listing {
  /// This list, with the files of the archives in it, below the archive's own path.
  func withArchives() -> FileTree.Listing {
    var budget = Budget()
    return opened(depth: 2, &budget)
  }

  /// What is left for a student's archives.
  private struct Budget {
    var archives = 10
    var bytes = FileTree.Limits.student.packed

    static let exceeded = "there are too many archives, or they are too large"
  }

  private func opened(depth: Int, _ budget: inout Budget) -> FileTree.Listing {
    let hasArchives = entries.contains {
      FileTree.baseName(ofArchive: $0.name) != nil || FileTree.isOtherArchive($0.name)
    }
    if !hasArchives { return self }
    var all = FileTree.Listing()
    for (path, reason) in refused { all.refuse(path, reason) }
    for entry in entries {
      let isArchive = FileTree.baseName(ofArchive: entry.name) != nil
      let isOther = FileTree.isOtherArchive(entry.name)
      if entry.kind == .folder || !isArchive && !isOther {
        all.add(entry)
      } else if let reason = entry.whatElse {
        all.refuse(entry.path, reason)
      } else if !isArchive {
        all.refuse(entry.path, "it is not a .zip, .tar or .tar.gz archive")
      } else if depth == 0 {
        all.refuse(entry.path, "it is in an archive that is in another archive")
      } else if budget.archives == 0 || budget.bytes < entry.size {
        all.refuse(entry.path, Budget.exceeded)
      } else {
        budget.archives -= 1
        budget.bytes -= entry.size
        do throws(CourseError) {
          let limits = FileTree.Limits.student
          let bytes = try entry.read(limit: depth == 2 ? limits.packed : limits.unpacked)
          // A compressed tar archive is unpacked as a whole.
          if bytes.starts(with: [0x1f, 0x8b]) { budget.bytes -= limits.unpacked }
          if budget.bytes < 0 { throw CourseError(description: Budget.exceeded) }
          let tree = try FileTree(archive: bytes, name: entry.name)
          all.add(tree.listing(limits).opened(depth: depth - 1, &budget), below: entry.path)
        } catch {
          all.refuse(entry.path, error.description)
        }
      }
    }
    return all
  }
}
