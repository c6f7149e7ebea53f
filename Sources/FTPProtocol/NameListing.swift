/// Rows of NLST: names, or paths below the listed folder (RFC 959, section 4.1.3).
package enum NameListing {
    /// A row that cannot name anything in the listed folder.
    package struct Hostile: Error, Hashable, Sendable {
        /// The row's bytes.
        package let row: [UInt8]
    }

    /// The name that a row tells; nil for the folder itself, its parent, and an empty row.
    ///
    /// Some servers put the folder's path before each name, as the command had it, or `./`: both are taken off.
    ///
    /// - Parameter folder: the argument of NLST; empty for none.
    /// - Throws: ``Hostile`` for a slash in what is left, or a control character.
    package static func name(_ row: [UInt8], in folder: [UInt8]) throws(Hostile) -> [UInt8]? {
        let name = withoutFolder(row[...], folder)
        if name.isEmpty || name.elementsEqual([0x2E]) || name.elementsEqual([0x2E, 0x2E]) { return nil }
        let entry = ListedEntry(name: Array(name), kind: .other("untyped"))
        guard entry.hasSafeName else { throw Hostile(row: row) }
        return entry.name
    }

    private static func withoutFolder(_ row: ArraySlice<UInt8>, _ folder: [UInt8]) -> ArraySlice<UInt8> {
        let slash = UInt8(ascii: "/")
        let here = Array("./".utf8)
        let absolute = folder.last == slash || folder.isEmpty ? folder : folder + [slash]
        let relative = Array(absolute.drop { $0 == slash })
        for prefix in [absolute, relative] where !prefix.isEmpty && row.starts(with: prefix) {
            return row.dropFirst(prefix.count)
        }
        return row.starts(with: here) ? row.dropFirst(here.count) : row
    }
}
