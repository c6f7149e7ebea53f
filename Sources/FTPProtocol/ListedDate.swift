/// The date of a row of `ls -l`, in the order and language of the server's locale.
struct ListedDate {
    let time: ListedTime
    /// The last field that belongs to it.
    let end: Int

    /// The date that begins at field `start`; nil where none does.
    ///
    /// With `Jan 12 10:20`, `Jan 12 10:20:30 2020`, `Jan 12 2020`, the day before the month (`12. Jan`, `12 de jan`),
    /// `1月 12日 10:20`, `2020年 1月 12日`, `2020-01-12 10:20:30.5 +0100` and `01-12 10:20`.
    static func complete(_ fields: RowFields, at start: Int, now: Int64) -> ListedDate? {
        isoDate(fields, at: start, now: now) ?? yearFirst(fields, at: start)
            ?? dayAndMonth(fields, at: start).flatMap { month, day, end in
                clockOrYear(fields, at: end + 1, month: month, day: day, now: now)
            }
    }

    /// The date that begins at field `start` where the server gives neither clock nor year, or no clock: `Jan 12`,
    /// `2020-01-12`. To be tried only where no field has a complete one.
    static func withoutClock(_ fields: RowFields, at start: Int, now: Int64) -> ListedDate? {
        if let (year, month, day) = isoDay(fields[start]) {
            return ListedTime(year: year, month: month, day: day, clock: nil).map { ListedDate(time: $0, end: start) }
        }
        // Not with the day first: a size below 32 would be taken for it.
        guard MonthNames.number(fields[start]) != nil, let (month, day, end) = dayAndMonth(fields, at: start) else {
            return nil
        }
        // A clock or a year that says nothing is no name.
        let next = fields[end + 1]
        if next.contains(":") && next.allSatisfy({ $0 == ":" || $0.isNumber }) || year(next) != nil { return nil }
        return ListedTime(month: month, day: day, clock: nil, now: now).map { ListedDate(time: $0, end: end) }
    }

    /// Month and day in either order, and the last field of them.
    private static func dayAndMonth(_ fields: RowFields, at start: Int) -> (month: Int, day: Int, end: Int)? {
        if let month = MonthNames.number(fields[start]) {
            return day(fields[start + 1]).map { (month, $0, start + 1) }
        }
        if let (month, day) = monthAndDaySigned(fields[start]) { return (month, day, start) }
        guard let day = day(fields[start]) else { return nil }
        let second = fields[start + 1].lowercased() == "de" ? start + 2 : start + 1
        return MonthNames.number(fields[second]).map { ($0, day, second) }
    }

    /// `12`, `12.` or `12日`.
    private static func day(_ text: String) -> Int? {
        let digits = text.hasSuffix(".") ? text.dropLast() : text[...]
        let day = digits.isDigits && digits.count <= 2 ? Int(digits) : MonthNames.signed(text)
        return day.flatMap { (1...31).contains($0) ? $0 : nil }
    }

    /// `1月12日` in one field.
    private static func monthAndDaySigned(_ text: String) -> (month: Int, day: Int)? {
        guard let first = text.first, first.isASCII, first.isNumber, !text.isDigits else { return nil }
        let head = text.prefix { $0.isASCII }
        let sign = text.dropFirst(head.count).prefix { !$0.isASCII }
        let tail = String(text.dropFirst(head.count + sign.count))
        guard let month = MonthNames.number(String(head + sign)), let day = MonthNames.signed(tail) else { return nil }
        return (1...31).contains(day) ? (month, day) : nil
    }

    /// `10:20` is a time of the last twelve months, `2024` a year; only behind seconds both stand (`ls -lT` of BSD).
    private static func clockOrYear(_ fields: RowFields, at index: Int, month: Int, day: Int, now: Int64) -> ListedDate?
    {
        if let clock = ClockTime(fields[index]) {
            if clock.second != nil, let year = year(fields[index + 1]) {
                return ListedTime(year: year, month: month, day: day, clock: clock).map {
                    ListedDate(time: $0, end: index + 1)
                }
            }
            return ListedTime(month: month, day: day, clock: clock, now: now).map { ListedDate(time: $0, end: index) }
        }
        guard let year = year(fields[index]) else { return nil }
        return ListedTime(year: year, month: month, day: day, clock: nil).map { ListedDate(time: $0, end: index) }
    }

    /// Four digits or five. `191xx` (a year-2000 fault) is 2000 + xx.
    private static func year(_ text: String) -> Int? {
        guard text.isDigits, (4...5).contains(text.utf8.count), let year = Int(text) else {
            return MonthNames.signed(text).flatMap { (1_000...9_999).contains($0) ? $0 : nil }
        }
        if (19_100...19_199).contains(year) { return year - 19_100 + 2_000 }
        return year >= 1_000 ? year : nil
    }

    /// `2020年 1月 12日`.
    private static func yearFirst(_ fields: RowFields, at start: Int) -> ListedDate? {
        guard !fields[start].isDigits, let year = year(fields[start]), let month = MonthNames.number(fields[start + 1]),
            let day = day(fields[start + 2])
        else { return nil }
        return ListedTime(year: year, month: month, day: day, clock: nil).map { ListedDate(time: $0, end: start + 2) }
    }
}
