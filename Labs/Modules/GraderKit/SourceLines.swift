// Finds the line of a student's file that shows a mistake, if that's certain.

import Foundation

/// A student's file, compared with the starter and the solution.
package struct SourceLines {
  /// Each line without indentation and comment.
  private let code: [String]
  private let given: Set<String>
  private let solution: [String]

  package init(_ own: [String], starter: [String], solution: [String]) {
    code = own.map(SourceLines.code)
    given = Set(starter.map(SourceLines.code))
    self.solution = solution.map(SourceLines.code)
  }

  /// The number of the line to look at, or nil if no line is certain. It's never a starter line.
  ///
  /// - Parameter named: the line that the program itself named, in a crash or in a complaint.
  package func line(showing mistake: Mistake, named: Int?) -> Int? {
    guard let named, code.indices.contains(named - 1) else { return line(showing: mistake) }
    if isOwn(named) { return named }
    // If a line of the starter closes a socket a second time, another line closed it first.
    let isClose = code[named - 1].contains(".close()")
    return isClose ? onlyLine(with: [#"^defer \{.*\.close\(\)"#]) : line(showing: mistake)
  }

  /// The line that makes a mistake in a typical way.
  private func line(showing mistake: Mistake) -> Int? {
    onlyLine(with: SourceLines.patterns.filter { $0.mistakes.contains(mistake) }.map(\.pattern))
  }

  /// The student's only line with one of these patterns, ignoring any that match the solution.
  private func onlyLine(with patterns: [String]) -> Int? {
    let usual = patterns.compactMap { try? Regex($0) }
      .filter { pattern in !solution.contains { $0.contains(pattern) } }
    let found = code.indices.filter { index in
      isOwn(index + 1) && usual.contains { code[index].contains($0) }
    }
    return found.count == 1 ? found[0] + 1 : nil
  }

  private func isOwn(_ number: Int) -> Bool {
    !given.contains(code[number - 1])
  }

  private static func code(_ line: String) -> String {
    let comment = line.range(of: "(^| )//", options: .regularExpression)
    return line[..<(comment?.lowerBound ?? line.endIndex)].trimmingCharacters(in: .whitespaces)
  }

  /// The typical ways to make a mistake in one line. A pattern refines what the graders have found,
  /// so it may be loose, but it must not match a line that can be right when the mistake was found.
  package static let patterns: [(mistakes: Set<Mistake>, pattern: String)] = [
    // A literal where an option belongs.
    ([.ignoresPortArgument, .hidesPortInUse], #"(port: |Address\("[\d.]+", )\d+\)"#),
    ([.ignoresTheLimit], #"Places\(limit: \d+\)"#),
    ([.miscountsWorkers], #"in (0\.\.\.\w|\d+\.\.[.<](\d|max\())"#),
    ([.neverConnects], #"lookup\(\w+, \d+\)"#),
    ([.ignoresPathArgument], #""GET (/ |\\\(path\.)"#),
    (
      [
        .dropsTooSoon, .sendHasNoTimeout, .sendTimeoutTooShort, .timeoutOnlyOnListener, .spins,
        .givesUpTooSoon,
        .givesUpTooLate, .hangsForever, .connectHasNoTimeout,
      ],
      #"(client|socket)\.set(Receive|Send)Timeout\((nil|[\d.e-]+\)|[\d.]+ \*|.*rounded)"#
    ),
    ([.ignoresFramingOption], #"Framing\(rawValue: ""#),
    ([.workerEndsByItself], #"lifeline\.setReceiveTimeout"#),
    // A wrong comparison with a limit.
    ([.limitOffByOne], #"\w (> |<= )(self\.)?limit\b|\+ 1 (>=|==) (self\.)?limit\b"#),
    ([.wrongLimit], #">= BadMessage\.limit(?! [+-])|4 \+ \w+ > BadMessage\.limit"#),
    ([.dropsTheClient], #"^if BadMessage\.limit >"#),
    ([.aboveSelectLimit], #"\.count (<|>=) selectLimit"#),
    // What send returned is dropped, or sendAll is called on a non-blocking socket.
    ([.partialSendDropped], #"^(_ = )?try[?!]? [\w.]+\.send\("#),
    (
      [.partialSendDropped, .sendsAgain, .blockingSendInSweep, .blockingSendInSelect],
      #"\.sendAll\("#
    ),
    // A call that throws away an error, an end, or a result.
    ([.resetIsTheEnd], #"try\? \w+\.recv"#),
    ([.spins, .looksAgainAndAgain], #"try\? \w+\.accept\(\) else|timeout: 0(\.0+\d*)?\)"#),
    ([.ignoresEmptyRecv], #"(bytes|data|more)\.isEmpty \{ continue"#),
    ([.neverCloses, .leaksDescriptors, .rejectedStaysOpen], #"\.shutdown\(\.both\)"#),
    ([.shutsDownItsSending], #"\.shutdown\("#),
    ([.usesClosedSocket], #"^defer \{ \w+\.close\(\) \}"#),
    ([.leavesItsLoop], #"^(return|break)$"#),
    ([.tooFewThreads], #"DispatchQueue\.global|OperationQueue"#),
    ([.restsTooOften], #"^sleep\("#),
    ([.answersLate, .acceptsTooSlowly], #"\|\| (try )?\w+\(|sleep\(seconds: (0?\.[1-9]|[1-9])"#),
    // Bytes and text.
    (
      [.textNotBytes, .answersBadBytes, .decodesPieces],
      #"^(?!log\().*String\((decoding|validating|bytes):"#
    ),
    ([.countsCharacters], #"String\(decoding:.*\.count"#),
    ([.notTheWord], #"Array\("(?!(timeout|busy)\\n")[^"]*"\.utf8\)"#),
    ([.mixesClientsUp], #"nonisolated\(unsafe\)"#),
    // One message where there can be many.
    ([.oneMessageARecv], #"^if let \w+ = try nextMessage|^if inbox\.count >= size|answers = try"#),
    // Layouts and requests.
    ([.padding], #"Packer\("@"#),
    ([.hostByteOrder], #"Packer\("[^!>]|\.littleEndian"#),
    ([.layoutDoesNotFit], #"answer: (try )?Packer\("[!>]B[BHILQ]""#),
    ([.calculatesWrong], #"Packer\("[!>]II"#),
    ([.wrongLayout], #"answer: (try )?Packer\("(?![!>]Bq")"#),
    ([.requestIsMalformed], #""GET .*HTTP/1\.1"#),
    ([.requestIsNotWhole], #""GET .*(HTTP/1\.\d\\n|\(host\)\\r\\n")"#),
    ([.requestHasNoHost], #""GET .* HTTP/1\.\d\\r\\n\\r\\n"#),
    ([.refusesAPage], #""HTTP/1\.\d|"200"#),
    ([.oneFamilyOnly], #"Socket\((\.inet)?\)"#),
    ([.firstAddressOnly], #"lookup\(.*\)(\.first|\.suffix|\[0\])"#),
    ([.lastAddressFirst], #"addresses.*\.(removeLast|popLast|reversed)\("#),
    // Options of the system.
    ([.listensOnEveryAddress], #"Address\("(0\.0\.0\.0|::|)""#),
    ([.ignoresSignals], #"signal\(SIG(INT|TERM)"#),
  ]
}
