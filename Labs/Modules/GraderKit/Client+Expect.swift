// How a client must end: with a page, a sentence, or a usage line.

extension Client {
  /// Requires an HTTP/1.0 request for this path.
  public func expectRequest(_ lines: [String], for path: String) throws {
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    let isGet = words.count == 3 && words[0] == "GET" && words[2] == "HTTP/1.0"
    if isGet && words[1] != path {
      throw finding(.ignoresPathArgument, "it should ask for \(path), but asks for \(words[1])")
    }
    let field = /[^\s:]+:[^\r\n]*/
    let wrong = lines.dropFirst().first { $0.wholeMatch(of: field) == nil }
    if let wrong = isGet ? wrong : lines[0] {
      throw finding(.requestIsMalformed, "a line of its request is \(describe(Array(wrong.utf8)))")
    }
    if !lines.dropFirst().contains(where: { $0.lowercased().hasPrefix("host:") }) {
      throw finding(
        .requestHasNoHost,
        "the line before the first empty one is \(describe(Array(lines[lines.count - 1].utf8)))")
    }
  }

  /// Requires that the program prints exactly the body and exits with status 0.
  ///
  /// - Parameters:
  ///   - cut: the mistake if the page's end is missing.
  ///   - refused: the mistake if the program reports an error.
  ///   - stays: the mistake if it doesn't end.
  public func expectPage(
    _ page: Page, cut: Mistake = .readsOnce, refused: Mistake = .refusesAPage,
    stays: Mistake = .neverEnds
  ) throws {
    try waitForEnd(else: stays)
    guard let output = child.output.bytes else {
      throw finding(.talksOnOutput, "it wrote \(grouped(child.output.count)) bytes")
    }
    let (wanted, got) = (summary(of: page.body), summary(of: output))
    if child.ending != .exited(0) {
      let isPrinted = output == page.body && !page.body.isEmpty
      throw finding(
        refused, "the page was complete, but \(child.summary)",
        came: .result(.failed(isPrinted: isPrinted)))
    }
    if let difference = page.difference(from: output) {
      throw finding(
        cut, "standard output should be \(wanted), but is \(got)",
        came: .result(.printed(difference)))
    }
  }

  /// Requires that standard error contains the server's address and, for a page, its status line
  /// and the number of bytes in its body.
  public func expectReport(on page: Page? = nil, from server: Peer) throws {
    try waitForEnd(else: .neverEnds)
    let words = child.errors.text
    let address = try server.socket.localAddress
    let aboutThePage = page.map {
      [($0.status, "the status line"), ("\($0.body.count)", "the body's bytes")]
    }
    let wanted =
      [(address.host, "the server's address"), ("\(address.port)", "the server's port")]
      + (aboutThePage ?? [])
    if let (missing, what) = wanted.first(where: { !contains($0.0, in: words) }) {
      throw finding(.tellsTooLittle, "standard error should name \(missing), \(what)")
    }
    if let field = page?.fields.first(where: { words.contains($0) }) {
      throw finding(.headIsTheStatus, "standard error has \(describe(Array(field.utf8)))")
    }
  }

  /// Requires that the program ends with one sentence on standard error, and status 1.
  ///
  /// - Parameters:
  ///   - half: the part of a body that it got, and may have printed. If nil, it must print nothing.
  ///   - taken: the mistake if it accepts what it received as a page.
  ///   - stays: the mistake if it doesn't end.
  ///   - timeout: how long it may wait; nil if it has nothing to wait for.
  public func expectComplaint(
    half: [UInt8]? = nil, taken: Mistake = .wrongStatus, stays: Mistake = .hangsForever,
    timeout: Double? = nil
  ) throws {
    try waitForEnd(asleep: (timeout ?? 0) + 3, else: stays)
    let lines = child.errors.lines
    let output = child.output.bytes ?? []
    if child.ending == .exited(0) {
      // If it printed less than the half before its timeout, it didn't wait for the rest.
      let isEarly = (lifetime ?? 0) < timeout ?? .infinity
      let isCut = half.map { $0.count > output.count && $0.starts(with: output) } ?? false
      let hasComplained = lines.count == 1 && output.isEmpty
      throw finding(
        taken, "there is no page, but \(child.summary)",
        came: .result(.succeeded(hasComplained: hasComplained, isCutEarly: isCut && isEarly)))
    }
    if !output.isEmpty && half == nil {
      throw finding(
        taken, "there is no page, but standard output has \(summary(of: output))",
        came: .result(.printedWithoutPage(isOnlyOutput: lines.isEmpty)))
    }
    if lines.count != 1 {
      throw finding(
        .notOneSentence, "standard error should be one line, but is \(lines.count) lines")
    }
    if child.ending != .exited(1) {
      throw finding(.wrongStatus, "it should end with status 1, but \(child.summary)")
    }
  }

