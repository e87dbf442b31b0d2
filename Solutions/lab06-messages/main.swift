// Lab 06: where does a message end? There are four framings. The server answers in capitals.

import LabKit
import Sockets

/// How the reader finds the end of a message.
enum Framing: String {
  case delimited, fixed, prefixed, shutdown
}

/// The bytes that a client has sent and the server hasn't answered yet.
struct Inbox {
  private(set) var bytes: ArraySlice<UInt8> = []
  private var hasEnded = false
  /// How many of the bytes were already searched for a marker. Searching all of them again for each
  /// piece would make the cost grow with the square of their number.
  var searched = 0

  /// Appends what recv returned. An empty array means that the client has finished sending.
  mutating func put(_ new: ArraySlice<UInt8>) {
    bytes += new
    hasEnded = new.isEmpty
  }

  /// Removes bytes from the front, and returns them.
  mutating func take(_ count: Int) -> [UInt8] {
    let taken = bytes.prefix(count)
    bytes = bytes.dropFirst(count)
    searched = 0
    return Array(taken)
  }

  /// Whether the client has finished sending. Returns true only once.
  mutating func takeEnd() -> Bool {
    defer { hasEnded = false }
    return hasEnded
  }
}

/// Why a client is dropped.
enum BadMessage: Error {
  case tooLong, notText

  /// The length limit of a message in bytes, without its marker or prefix.
  static let limit = 65536
}

func serve(_ arguments: Arguments) throws(SocketError) {
  let framing = Framing(rawValue: arguments.word("framing")) ?? .delimited
  try serveClients(port: arguments.port) {
    var inbox = Inbox()
    return { bytes, answers in
      inbox.put(bytes)
      try answer(&inbox, framing, &answers)
    }
  }
}

/// Answers every message that is complete.
func answer(_ inbox: inout Inbox, _ framing: Framing, _ answers: inout [UInt8]) throws(BadMessage) {
  while let message = try nextMessage(&inbox, framing) {
    answers += frame(try capitals(message), framing)
  }
}

/// The text of a complete message in capitals. A part of a message may end inside a character.
func capitals(_ message: [UInt8]) throws(BadMessage) -> [UInt8] {
  guard let text = String(validating: message, as: UTF8.self) else { throw .notText }
  return Array(text.uppercased().utf8)
}

/// Adds what the client needs to find the end of an answer.
func frame(_ answer: [UInt8], _ framing: Framing) -> [UInt8] {
  switch framing {
  case .fixed, .shutdown: answer
  case .delimited: answer + [13, 10]
  case .prefixed: withUnsafeBytes(of: UInt32(answer.count).bigEndian) { Array($0) } + answer
  }
}

/// Takes the next message out of the inbox. Returns nil while it is incomplete.
func nextMessage(_ inbox: inout Inbox, _ framing: Framing) throws(BadMessage) -> [UInt8]? {
  switch framing {
  case .delimited: try nextDelimited(&inbox)
  case .fixed: try nextFixed(&inbox)
  case .prefixed: try nextPrefixed(&inbox)
  case .shutdown: try nextShutdown(&inbox)
  }
}

/// A message ends at a marker: CR and LF, 13 and 10. A CR or an LF alone is part of the text.
func nextDelimited(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  while let lineFeed = inbox.bytes.dropFirst(inbox.searched).firstIndex(of: 10) {
    let count = lineFeed - inbox.bytes.startIndex
    // The CR may have arrived with an earlier piece, but it's in the inbox.
    if inbox.bytes.prefix(count).last == 13 {
      if count - 1 > BadMessage.limit { throw .tooLong }
      return inbox.take(count + 1).dropLast(2)
    }
    inbox.searched = count + 1
  }
  inbox.searched = inbox.bytes.count
  // A CR at the end may be the first half of the marker.
  let length = inbox.bytes.count - (inbox.bytes.last == 13 ? 1 : 0)
  if length > BadMessage.limit { throw .tooLong }
  return nil
}

/// A message is a record of 16 bytes, all of them ASCII.
func nextFixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  if inbox.bytes.count < 16 { return nil }
  let record = inbox.take(16)
  if record.contains(where: { $0 > 127 }) { throw .notText }
  return record
}

/// The length comes first, in four bytes and network byte order, and then the message.
func nextPrefixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  if inbox.bytes.count < 4 { return nil }
  let length = inbox.bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  // Don't trust the length: check it before you wait or allocate.
  if length > BadMessage.limit { throw .tooLong }
  if inbox.bytes.count < 4 + length { return nil }
  return Array(inbox.take(4 + length).dropFirst(4))
}

/// Everything up to the empty recv is one message.
func nextShutdown(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  if inbox.bytes.count > BadMessage.limit { throw .tooLong }
  return inbox.takeEnd() ? inbox.take(inbox.bytes.count) : nil
}

run(serve, options: .choice("framing", of: "delimited", "fixed", "prefixed", "shutdown"))
