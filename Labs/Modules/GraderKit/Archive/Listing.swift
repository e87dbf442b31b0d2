// The list of the files in a folder or in an archive.

extension FileTree {
  /// The files of a tree, ordered by path, and those that are refused.
  package struct Listing: Sendable {
    package private(set) var entries: [Entry] = []
    /// What isn't listed, and why. Its path may be anything.
    package private(set) var refused: [(path: String, reason: String)] = []
    private var positions: [String: Int] = [:]

    package init() {}

    /// Files and folders that aren't a student's work.
    private static let leftOut: Set = [
      ".git", ".build", ".swiftpm", "__MACOSX", ".DS_Store", "Solutions", "Tests",
    ]

    /// Whether the listing leaves out a file or folder of this name.
    static func leavesOut(_ name: some StringProtocol) -> Bool {
      // macOS puts a file `._main.swift` with the attributes of `main.swift` beside it.
      name.hasPrefix("._") || leftOut.contains(String(name))
    }

    /// Adds an entry under the path that an archive gives. If two have the same, the last one counts,
    /// as if the archive were unpacked.
    package mutating func add(_ entry: Entry) {
      let path = entry.path
      let parts = Entry.parts(of: path).filter { $0 != "." }
      if path.utf8.first == UInt8(ascii: "/") { return refuse(path, "its path is absolute") }
      if parts.contains("..") { return refuse(path, "its path contains `..`") }
      if path.utf8.contains(0) { return refuse(path, "its path contains a zero byte") }
      if path.utf8.count > 1024 || parts.count > 64 { return refuse(path, "its path is too long") }
      if parts.isEmpty || parts.contains(where: Listing.leavesOut) { return }
      var entry = entry
      entry.path = parts.joined(separator: "/")
      put(entry)
    }

    private mutating func put(_ entry: Entry) {
      if let position = positions[entry.path] {
        entries[position] = entry
      } else {
        positions[entry.path] = entries.count
        entries.append(entry)
      }
    }

    package mutating func refuse(_ path: String, _ reason: String) {
      refused.append((String(path.prefix(200)), reason))
    }

    /// Adds all of another listing below a folder.
    package mutating func add(_ other: Listing, below folder: String = "") {
      let prefix = folder.isEmpty ? "" : "\(folder)/"
      for var entry in other.entries {
        entry.path = prefix + entry.path
        add(entry)
      }
      for refusal in other.refused { refuse(prefix + refusal.path, refusal.reason) }
    }

    /// Throws if there are too many entries.
    func check(_ limits: Limits) throws(CourseError) {
      if entries.count + refused.count > limits.entries {
        throw CourseError(description: "it has more than \(grouped(limits.entries)) files")
      }
    }

    /// The list of each folder at the top.
    func byFolder() -> [String: Listing] {
      var folders: [String: Listing] = [:]
      for var entry in entries {
        let parts = entry.path.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2 {
          entry.path = parts[1]
          folders[parts[0], default: Listing()].put(entry)
        } else if entry.kind == .folder && folders[parts[0]] == nil {
          folders[parts[0]] = Listing()
        }
      }
      for (path, reason) in refused {
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2 { folders[parts[0]]?.refuse(parts[1], reason) }
      }
      return folders
    }
  }
}
