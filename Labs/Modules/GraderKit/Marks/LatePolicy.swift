// What a late submission loses.

import Foundation

/// A due date, and the penalty for each day or hour that has begun after it.
package struct LatePolicy: Sendable {
  /// How late a submission is.
  package enum Lateness: Equatable, Sendable {
    case onTime
    /// This many days or hours have begun, and this percentage is lost.
    case late(periods: Int, percent: Int)
    /// The LMS says that it's late, but not how late. It loses nothing: a person decides.
    case unknown
  }

  package let due: Date
  /// In seconds.
  let grace: Int
  let percent: Int
  let period: Period

  enum Period: String, Sendable {
    case day, hour

    var seconds: Int { self == .day ? 86_400 : 3600 }
  }

  /// Reads the values of `--due DATE --late 10%/day --grace 2h`. A date without a time means the end
  /// of that day.
  ///
  /// - Parameter zone: the time zone of a due date that names none.
  package init(
    due: String, late: String = "0%/day", grace: String = "0h", zone: TimeZone = .current
  ) throws(CourseError) {
    do {
      self.due = try Date(written: due, isEnd: true, zone: zone)
    } catch { throw CourseError(description: "--due: \(error.description)") }
    guard let rate = late.wholeMatch(of: #/(\d{1,3})%/(day|d|hour|h)/#),
      let percent = Int(rate.1), percent <= 100
    else {
      throw CourseError(
        description: "--late must be a percentage per day or hour, such as 10%/day or 1%/hour, not "
          + "\"\(printable(late))\"")
    }
    self.percent = percent
    period = rate.2.hasPrefix("d") ? .day : .hour
    let units = ["m": 60, "h": 3600, "d": 86_400]
    guard let time = grace.wholeMatch(of: #/(\d{1,5})(m|h|d)/#), let count = Int(time.1),
      let unit = units[String(time.2)]
    else {
      throw CourseError(
        description: "--grace must be a time, such as 30m, 2h, or 1d, not \"\(printable(grace))\"")
    }
    self.grace = count * unit
  }

  /// - Parameters:
  ///   - submitted: when it was handed in; nil if that's unknown.
  ///   - isFlagged: whether the LMS says that it's late.
  package func lateness(submitted: Date?, isFlagged: Bool) -> Lateness {
    guard let submitted else { return isFlagged ? .unknown : .onTime }
    // A fraction of a second isn't late.
    let seconds = Int(submitted.timeIntervalSince(due).rounded(.down)) - grace
    if seconds <= 0 { return .onTime }
    let periods = (seconds - 1) / period.seconds + 1
    return .late(periods: periods, percent: min(100, periods.multiplied(by: percent)))
  }

  /// The points that are left, rounded down.
  package func points(_ raw: Int, _ lateness: Lateness) -> Int {
    guard case .late(_, let percent) = lateness else { return raw }
    return raw * (100 - percent) / 100
  }

  /// `2 days late, -20%`; empty if it's on time.
  package func text(_ lateness: Lateness) -> String {
    switch lateness {
    case .onTime: ""
    case .unknown: "late, time unknown"
    case .late(let periods, let percent): "\(count(periods, period.rawValue)) late, -\(percent)%"
    }
  }
}

extension Int {
  /// The product, or the greatest number if it doesn't fit.
  fileprivate func multiplied(by other: Int) -> Int {
    let (product, isTooLarge) = multipliedReportingOverflow(by: other)
    return isTooLarge ? .max : product
  }
}
