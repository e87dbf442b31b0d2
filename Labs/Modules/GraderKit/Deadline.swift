// How long to wait.

/// A moment at which waiting ends.
public struct Deadline: Sendable {
  private let end: ContinuousClock.Instant

  public init(after seconds: Double) {
    end = .now + .seconds(seconds)
  }

  public var isOver: Bool { left <= 0 }

  /// In seconds.
  public var left: Double { (end - .now) / .seconds(1) }

  /// Far more than a correct program needs on a busy machine, and short enough to wait for.
  public static var patience: Deadline { Deadline(after: 10) }
}
