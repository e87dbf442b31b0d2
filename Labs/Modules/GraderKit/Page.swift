// An HTTP/1.0 response, as the grader sends it.

/// A web server's response, whose body the program must print.
public struct Page: Sendable {
  public let status: String
  public let body: [UInt8]
  let fields: [String]

  /// - Parameter hasLength: whether there are header fields; one of them is the body's length.
  public init(_ body: [UInt8], status: String = "HTTP/1.0 200 OK", hasLength: Bool = true) {
    self.body = body
    self.status = status
    fields = hasLength ? ["Server: Grader", "Content-Length: \(body.count)"] : []
  }

  public init(_ text: String, hasLength: Bool = true) {
    self.init(Array(text.utf8), hasLength: hasLength)
  }

  public var bytes: [UInt8] { head + body }

  /// Everything before the body, including the empty line.
  public var head: [UInt8] {
    Array(([status] + fields).map { $0 + "\r\n" }.joined().utf8) + Page.emptyLine
  }

  static let emptyLine = Array("\r\n".utf8)

  /// How some output differs from the body; nil if it doesn't.
  func difference(from output: [UInt8]) -> PageDifference? {
    if output == body { return nil }
    if output.starts(with: status.utf8) { return .includesHead }
    let marker = Page.emptyLine + Page.emptyLine
    // The empty line belongs to the head.
    if [Page.emptyLine + body, marker + body].contains(output) { return .includesHead }
    if let line = body.firstRange(of: marker) {
      let pieces = [body[..<line.lowerBound], body[..<line.upperBound], body[line.upperBound...]]
      if pieces.contains(output[...]) { return .stopsAtEmptyLine }
      // If the body ends in an empty line, nothing follows that one.
      if output.isEmpty && body.suffix(4) == marker[...] { return .stopsAtEmptyLine }
    }
    if let zero = body.firstIndex(of: 0), output == Array(body[..<zero]) { return .stopsAtNUL }
    if body.starts(with: output) {
      // A cut by the kernel wouldn't remove only white space.
      return isSpace(body[output.count...]) && !output.isEmpty ? .differs : .isCut
    }
    let isLonger = !body.isEmpty && output.starts(with: body)
    if isLonger && isSpace(output[body.count...]) { return .differs }
    if !body.isEmpty && output.firstRange(of: body) != nil || body.isEmpty { return .hasMore }
    // If only bytes that aren't ASCII differ, the program read and wrote the page as text.
    if output.filter({ $0 < 128 }) == body.filter({ $0 < 128 }) { return .differsInText }
    return .differs
  }

  private func isSpace(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { [9, 10, 13, 32].contains($0) }
  }
}

extension Peer {
  /// Sends a whole response, and the end of the stream.
  public func answer(_ page: Page) {
    send(page.bytes)
    finishSending()
  }

  /// Receives a request, up to its empty line, and returns its lines.
  ///
  /// - Parameters:
  ///   - mistake: the mistake to name if only part of a request arrives.
  ///   - gone: the mistake to name if the program has ended without a request.
  public func receiveRequest(
    else mistake: Mistake = .requestIsNotWhole, gone: Mistake? = nil
  ) throws -> [String] {
    let hasAsked = !look(atNext: 1).isEmpty
    if hasStopped { program.noticeDeath() }
    let gone = program.child.hasEnded() ? gone : nil
    let bytes = try receive(
      until: "\r\n\r\n", else: hasAsked ? mistake : gone ?? .sendsNoRequest)
    // To Swift, CR and LF are one Character.
    return String(decoding: bytes.dropLast(4), as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
  }
}
