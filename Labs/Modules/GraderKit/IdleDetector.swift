// Decides whether a program has had its chance, so that a wait can end early.

/// Measures how long a program has been idle: none of its threads ran or wanted to, except for a
/// timer that wakes it at most twice a second.
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
  /// Whether it has done so much since the first look that no result will come.
  private(set) var isInVain = false
  /// Whether it has used that much CPU time.
  private(set) var hasComputed = false

  private var lastRun: ContinuousClock.Instant?
  /// Whether it wanted to run lately, but got too little CPU time: then the machine is slow.
  private(set) var isStarved = false

  /// - Parameters:
  ///   - allowance: how many seconds of CPU time it may use for what is awaited.
  ///   - starvation: after how many of them the machine is no longer to blame for a late result.
  init(of child: Child, allowance: Double, starvation: Double) {
    self.child = child
    self.allowance = allowance
    self.starvation = starvation
  }

  /// Returns the latest look, and forgets it.
  mutating func takeLook() -> Inspection? {
    defer { last = nil }
    return last
  }

  /// Whether it has been idle for longer than this.
  mutating func isLonger(than seconds: Double?) -> Bool {
    guard let seconds else { return false }
    let now = ContinuousClock.now
    // A look costs more than a short wait: look rarely, and not at the beginning.
    if now - looked < .milliseconds(50) { return false }
    looked = now
    guard let look = Inspection(of: child) else { return false }
    last = look
    if begin == nil { begin = look }
    let naps = first.map { look.naps - $0.naps } ?? .max
    if let begin {
      // That much CPU time, or a thousand wake-ups, is enough on any machine.
      let elapsed = (now - start) / .seconds(1)
      hasComputed = look.processorTime - begin.processorTime > allowance
      isInVain =
        hasComputed
        || look.naps - begin.naps > 1000 && elapsed > seconds
    }
    let used = begin.map { look.processorTime - $0.processorTime } ?? 0
    if !look.isAsleep { lastRun = now }
    // If two processes feed each other, one look may find both asleep.
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
