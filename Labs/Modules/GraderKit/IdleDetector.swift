// Whether a program has had its chance: the sign by which a wait can end before its time.

/// How long a program has rested: nothing of it ran, or wanted to, but for a clock that wakes it twice
/// a second at the most. A server whose select times out looks around, and goes back to sleep.
struct IdleDetector {
  private let child: Child
  private let allowance: Double
  private let starvation: Double
  private var begin: Inspection?
  private var first: Inspection?
  private let start = ContinuousClock.now
  private var since = ContinuousClock.now
  private var looked = ContinuousClock.now
  private var looks = 0
  private var last: Inspection?
  /// Whether it has worked so much since the first look that what has not come of it never will.
  private(set) var isInVain = false

  private var lastRun: ContinuousClock.Instant?
  /// Whether it wanted to run when last seen, and hasn't yet had the CPU time that it may use: then it is
  /// the machine that is slow.
  private(set) var isStarved = false

  /// - Parameter allowance: how many seconds of the processor it may use for what is awaited.
  /// - Parameter starvation: how many it may use before a machine isn't to blame for its being late.
  init(of child: Child, allowance: Double, starvation: Double) {
    self.child = child
    self.allowance = allowance
    self.starvation = starvation
  }

  /// What was seen since this was last asked, if somebody looked.
  mutating func takeLook() -> Inspection? {
    defer { last = nil }
    return last
  }

  /// Whether it has rested for longer than this without a break, as far as one can see.
  mutating func isLonger(than seconds: Double?) -> Bool {
    guard let seconds else { return false }
    let now = ContinuousClock.now
    // A look costs more than a short wait: look rarely, and not at all in the beginning.
    if now - looked < .milliseconds(50) { return false }
    looked = now
    guard let look = Inspection(of: child) else { return false }
    last = look
    if begin == nil { begin = look }
    let naps = first.map { look.naps - $0.naps } ?? .max
    if let begin {
      // So many seconds of the processor, or a thousand looks around: however busy the machine is,
      // that is no want of time.
      let elapsed = (now - start) / .seconds(1)
      isInVain =
        look.processorTime - begin.processorTime > allowance
        || look.naps - begin.naps > 1000 && elapsed > seconds
    }
    let used = begin.map { look.processorTime - $0.processorTime } ?? 0
    if !look.isAsleep { lastRun = now }
    // Of two processes that feed each other, one look may find both asleep.
    isStarved = lastRun.map { now - $0 < .milliseconds(500) } ?? false && used < starvation
    let isResting = look.isAsleep && Double(naps) <= 1 + 2 * ((now - since) / .seconds(1))
    if !isResting {
      first = look
      since = now
      looks = 0
      return false
    }
    looks += 1
    return looks >= 10 && (now - since) / .seconds(1) > seconds
  }
}
