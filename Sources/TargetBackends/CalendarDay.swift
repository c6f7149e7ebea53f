internal import FTPProtocol

/// A day as people write it in files.
enum CalendarDay {
    /// The day (UTC) of a time in seconds since the epoch, such as `2026-01-31`.
    static func text(_ seconds: Int64) -> String {
        let civil = CivilTime(seconds: seconds)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(civil.year)-\(two(civil.month))-\(two(civil.day))"
    }
}
