/// Writes rows of listings, for a server.
package enum ListingFormat {
    /// What a row tells of a name.
    package struct Item: Hashable, Sendable {
        /// The name's bytes.
        package var name: [UInt8]
        /// Whether it is a folder.
        package var isFolder: Bool
        /// Whether it is a symbolic link: told as such, because what is deleted through one is gone elsewhere.
        package var isLink = false
        /// Length in bytes.
        package var size: Int64
        /// Seconds since the epoch, UTC.
        package var modified: Int64
        /// Permission bits.
        package var mode: UInt16
        /// A text that is the same for the same file (RFC 3659, section 7.5.2).
        package var unique: String

        /// An item from its parts.
        package init(name: [UInt8], isFolder: Bool, size: Int64, modified: Int64, mode: UInt16, unique: String) {
            self.name = name
            self.isFolder = isFolder
            self.size = size
            self.modified = modified
            self.mode = mode
            self.unique = unique
        }
    }

    /// The facts that ``machineRow(_:facts:canWrite:)`` can tell, in their order.
    package static let facts = ["type", "size", "modify", "perm", "unique", "unix.mode"]

    /// A row of MLSD or MLST without line end: the facts that were asked for, a blank, the name.
    package static func machineRow(_ item: Item, facts: Set<String>, canWrite: Bool) -> [UInt8] {
        var row = ""
        for fact in Self.facts where facts.contains(fact) {
            switch fact {
            case "type": row += "type=\(item.isLink ? "OS.unix=slink:" : item.isFolder ? "dir" : "file");"
            case "size": if !item.isFolder { row += "size=\(item.size);" }
            case "modify": row += "modify=\(ModificationTime.format(item.modified));"
            case "perm": row += "perm=\(item.isFolder ? (canWrite ? "elcmpdf" : "el") : (canWrite ? "rawdf" : "r"));"
            case "unique": row += "unique=\(item.unique);"
            default: row += "UNIX.mode=0\(String(item.mode, radix: 8));"
            }
        }
        return Array("\(row) ".utf8) + item.name
    }

    /// A row of LIST as `ls -l` writes it, without line end. Times are UTC; those of the last half year have hour and
    /// minute, others the year. `now` is in seconds since the epoch.
    package static func unixRow(_ item: Item, now: Int64) -> [UInt8] {
        let civil = CivilTime(seconds: item.modified)
        let isRecent = item.modified <= now + 3_600 && item.modified > now - 180 * 86_400
        func pad(_ value: Int, _ width: Int, _ fill: String = " ") -> String {
            let text = String(value)
            return String(repeating: fill, count: max(0, width - text.count)) + text
        }
        let clock = isRecent ? "\(pad(civil.hour, 2, "0")):\(pad(civil.minute, 2, "0"))" : pad(civil.year, 5)
        let text =
            "\(permissions(item))   1 ftp      ftp      \(pad(Int(item.size), 12)) "
            + "\(CivilTime.monthNames[civil.month - 1]) \(pad(civil.day, 2)) \(clock) "
        return Array(text.utf8) + item.name
    }

    private static func permissions(_ item: Item) -> String {
        var text = item.isLink ? "l" : item.isFolder ? "d" : "-"
        for bit in stride(from: 8, through: 0, by: -1) {
            text.append(item.mode & (1 << UInt16(bit)) != 0 ? ["x", "w", "r"][bit % 3] : "-")
        }
        return text
    }
}
