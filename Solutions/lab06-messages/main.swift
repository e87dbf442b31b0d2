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
  let framing = Framing(rawValue: arguments.word("framing")) ?? .delimited
  try serveClients(port: arguments.port) {
    var inbox = Inbox()
    return { bytes, answers in
      inbox.put(bytes)
      try answer(&inbox, framing, &answers)
    }
  }
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
  while let lineFeed = inbox.bytes.dropFirst(inbox.searched).firstIndex(of: 10) {
    let count = lineFeed - inbox.bytes.startIndex
    // The CR may have come with an earlier piece, but it is here.
    if inbox.bytes.prefix(count).last == 13 {
      if count - 1 > BadMessage.limit { throw .tooLong }
      return inbox.take(count + 1).dropLast(2)
    }
    inbox.searched = count + 1
  }
  inbox.searched = inbox.bytes.count
  // A CR at the end may be half of the marker.
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

/// A message stands behind its length: four bytes, in network order.
func nextPrefixed(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  if inbox.bytes.count < 4 { return nil }
  let length = inbox.bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  // Nobody else says that it is true: no room is made for it, and nobody waits for it.
  if length > BadMessage.limit { throw .tooLong }
  if inbox.bytes.count < 4 + length { return nil }
  return Array(inbox.take(4 + length).dropFirst(4))
}

/// A message ends where the client shuts down its sending: all that has come is the one message.
func nextShutdown(_ inbox: inout Inbox) throws(BadMessage) -> [UInt8]? {
  if inbox.bytes.count > BadMessage.limit { throw .tooLong }
  return inbox.takeEnd() ? inbox.take(inbox.bytes.count) : nil
}

run(serve, options: .choice("framing", of: "delimited", "fixed", "prefixed", "shutdown"))
