/// What one row of a listing is, in whichever form the server writes it.
package enum ListRow: Hashable, Sendable {
    /// A name below the listed folder, or the folder itself or its parent.
    case entry(ListedEntry)
    /// `total 12` or an empty row: no entry.
    case noise
    /// A row of MLSD that names something outside the listed folder, which ProFTPD adds for the targets of links
    /// (mod_facts). It is to be dropped: the name has a slash.
    case elsewhere([UInt8])
    /// A row of none of the known forms, also a complaint of `ls` (`ls: .: Permission denied`): what the folder holds
    /// is not known then.
    case unknown

    /// Reads one row of LIST. Every row is judged by itself, so callers need not know what the server is: a row that
    /// begins with `+` is EPLF, with a digit Windows, with `d [` or `- [` NetWare; all else is `ls -l`.
    ///
    /// `now` (seconds since the epoch, UTC) gives rows without a year their year.
    package static func parse(_ row: [UInt8], now: Int64) -> ListRow {
        guard let first = row.first(where: { $0 != UInt8(ascii: " ") }) else { return .noise }
        switch first {
        case UInt8(ascii: "+"): return EPLFListing.parse(row)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return DOSListing.parse(row)
        default:
            return NetWareListing.begins(row) ? NetWareListing.parse(row, now: now) : UnixListing.parse(row, now: now)
        }
    }
}
