/// Dates in figures, the year first (ISO 8601), as `ls --time-style` and `--full-time` write them.
extension ListedDate {
    /// `2020-01-12 10:20[:SS][.fff]`, behind seconds with a zone `+0100`, `2020-01-12T10:20:30Z`, and `01-12 10:20` of
    /// the last twelve months.
    static func isoDate(_ fields: RowFields, at start: Int, now: Int64) -> ListedDate? {
        guard fields[start].utf8.contains(UInt8(ascii: "-")) else { return nil }
        let parts = fields[start].split(separator: "T", maxSplits: 1)
        if parts.count == 2, let (year, month, day) = isoDay(parts[0]) {
            let text = parts[1].hasSuffix("Z") ? parts[1].dropLast() : parts[1]
            let zone = text.lastIndex { $0 == "+" || $0 == "-" } ?? text.endIndex
            guard let clock = ClockTime(text[..<zone]), let offset = offset(text[zone...]) else { return nil }
            return ListedTime(year: year, month: month, day: day, clock: clock)?.ended(at: start, offset)
        }
        guard let clock = ClockTime(fields[start + 1]) else { return nil }
        if let (year, month, day) = isoDay(fields[start]) {
            let zone = fields[start + 2]
            let offset = clock.second == nil || zone.isEmpty ? nil : offset(zone)
            return ListedTime(year: year, month: month, day: day, clock: clock)?
                .ended(at: offset == nil ? start + 1 : start + 2, offset ?? 0)
        }
        let short = fields[start].split(separator: "-", omittingEmptySubsequences: false)
        guard short.count == 2, short.allSatisfy({ $0.isDigits && $0.count == 2 }), let month = Int(short[0]),
            let day = Int(short[1])
        else { return nil }
        return ListedTime(month: month, day: day, clock: clock, now: now)?.ended(at: start + 1, 0)
    }

    /// `2020-01-12`; nil for other text.
    static func isoDay(_ text: some StringProtocol) -> (year: Int, month: Int, day: Int)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy(\.isDigits), parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return (year, month, day)
    }

    /// `+0100`, `-01:30` or nothing, in seconds east of UTC; nil for other text.
    private static func offset(_ text: some StringProtocol) -> Int64? {
        if text.isEmpty { return 0 }
        let digits = String(text.dropFirst().filter { $0 != ":" })
        guard text.hasPrefix("+") || text.hasPrefix("-"), digits.isDigits, digits.count == 4,
            let value = Int64(digits)
        else { return nil }
        return (value / 100 * 3_600 + value % 100 * 60) * (text.hasPrefix("-") ? -1 : 1)
    }
}

extension ListedTime {
    /// This time, told by a clock so many seconds east of UTC, as a date that ends at a field.
    fileprivate func ended(at end: Int, _ offset: Int64) -> ListedDate {
        var time = self
        time.seconds = seconds.map { $0 - offset }
        return ListedDate(time: time, end: end)
    }
}
