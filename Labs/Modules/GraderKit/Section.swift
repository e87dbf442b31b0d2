// The sections of the cheat sheet, to which every mistake points.

/// A section of CHEATSHEET.md.
public enum Section: Int, CaseIterable, Sendable {
  case settingUp = 1
  case bytes, binaryData, waiting, queues, messages, threads, processes, addresses, errors

  public var title: String {
    switch self {
    case .settingUp: "Setting up"
    case .bytes: "Bytes"
    case .binaryData: "Binary data"
    case .waiting: "Waiting"
    case .queues: "Queues"
    case .messages: "Messages"
    case .threads: "Threads"
    case .processes: "Processes"
    case .addresses: "Addresses"
    case .errors: "Errors"
    }
  }

  /// How a report names it.
  package var reference: String { "CHEATSHEET.md, section \(rawValue): \(title)" }
}
