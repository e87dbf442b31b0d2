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
  todo(1, "serve each client with its own inbox")
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
  todo(2, "delimited: take the bytes before CR LF, however they were split")
}

/// A message is a record of 16 bytes, all of them ASCII.
func nextFixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(3, "fixed: take a record of 16 bytes, all of them ASCII")
}

/// The length comes first, in four bytes and network byte order, and then the message.
func nextPrefixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(4, "prefixed: read the length from four bytes, and take that many")
}

/// Everything up to the empty recv is one message.
func nextShutdown(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(5, "shutdown: take everything once the client has finished sending")
}

run(serve, options: .choice("framing", of: "delimited", "fixed", "prefixed", "shutdown"))
