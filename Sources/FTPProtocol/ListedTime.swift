/// A time as a listing tells it.
struct ListedTime: Hashable, Sendable {
    /// Seconds since the epoch, the server's clock taken for UTC; nil for a year beyond four digits.
    var seconds: Int64?
    /// How exact it is, in seconds: 1, 60 or 86,400.
    var precision: Int64

    /// A time of a known day; nil where there is no such day or hour.
    init?(year: Int, month: Int, day: Int, clock: ClockTime?) {
        precision = clock?.precision ?? 86_400
        if year > 9_999 {
            seconds = nil
            return
        }
        guard let seconds = Self.seconds(year: year, month: month, day: day, clock: clock) else { return nil }
        self.seconds = seconds
    }

    /// A time without a year: the latest one that does not lie more than a day ahead of `now` (the clocks and time
    /// zones of both sides differ), in a year that has such a day.
    init?(month: Int, day: Int, clock: ClockTime?, now: Int64) {
        precision = clock?.precision ?? 86_400
        let year = CivilTime(seconds: now).year
        // Eight years back, because 29 February may be that far.
        for candidate in stride(from: year + 1, through: year - 8, by: -1) {
            if let seconds = Self.seconds(year: candidate, month: month, day: day, clock: clock),
                seconds <= now + 86_400
            {
                self.seconds = seconds
                return
            }
        }
        return nil
    }

    private static func seconds(year: Int, month: Int, day: Int, clock: ClockTime?) -> Int64? {
        guard
            let seconds = CivilTime.seconds(
                year: year, month: month, day: day, hour: clock?.hour ?? 0, minute: clock?.minute ?? 0,
                second: clock?.second ?? 0), CivilTime(seconds: seconds).day == day
        else { return nil }
        return seconds
    }
}
