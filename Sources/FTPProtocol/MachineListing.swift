/// Rows of MLSD and MLST: `fact=value;fact=value; name` (RFC 3659, section 7).
package enum MachineListing {
    /// One row of MLSD. A name with a slash lies ``ListRow/elsewhere(_:)``, except where it is the path of the listed
    /// folder or its parent (`type=cdir; /home/joe`).
    package static func row(_ row: [UInt8]) -> ListRow {
        guard let entry = parse(row) else { return row.isEmpty ? .noise : .unknown }
        let hasSlash = entry.name.contains(UInt8(ascii: "/"))
        return hasSlash && entry.kind != .selfOrParent ? .elsewhere(entry.name) : .entry(entry)
    }

    /// One row of MLSD or MLST, whose name may be a path; nil where it has no blank that separates facts and name.
    ///
    /// Fact names and the values of `type` are read in any case; unknown facts are passed over, and so are values that
    /// cannot be read; the final `;` may be missing (NcFTPd). The name begins behind the first blank and keeps every
    /// further one.
    package static func parse(_ row: [UInt8]) -> ListedEntry? {
        guard let blank = end(of: row) else { return nil }
        let name = Array(row[(blank + 1)...])
        guard !name.isEmpty else { return nil }
        var entry = ListedEntry(name: name, kind: .other("untyped"))
        var hint: ListedEntry.Kind?
        for fact in row[..<blank].split(separator: UInt8(ascii: ";")) {
            guard let equals = fact.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(decoding: fact[(equals + 1)...], as: UTF8.self)
            let name = String(decoding: fact[..<equals], as: UTF8.self).lowercased()
            apply(name, value, to: &entry)
            hint = hint ?? self.hint(name, value)
        }
        if case .other("untyped") = entry.kind, let hint { entry.kind = hint }
        return entry
    }

    /// The blank between facts and name: the first one; but the target that ProFTPD tells of a link
    /// (`type=OS.unix=slink:/a b;`) may have blanks itself, and ends with `;`.
    private static func end(of row: [UInt8]) -> Int? {
        guard let blank = row.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let start = row[..<blank].lastIndex(of: UInt8(ascii: ";")).map { $0 + 1 } ?? 0
        if start == blank { return blank }
        let open = String(decoding: row[start..<blank], as: UTF8.self).lowercased()
        guard open.hasPrefix("type=os.unix=slink:") else { return blank }
        return row[blank...].firstRange(of: Array("; ".utf8)).map { $0.lowerBound + 1 } ?? blank
    }

    private static func apply(_ fact: String, _ value: String, to entry: inout ListedEntry) {
        switch fact {
        case "type": entry.kind = kind(value)
        case "size", "sizd": if value.isDigits, let size = Int64(value) { entry.size = size }
        case "modify": entry.modified = ModificationTime.parse(value)?.seconds
        case "unix.mode": entry.mode = UInt16(value, radix: 8).map { $0 & 0o7777 }
        default: break
        }
    }

    /// What a row without `type` is, by what may be done with it (`perm`, RFC 3659, section 7.5.5) or by Pure-FTPd's
    /// `sizd`, which only folders have.
    private static func hint(_ fact: String, _ value: String) -> ListedEntry.Kind? {
        switch fact {
        case "sizd": return .folder
        case "perm":
            let letters = value.lowercased()
            if letters.contains(where: { "ceml".contains($0) }) { return .folder }
            return letters.contains(where: { "arw".contains($0) }) ? .file : nil
        default: return nil
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
