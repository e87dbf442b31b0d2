// Lab 06: where does a message end? Four answers, and a server that sends each back in capitals.

import LabKit
import Sockets

/// How a message is told from the next.
enum Framing: String {
  case delimited, fixed, prefixed, shutdown
}

/// What a client has sent and nobody has taken yet.
struct Inbox {
  private(set) var bytes: ArraySlice<UInt8> = []
  private var hasEnded = false
  /// How many of the bytes were searched for a marker, in vain. To search them all again for each
  /// new byte would take as many steps as the square of their number.
  var searched = 0

  /// Puts what recv returned behind what is there; nothing means that no more will come.
  mutating func put(_ new: ArraySlice<UInt8>) {
    bytes += new
    hasEnded = new.isEmpty
  }

  /// Takes bytes off the front.
  mutating func take(_ count: Int) -> [UInt8] {
    let taken = bytes.prefix(count)
    bytes = bytes.dropFirst(count)
    searched = 0
    return Array(taken)
  }

  /// Takes the end, once, when it has come: says whether it was there.
  mutating func takeEnd() -> Bool {
    defer { hasEnded = false }
    return hasEnded
  }
}

/// Why a client is dropped.
enum BadMessage: Error {
  case tooLong, notText

  /// How many bytes a message may have, without what frames it.
  static let limit = 65536
}

func serve(_ arguments: Arguments) throws(SocketError) {
  todo(1, "serve every client with an inbox of its own")
}

/// Answers every message that is whole by now.
func answer(_ inbox: inout Inbox, _ framing: Framing, _ answers: inout [UInt8]) throws(BadMessage) {
  while let message = try nextMessage(&inbox, framing) {
    answers += frame(try capitals(message), framing)
  }
}

/// The text of a whole message in capitals. A piece of one may end inside a character.
func capitals(_ message: [UInt8]) throws(BadMessage) -> [UInt8] {
  guard let text = String(validating: message, as: UTF8.self) else { throw .notText }
  return Array(text.uppercased().utf8)
}

/// Puts around an answer what its reader needs to find its end.
func frame(_ answer: [UInt8], _ framing: Framing) -> [UInt8] {
  switch framing {
  case .fixed, .shutdown: answer
  case .delimited: answer + [13, 10]
  case .prefixed: withUnsafeBytes(of: UInt32(answer.count).bigEndian) { Array($0) } + answer
  }
}

/// Takes the next message off the inbox; nil while it is not whole.
func nextMessage(_ inbox: inout Inbox, _ framing: Framing) throws(BadMessage) -> [UInt8]? {
  switch framing {
  case .delimited: try nextDelimited(&inbox)
  case .fixed: try nextFixed(&inbox)
  case .prefixed: try nextPrefixed(&inbox)
  case .shutdown: try nextShutdown(&inbox)
  }
}

/// A message ends at a marker: CR and LF, 13 and 10. Either of them alone is part of the text.
func nextDelimited(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(2, "delimited: take what stands before CR LF, however it was cut")
}

/// A message is a record of 16 bytes, all of them ASCII.
func nextFixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(3, "fixed: take a record of 16 bytes, all of them ASCII")
}

/// A message stands behind its length: four bytes, in network order.
func nextPrefixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(4, "prefixed: take as many bytes as the four before them say")
}

/// A message ends where the client shuts down its sending: all that has come is the one message.
func nextShutdown(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  todo(5, "shutdown: take all, at the empty recv")
}

run(serve, options: .choice("framing", of: "delimited", "fixed", "prefixed", "shutdown"))
