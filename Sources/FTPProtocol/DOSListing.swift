/// Rows of LIST as IIS and other servers on Windows write them: `01-12-20  10:20AM       <DIR>          name` and
/// `01-12-2020  10:20           1,234 name`.
package enum DOSListing {
    /// Reads one row. The date is month, day, year (IIS), day first where that is what the numbers say or dots stand
    /// between them, year first where it has four digits. The server's clock is taken for UTC.
    package static func parse(_ row: [UInt8]) -> ListRow {
        let fields = RowFields(row)
        guard let (year, month, day) = date(fields[0]) else { return .unknown }
        let hasHalf = ["am", "pm"].contains(fields[2].lowercased())
        guard let clock = ClockTime(fields[1] + (hasHalf ? fields[2] : "")),
            let time = ListedTime(year: year, month: month, day: day, clock: clock)
        else { return .unknown }
        let what = hasHalf ? 3 : 2
        var entry = ListedEntry(name: [], kind: .file, modified: time.seconds, precision: time.precision)
        if let size = size(fields[what]) {
            guard let name = fields.name(after: what) else { return .unknown }
            (entry.name, entry.size) = (name, size)
            return .entry(entry)
        }
        // The marker stands in a column of fifteen, so blanks beyond belong to the name.
        let marker = fields[what].uppercased()
        guard let name = fields.name(after: what, blanks: max(1, 15 - marker.utf8.count)) else { return .unknown }
        entry.name = name
        switch marker {
        case "<DIR>": entry.kind = name == [0x2E] || name == [0x2E, 0x2E] ? .selfOrParent : .folder
        case "<JUNCTION>", "<SYMLINKD>", "<SYMLINK>": (entry.name, entry.kind) = link(name)
        default: return .unknown
        }
        return .entry(entry)
    }

    private static func date(_ text: String) -> (year: Int, month: Int, day: Int)? {
        guard let separator = text.first(where: { !$0.isNumber }), "-/.".contains(separator) else { return nil }
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy(\.isDigits), parts.allSatisfy({ $0.count <= 4 }) else { return nil }
        let numbers = parts.compactMap { Int($0) }
        if parts[0].count == 4 { return (numbers[0], numbers[1], numbers[2]) }
        guard parts[2].count == 2 || parts[2].count == 4 else { return nil }
        // Windows' own rule for two digits; files are younger than 1970.
        let year = parts[2].count == 4 ? numbers[2] : numbers[2] + (numbers[2] < 70 ? 2_000 : 1_900)
        let isDayFirst = separator == "." || numbers[0] > 12
        return isDayFirst ? (year, numbers[1], numbers[0]) : (year, numbers[0], numbers[1])
    }

    /// `1234`, or with separators between groups of three: `1,234,567`, `1.234`, `1'234`.
    private static func size(_ text: String) -> Int64? {
        if text.isDigits { return Int64(text) }
        guard let separator = text.first(where: { !$0.isNumber }), ",.'\u{A0}\u{202F}".contains(separator) else {
            return nil
        }
        let groups = text.split(separator: separator, omittingEmptySubsequences: false)
        guard groups.allSatisfy(\.isDigits), groups[0].count <= 3, groups.dropFirst().allSatisfy({ $0.count == 3 })
        else {
            return nil
        }
        return Int64(groups.joined())
    }

    /// `name [C:\target]`, as `dir` writes it; IIS gives the name alone.
    private static func link(_ name: [UInt8]) -> (name: [UInt8], kind: ListedEntry.Kind) {
        guard name.last == UInt8(ascii: "]"), let open = name.firstRange(of: Array(" [".utf8)), open.lowerBound > 0
        else {
            return (name, .link(target: nil))
        }
        let target = name[open.upperBound...].dropLast()
        return (Array(name[..<open.lowerBound]), .link(target: String(decoding: target, as: UTF8.self)))
    }
}
