// Landlock, with which a Linux process gives up its own rights: landlock(7). It needs no root.

import Libc

/// A list of what a process may still do.
struct Landlock {
  /// What the kernel knows: 1 to 3 files, 4 TCP ports, 5 devices, 6 signals; 0 is nothing.
  static let version = max(0, Int(Platform.call(createRuleset, 0, 0, 1)))

  private static let createRuleset = 444
  private static let addRule = 445
  private static let restrictSelf = 446

  /// What can be allowed for files and folders.
  struct Rights: OptionSet {
    let rawValue: UInt64

    static let execute = Rights(rawValue: 1 << 0)
    static let write = Rights(rawValue: 1 << 1 | 1 << 14)
    static let read = Rights(rawValue: 1 << 2)
    static let list = Rights(rawValue: 1 << 3)
    /// To make and to remove files, folders, links, pipes and sockets, and to move them. Devices
    /// aren't among them.
    static let change = Rights(rawValue: 0b11_0111_1011_0000)
    static let ioctl = Rights(rawValue: 1 << 15)
    static let devices = Rights(rawValue: 1 << 6 | 1 << 11)
    /// What also makes sense for a file.
    static let ofFiles: Rights = [.execute, .write, .read, .ioctl]

    static let use: Rights = [.execute, .read, .list]
    static let all: Rights = [.use, .write, .change, .ioctl, .devices]

    /// The rights that this kernel knows. It would reject the others.
    var known: Rights {
      let count =
        switch Landlock.version {
        case ...1: 13
        case 2: 14
        case 3, 4: 15
        default: 16
        }
      return Rights(rawValue: rawValue & (1 << count - 1))
    }
  }

  enum PortRight: UInt64 {
    case bind = 1
    case connect = 2
  }

  private let ruleset: Int32

  /// Starts with a list that allows nothing.
  init() throws(Refusal) {
    let hasPorts = Landlock.version >= 4
    let hasScopes = Landlock.version >= 6
    // Rights for files, rights for ports, and what is limited to the program's own processes:
    // abstract Unix-domain sockets and signals.
    let attributes: [UInt64] =
      [Rights.all.known.rawValue] + (hasPorts ? [3] : []) + (hasScopes ? [3] : [])
    ruleset = attributes.withUnsafeBytes {
      Int32(Platform.call(Landlock.createRuleset, address($0), $0.count, 0))
    }
    if ruleset < 0 { throw Refusal(call: "landlock_create_ruleset") }
  }

  /// Allows something for a file, or for a folder and all that is in it. A path that doesn't exist,
  /// or can't be opened, gets no rule: it stays forbidden.
  func allow(_ rights: Rights, _ path: String) throws(Refusal) {
    let file = open(path, Platform.pathOnly | O_CLOEXEC)
    if file < 0 { return }
    defer { close(file) }
    var status = stat()
    // S_IFMT and S_IFDIR have other types on macOS.
    let isFolder = fstat(file, &status) == 0 && status.st_mode & 0o170000 == 0o040000
    let known = isFolder ? rights.known : rights.known.intersection(.ofFiles)
    // The rights, and the descriptor in the lower half of the next word.
    let rule = [known.rawValue, UInt64(UInt32(bitPattern: file)).littleEndian]
    try add(rule, kind: 1)
  }

  func allow(_ right: PortRight, _ port: UInt16) throws(Refusal) {
    if Landlock.version >= 4 { try add([right.rawValue, UInt64(port)], kind: 2) }
  }

  private func add(_ rule: [UInt64], kind: Int) throws(Refusal) {
    let result = rule.withUnsafeBytes {
      Platform.call(Landlock.addRule, Int(ruleset), kind, address($0), 0)
    }
    if result != 0 { throw Refusal(call: "landlock_add_rule") }
  }

  /// Gives up everything else, for this process and all that it starts.
  func enforce() throws(Refusal) {
    if Platform.call(Landlock.restrictSelf, Int(ruleset), 0) != 0 {
      throw Refusal(call: "landlock_restrict_self")
    }
    close(ruleset)
  }
}

private func address(_ bytes: UnsafeRawBufferPointer) -> Int { Int(bitPattern: bytes.baseAddress) }
