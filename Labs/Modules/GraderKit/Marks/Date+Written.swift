// Reads dates as people and LMSs write them.

import Foundation

extension Date {
  /// Reads `2026-11-30`, `2026-11-30 23:59`, or `2026-11-30T23:59:00+01:00`.
  ///
  /// - Parameters:
  ///   - isEnd: whether a date without a time is the end of that day, and not its beginning.
  ///   - zone: the time zone if the text names none.
  package init(
    written text: String, isEnd: Bool = false, zone: TimeZone = .current
  ) throws(CourseError) {
    let wrong = CourseError(
      description: "\"\(printable(text))\" is no date: write 2026-11-30, 2026-11-30 23:59, or "
        + "2026-11-30T23:59:00+01:00")
    let time = #/(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?/#
    guard
      let day = text.prefixMatch(of: #/(\d{4})-(\d\d)-(\d\d)/#),
      let clock = text[day.range.upperBound...].prefixMatch(of: time),
      let end = text[clock.range.upperBound...].wholeMatch(
        of: #/ ?(?:(Z|UTC)|([+-]\d\d):?(\d\d))?/#)
    else { throw wrong }
    let hasTime = clock.1 != nil
    let hasZone = end.1 != nil || end.2 != nil
    if hasZone && !hasTime { throw wrong }
    let hours = end.2.flatMap { Int($0) } ?? 0
    let minutes = end.3.flatMap { Int($0) } ?? 0
    let seconds = hours * 3600 + (end.2?.first == "-" ? -minutes : minutes) * 60
    var calendar = Calendar(identifier: .gregorian)
    guard let zone = hasZone ? TimeZone(secondsFromGMT: seconds) : zone else { throw wrong }
    calendar.timeZone = zone
    let parts = DateComponents(
      year: Int(day.1), month: Int(day.2), day: Int(day.3), hour: clock.1.flatMap { Int($0) } ?? 0,
      minute: clock.2.flatMap { Int($0) } ?? 0, second: clock.3.flatMap { Int($0) } ?? 0)
    // February 30 would become March 2.
    guard let hour = parts.hour, let minute = parts.minute, let second = parts.second, hour < 24,
      minute < 60, second < 60, let date = calendar.date(from: parts),
      case let real = calendar.dateComponents([.year, .month, .day], from: date),
      real.year == parts.year, real.month == parts.month, real.day == parts.day
    else { throw wrong }
    let next = calendar.date(byAdding: .day, value: 1, to: date) ?? date
    self = isEnd && !hasTime ? next : date
  }
}
