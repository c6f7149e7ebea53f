/// Rows of LIST as Novell NetWare writes them: `d [RWCEAFMS] user            512 Jan 12 10:20 name`.
package enum NetWareListing {
    /// Whether a row begins as this form does and `ls -l` does not: a bracket behind its first letter.
    static func begins(_ row: [UInt8]) -> Bool {
        row.drop { $0 == UInt8(ascii: " ") }.dropFirst().first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "[")
    }

    /// Reads one row: `d` or `-`, the trustee's rights in brackets, then as in `ls -l`. `now` as there. Blanks before
    /// the name are not part of it, because some versions write several.
    package static func parse(_ row: [UInt8], now: Int64) -> ListRow {
        let fields = RowFields(row)
        let isOneField = fields[0].count > 1
        let type = fields[0].first
        let rights = isOneField ? String(fields[0].dropFirst()) : fields[1]
        guard type == "d" || type == "-", rights.hasPrefix("["), rights.hasSuffix("]"), rights.utf8.count <= 16,
            let end = SizeDateName.find(fields, from: isOneField ? 1 : 2, now: now)
        else { return .unknown }
        let name = Array(end.name.drop { $0 == UInt8(ascii: " ") })
        if name.isEmpty { return .unknown }
        var entry = ListedEntry(
            name: name, kind: .file, size: end.size, modified: end.time.seconds, precision: end.time.precision)
        if type == "d" {
            entry.kind = name == [0x2E] || name == [0x2E, 0x2E] ? .selfOrParent : .folder
            entry.size = nil
        }
        return .entry(entry)
    }
}
