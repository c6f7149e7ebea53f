/// Rows of MLSD and MLST: `fact=value;fact=value; name` (RFC 3659, section 7).
package enum MachineListing {
    /// One row; nil where it has no blank that separates facts and name.
    ///
    /// Fact names and the values of `type` are read in any case; unknown facts are passed over; the final `;` may be
    /// missing (NcFTPd). The name begins behind the first blank and keeps every further one.
    package static func parse(_ row: some Collection<UInt8>) -> ListedEntry? {
        guard let blank = row.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let name = Array(row[row.index(after: blank)...])
        guard !name.isEmpty else { return nil }
        var entry = ListedEntry(name: name, kind: .other("untyped"))
        for fact in row[..<blank].split(separator: UInt8(ascii: ";")) {
            guard let equals = fact.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(decoding: fact[fact.index(after: equals)...], as: UTF8.self)
            apply(String(decoding: fact[..<equals], as: UTF8.self).lowercased(), value, to: &entry)
        }
        return entry
    }

    private static func apply(_ fact: String, _ value: String, to entry: inout ListedEntry) {
        switch fact {
        case "type": entry.kind = kind(value)
        case "size", "sizd": if let size = Int64(value), size >= 0 { entry.size = size }
        case "modify": entry.modified = ModificationTime.parse(value)?.seconds
        case "unix.mode": entry.mode = UInt16(value, radix: 8).map { $0 & 0o7777 }
        default: break
        }
    }

    private static func kind(_ value: String) -> ListedEntry.Kind {
        let lower = value.lowercased()
        switch lower {
        case "file": return .file
        case "dir": return .folder
        case "cdir", "pdir": return .selfOrParent
        case "os.unix=symlink", "os.unix=slink": return .link(target: nil)
        default:
            if lower.hasPrefix("os.unix=slink:") { return .link(target: String(value.dropFirst(14))) }
            return .other(value)
        }
    }
}