  /// Requires a complaint from a program that must wait this long, and then give up.
  ///
  /// - Parameter door: the listener that it must not connect to again.
  public func expectGivingUp(
    after seconds: Double, at door: Listener? = nil, half: [UInt8]? = nil,
    stays: Mistake = .hangsForever
  ) throws {
    var slept = 0.0
    var last: Double?
    var (looks, hasSlept) = (0, false)
    var used: (first: Double, last: Double)?
    var comesAgain = false
    // Let it sleep past its timeout. The 6 s below also cover a program's own default of 5 s.
    longestSleep = max(longestSleep, seconds + 1)
    wait(asleep: seconds + 6) {
      // On a busy machine its lifetime says little. But it sleeps no longer than its timeout: after
      // that it's awake, even if it has to wait for a core.
      let look = Inspection(of: child)
      let isAsleep = look?.isAsleep ?? false && !child.hasEnded()
      looks += 1
      if let last, isAsleep && now - last < 0.1 { slept += now - last }
      last = isAsleep ? now : nil
      hasSlept = hasSlept || isAsleep
      if let look { used = (used?.first ?? look.processorTime, look.processorTime) }
      if let again = door?.accept() {
        again.close()
        comesAgain = true
      }
      return child.hasEnded() || comesAgain
    }
    if comesAgain { throw finding(.asksAgain, "it has connected a second time") }
    let busy = used.map { $0.last - $0.first } ?? 0
    if !hasSlept && looks > 10 && busy > 0.1 {
      throw finding(.busyWaits, "it used \(fixed(busy, 2)) s of CPU time, and never slept")
    }
    if child.hasEnded() && slept > seconds * 1.8 {
      throw finding(
        .givesUpTooLate,
        "it should wait \(fixed(seconds, 2)) s, but waited \(fixed(slept, 2)) s")
    }
    if !child.hasEnded() && slept > seconds + 3 {
      throw finding(
        stays,
        "it should wait \(fixed(seconds, 2)) s, but it's still waiting after \(fixed(slept, 1)) s")
    }
    try expectComplaint(half: half, taken: .silenceIsTheEnd, stays: stays, timeout: seconds)
    // The kernel may be one tick early.
    if let lifetime, lifetime < seconds - 0.02 {
      throw finding(
        .givesUpTooSoon,
        "it should wait \(fixed(seconds, 2)) s, but it ended after \(fixed(lifetime, 2)) s")
    }
  }

  /// The words of its complaint that don't name a host, a port or a time.
  public func complaint(about name: String = "") throws -> String {
    try expectComplaint()
    return child.errors.text.split(whereSeparator: \.isWhitespace)
      .filter { !$0.contains(#/[\d.]/#) && $0 != name }.joined(separator: " ")
  }

  /// Requires that the program ends with a usage line, and status 64.
  public func expectUsage() throws {
    try waitForEnd(else: .hidesBadArgument)
    if child.ending != .exited(64) || !child.errors.text.lowercased().contains("usage") {
      throw finding(.hidesBadArgument, "its arguments are bad, and \(child.summary)")
    }
  }

  /// Whether a text has a word by itself: 8080 doesn't contain 80.
  private func contains(_ word: String, in text: String) -> Bool {
    text.ranges(of: word).contains { range in
      let before = text[..<range.lowerBound].last
      let after = text[range.upperBound...].first
      return ![before, after].contains { $0?.isNumber ?? false }
    }
  }

  private func summary(of bytes: [UInt8]) -> String {
    describe(Array(bytes.prefix(40)), count: bytes.count)
  }
}
