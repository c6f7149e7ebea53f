/// Rows of LIST as `ls -l` writes them, the form of vsftpd, ProFTPD, Pure-FTPd and most others:
/// `-rw-r--r--   1 owner group   1234 Nov 21 09:25 name`.
///
/// Link count, owner and group may be missing or have blanks; the size is the last number before the date.
package enum UnixListing {
    /// Reads one row. `now` (seconds since the epoch, UTC) gives rows without a year their year: the latest one that
    /// does not lie more than a day ahead. Times are read as UTC unless the row tells its zone.
    package static func parse(_ row: [UInt8], now: Int64) -> ListRow {
        let fields = RowFields(row)
        guard let permissions = UnixPermissions(fields[0]) else {
            return fields.places.isEmpty || totals.contains(fields[0].lowercased()) ? .noise : .unknown
        }
        guard let end = SizeDateName.find(fields, from: 1, now: now) else { return .unknown }
        return .entry(entry(permissions, end))
    }

    /// The first word of `total 12`, the blocks of a folder, in the languages of GNU `ls`.
    private static let totals: Set = [
        "total", "insgesamt", "gesamt", "totale", "totaal", "totalt", "итого", "razem", "合計", "总用量", "总计", "總計", "합계",
    ]

    private static func entry(_ permissions: UnixPermissions, _ end: SizeDateName) -> ListedEntry {
        var entry = ListedEntry(
            name: end.name, kind: .other(String(permissions.type)), size: end.size, modified: end.time.seconds,
            precision: end.time.precision, mode: permissions.mode)
        switch permissions.type {
        case "-": entry.kind = .file
        case "d":
            entry.kind = end.name == [0x2E] || end.name == [0x2E, 0x2E] ? .selfOrParent : .folder
            entry.size = nil
        case "l": (entry.name, entry.kind) = link(end)
        default: entry.size = nil
        }
        return entry
    }

    /// A link's name and target. Both may contain the arrow: it is the one behind which as many bytes stand as the size
    /// tells, which for a link is the length of its target; else the first.
    private static func link(_ end: SizeDateName) -> (name: [UInt8], kind: ListedEntry.Kind) {
        let arrow = Array(" -> ".utf8)
        let length = Int(exactly: end.size ?? -1) ?? -1
        var place = end.name.firstRange(of: arrow)
        if length >= 0, length <= end.name.count - arrow.count {
            let start = end.name.count - length - arrow.count
            if end.name[start..<start + arrow.count].elementsEqual(arrow) { place = start..<start + arrow.count }
        }
        guard let place, place.lowerBound > 0 else { return (end.name, .link(target: nil)) }
        return (
            Array(end.name[..<place.lowerBound]),
            .link(target: String(decoding: end.name[place.upperBound...], as: UTF8.self))
        )
    }
}
