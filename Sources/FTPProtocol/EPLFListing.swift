/// Rows of LIST in EPLF (D. J. Bernstein's "Easily Parsed LIST Format"): `+i8388621.48594,m825718503,r,s280,⇥name`.
package enum EPLFListing {
    /// Reads one row: facts that end with a comma, a tab, the name. `r` is a file, `/` a folder, `m` seconds since the
    /// epoch, `s` bytes, `up` permission bits in octal; others are passed over.
    package static func parse(_ row: [UInt8]) -> ListRow {
        guard row.first == UInt8(ascii: "+"), let tab = row.firstIndex(of: UInt8(ascii: "\t")), tab + 1 < row.count
        else {
            return .unknown
        }
        var entry = ListedEntry(name: Array(row[(tab + 1)...]), kind: .other("neither r nor /"))
        for fact in row[1..<tab].split(separator: UInt8(ascii: ",")) {
            apply(String(decoding: fact, as: UTF8.self), to: &entry)
        }
        if entry.kind == .folder {
            entry.size = nil
            if entry.name == [0x2E] || entry.name == [0x2E, 0x2E] { entry.kind = .selfOrParent }
        }
        return .entry(entry)
    }

    private static func apply(_ fact: String, to entry: inout ListedEntry) {
        let value = fact.dropFirst()
        switch fact.first {
        case "/": entry.kind = .folder
        case "r" where entry.kind != .folder: entry.kind = .file
        case "m" where value.isDigits && value.utf8.count <= 11: entry.modified = Int64(value)
        case "s" where value.isDigits: entry.size = Int64(value)
        case "u" where value.hasPrefix("p"): entry.mode = UInt16(value.dropFirst(), radix: 8).map { $0 & 0o7777 }
        default: break
        }
    }
}
