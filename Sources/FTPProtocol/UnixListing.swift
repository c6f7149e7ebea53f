/// Rows of LIST as `ls -l` writes them, the form of vsftpd, ProFTPD, Pure-FTPd and most others:
/// `-rw-r--r--   1 owner group   1234 Nov 21 09:25 name`.
package enum UnixListing {
    /// What a row is.
    package enum Row: Hashable, Sendable {
        case entry(ListedEntry)
        /// `total 12` or an empty row: no entry.
        case noise
        /// Not a row of this form.
        case unknown
    }

    /// Reads one row. `now` (seconds since the epoch, UTC) gives rows without a year their year: the latest one that
    /// does not lie more than a day ahead. Times are read as UTC.
    package static func parse(_ row: [UInt8], now: Int64) -> Row {
        var scanner = FieldScanner(row)
        guard let permissions = scanner.field() else { return .noise }
        if permissions.lowercased() == "total" { return .noise }
        guard permissions.count >= 10, let type = permissions.first, "-dlbcps".contains(type) else { return .unknown }
        // Links, owner and group; some servers leave the group out, so the size is the last number before the date.
        var fields: [String] = []
        while fields.count < 7, let field = scanner.field() {
            fields.append(field)
            guard let month = month(field), fields.count >= 3, let size = Int64(fields[fields.count - 2]) else {
                continue
            }
            guard let day = scanner.field().flatMap({ Int($0) }), let clock = scanner.field(),
                let time = time(month: month, day: day, clock: clock, now: now)
            else { return .unknown }
            guard let name = scanner.rest() else { return .unknown }
            return .entry(entry(type: type, permissions: permissions, size: size, time: time, name: name))
        }
        return .unknown
    }

    private static func entry(
        type: Character, permissions: String, size: Int64, time: (seconds: Int64, precision: Int64), name: [UInt8]
    ) -> ListedEntry {
        var entry = ListedEntry(
            name: name, kind: .other(String(type)), size: size, modified: time.seconds, precision: time.precision,
            mode: mode(permissions))
        switch type {
        case "-": entry.kind = .file
        case "d":
            entry.kind = name == [0x2E] || name == [0x2E, 0x2E] ? .selfOrParent : .folder
            entry.size = nil
        case "l":
            let arrow = Array(" -> ".utf8)
            if let place = name.firstRange(of: arrow) {
                entry.name = Array(name[..<place.lowerBound])
                entry.kind = .link(target: String(decoding: name[place.upperBound...], as: UTF8.self))
            } else {
                entry.kind = .link(target: nil)
            }
        default: break
        }
        return entry
    }

    private static func month(_ field: String) -> Int? {
        CivilTime.monthNames.firstIndex { $0.caseInsensitiveEquals(field) }.map { $0 + 1 }
    }

    /// `09:25` is a time of the last twelve months, `2024` a year.
    private static func time(
        month: Int, day: Int, clock: String, now: Int64
    ) -> (seconds: Int64, precision: Int64)? {
        if let colon = clock.firstIndex(of: ":") {
            guard let hour = Int(clock[..<colon]), let minute = Int(clock[clock.index(after: colon)...].prefix(2))
            else {
                return nil
            }
            let year = CivilTime(seconds: now).year
            for candidate in [year + 1, year, year - 1] {
                if let seconds = CivilTime.seconds(
                    year: candidate, month: month, day: day, hour: hour, minute: minute, second: 0),
                    seconds <= now + 86_400
                {
                    return (seconds, 60)
                }
            }
            return nil
        }
        guard let year = Int(clock), year > 1_900,
            let seconds = CivilTime.seconds(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
        else { return nil }
        return (seconds, 86_400)
    }

    private static func mode(_ permissions: String) -> UInt16 {
        var mode: UInt16 = 0
        for (index, character) in permissions.dropFirst().prefix(9).enumerated() {
            let bit = UInt16(1) << UInt16(8 - index)
            switch character {
            case "r", "w", "x": mode |= bit
            case "s": mode |= bit | (index == 2 ? 0o4000 : 0o2000)
            case "S": mode |= index == 2 ? 0o4000 : 0o2000
            case "t": mode |= bit | 0o1000
            case "T": mode |= 0o1000
            default: break
            }
        }
        return mode
    }
}

/// Cuts a row into fields at runs of blanks, and gives the rest behind exactly one blank (a name may begin with one).
private struct FieldScanner {
    private let row: [UInt8]
    private var index = 0

    init(_ row: [UInt8]) { self.row = row }

    mutating func field() -> String? {
        while index < row.count, row[index] == 0x20 { index += 1 }
        guard index < row.count else { return nil }
        let start = index
        while index < row.count, row[index] != 0x20 { index += 1 }
        return String(decoding: row[start..<index], as: UTF8.self)
    }

    mutating func rest() -> [UInt8]? {
        index + 1 < row.count ? Array(row[(index + 1)...]) : nil
    }
}

extension StringProtocol {
    /// ASCII letters compared without case.
    func caseInsensitiveEquals(_ other: some StringProtocol) -> Bool { lowercased() == other.lowercased() }
}
